"""Files for a contact: chosen or dropped, an e-mail fills the form, and what is not taken is said."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import CUSTOMERS
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.customer.view import CustomerView
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import Settle, compose, logged

BUTTONS, KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drag(*paths: Path) -> QMimeData:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return dragged


def drop(widget: QWidget, dragged: QMimeData) -> bool:
    """Drag something over a widget and let it go there; return whether it was taken."""
    entered = QDragEnterEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dragged, BUTTONS, KEYS)
    QApplication.sendEvent(widget, entered)
    if not entered.isAccepted():
        return False
    dropped = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dragged, BUTTONS, KEYS)
    QApplication.sendEvent(widget, dropped)
    return dropped.isAccepted()


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """Return an e-mail from 曾国藩 with two files, of which the bank takes one."""
    message = EmailMessage()
    message["From"] = "曾国藩 <zeng@example.com>"
    message["To"] = "li@bank.example"
    message["Subject"] = "存单到期"
    message["Date"] = "Tue, 24 Nov 2026 10:30:00 +0800"
    message.set_content("请寄利率表，电话13911112222。")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="身份证明.pdf")
    message.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="run.exe")
    path = tmp_path / "letter.eml"
    path.write_bytes(message.as_bytes())
    return path


def test_a_mail_on_a_customer_fills_the_form(
    desk: Desk, window: MainWindow, people: People, mail: Path, settle: Settle
) -> None:
    desk.customer_wanted.emit(people.zeng)
    settle()
    [view] = window.findChildren(CustomerView)
    assert drop(view, drag(mail))
    settle()
    [sheet] = window.findChildren(LogSheet)
    entry = sheet.form.entry
    assert sheet.isVisible()
    assert (entry.customers, entry.channel, entry.direction) == ((people.zeng,), "email", "in")
    assert entry.note == "存单到期\n请寄利率表，电话139****2222。"
    assert (entry.day, entry.time) == ("2026-11-24", "10:30")
    assert [file.name for file in entry.files] == ["身份证明.pdf"]
    files = sheet.form.fields.fields["files"]
    assert files.hint.text() == "邮件中未收入的附件：run.exe"
    assert files.hint.isVisibleTo(sheet)


def test_a_mail_on_the_form_finds_the_customer(
    desk: Desk, sheet: LogSheet, people: People, mail: Path, settle: Settle
) -> None:
    compose(sheet.form.quick.field, "#来电 先打来过")
    settle()
    assert drop(sheet.panel, drag(mail))
    settle()
    entry = sheet.form.entry
    assert entry.customers == (people.zeng,)
    assert entry.channel == "phone"
    assert entry.note == "先打来过\n\n存单到期\n请寄利率表，电话139****2222。"
    compose(sheet.form.quick.field, "，又写信")
    settle()
    assert sheet.form.entry.note == entry.note


def test_files_are_added_and_recorded(
    desk: Desk, sheet: LogSheet, people: People, tmp_path: Path, settle: Settle
) -> None:
    path = tmp_path / "利率表.pdf"
    path.write_bytes(b"%PDF")
    compose(sheet.form.quick.field, "@仇英 #短信 发了利率表")
    settle()
    drop(sheet.panel, drag(path))
    drop(sheet.panel, drag(path))
    settle()
    assert [file.name for file in sheet.form.entry.files] == ["利率表.pdf"]
    sheet.save()
    settle()
    assert len(logged(desk)) == 1
    with desk.book.store.read() as tx:
        assert list(tx.exec_driver_sql("SELECT name FROM attachments").scalars()) == ["利率表.pdf"]


def test_what_cannot_be_taken_is_said_and_the_rest_is_taken(
    sheet: LogSheet, tmp_path: Path, settle: Settle
) -> None:
    good, large, bad = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "c.eml"
    good.write_bytes(b"%PDF")
    large.write_bytes(bytes(1_048_577))
    bad.write_bytes(b"no mail")
    sheet.take((good, large, bad, tmp_path / "gone.pdf"))
    settle()
    assert [file.name for file in sheet.form.entry.files] == ["a.pdf"]
    assert [error.message_id for error in sheet.form.fields.fields["files"].errors] == [
        "“{name}” has {size} KiB; the bank takes {most} KiB at most.",
        "This is not an e-mail that can be read.",
        "“{name}” cannot be read.",
    ]


def test_a_file_is_taken_away_by_its_button(sheet: LogSheet, tmp_path: Path, settle: Settle) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    sheet.take((path,))
    settle()
    [row] = sheet.form.fields.files.rows
    assert row.remove_button.accessibleName() == "移除a.pdf"
    row.remove_button.click()
    assert sheet.form.entry.files == ()
    assert sheet.form.fields.files.add_button.hasFocus()


def test_files_are_chosen_in_a_dialog_of_what_the_bank_takes(
    sheet: LogSheet, tmp_path: Path, settle: Settle
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    sheet.form.fields.files.add_button.click()
    [dialog] = sheet.findChildren(QFileDialog)
    assert "*.pdf" in dialog.nameFilters()[0]
    assert "*.exe" not in dialog.nameFilters()[0]
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    settle()
    assert [file.name for file in sheet.form.entry.files] == ["a.pdf"]


def test_a_frame_shows_where_files_may_be_dropped(sheet: LogSheet, mail: Path) -> None:
    dragged = drag(mail)
    QApplication.sendEvent(
        sheet.panel, QDragEnterEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dragged, BUTTONS, KEYS)
    )
    frames = [child for child in sheet.panel.children() if type(child).__name__ == "_Frame"]
    assert [frame.isVisible() for frame in frames if isinstance(frame, QWidget)] == [True]
    QApplication.sendEvent(sheet.panel, QDragLeaveEvent())
    assert [frame.isVisible() for frame in frames if isinstance(frame, QWidget)] == [False]


def test_what_is_no_file_is_not_taken(sheet: LogSheet, tmp_path: Path) -> None:
    words = QMimeData()
    words.setText("file:///x")
    assert not drop(sheet.panel, words)
    elsewhere = QMimeData()
    elsewhere.setUrls([QUrl("https://example.com/a.pdf"), QUrl.fromLocalFile(str(tmp_path))])
    assert not drop(sheet.panel, elsewhere)


def test_no_field_takes_a_file_for_its_address(sheet: LogSheet) -> None:
    sheet.form.fields.promises.add_button.click()
    typed_into = [*sheet.form.fields.findChildren(QLineEdit), *sheet.form.fields.findChildren(QPlainTextEdit)]
    assert len(typed_into) > 8
    assert [field for field in typed_into if field.acceptDrops()] == []


def test_a_customer_who_is_nobody_takes_no_files(window: MainWindow, mail: Path, settle: Settle) -> None:
    window.show_screen(CUSTOMERS)
    settle()
    [view] = window.findChildren(CustomerView)
    drop(view, drag(mail))
    settle()
    assert not any(sheet.isVisible() for sheet in window.findChildren(LogSheet))
