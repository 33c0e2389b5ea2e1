"""A recorded contact: corrected with a history, another's too, and withdrawn for a reason."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from advisor_app.data import writes
from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.services.corrections import corrections
from advisor_app.services.edit_contact import contact_history, contact_to_edit, edit_contact
from advisor_app.services.log_contact import log_contact
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.customer.timeline import TimelineTab
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import ALT, CTRL, Press, Settle, compose, focused, logged

NOTE = "谈了存单，请改拨13911112222"


@pytest.fixture
def contact(desk: Desk, people: People) -> bytes:
    """Return a contact that this advisor logged, with a promise and a file."""
    entry = ContactEntry(
        customers=(people.qiu,),
        channel="phone",
        direction="out",
        note=NOTE,
        time="0:01",
        promises=(PromiseEntry("寄对比表", "明天"),),
        files=(FileEntry("利率表.pdf", b"content"),),
    )
    return log_contact(desk.book, entry).interactions[0]


@pytest.fixture
def opened(editor: EditSheet, contact: bytes, settle: Settle) -> EditSheet:
    """Return the form with that contact."""
    editor.show_contact(contact)
    settle()
    return editor


def note_of(desk: Desk) -> str:
    return str(logged(desk)[0][6])


def told(desk: Desk) -> list[tuple[str, Callable[[], object]]]:
    """Return a list that fills with what the desk offers: the sentence and what takes it back."""
    heard: list[tuple[str, Callable[[], object]]] = []

    def hear(text: str, _action: str, callback: Callable[[], object]) -> None:
        heard.append((text, callback))

    desk.offered.connect(hear)
    return heard


def test_it_opens_from_the_timeline_by_key(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People, contact: bytes, press: Press, settle: Settle
) -> None:
    desk.customer_wanted.emit(people.qiu)
    settle()
    press(Qt.Key.Key_4, ALT)
    [timeline] = window.findChildren(TimelineTab)
    qtbot.waitUntil(lambda: timeline.model.events > 0)
    timeline.list.setFocus()
    timeline.list.setCurrentIndex(timeline.model.index(1, 0))
    press(Qt.Key.Key_Return)
    [editor] = window.findChildren(EditSheet)
    assert editor.isVisible()
    assert editor.form.fields.note.toPlainText() == "谈了存单，请改拨139****2222"
    assert focused() is editor.form.fields.note
    press(Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert focused() is timeline.list


def test_what_is_no_contact_opens_nothing(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People, press: Press, settle: Settle
) -> None:
    desk.customer_wanted.emit(people.ouyang)
    settle()
    press(Qt.Key.Key_4, ALT)
    [timeline] = window.findChildren(TimelineTab)
    qtbot.waitUntil(lambda: timeline.model.events > 0)
    timeline.list.setFocus()
    timeline.list.setCurrentIndex(timeline.model.index(1, 0))
    press(Qt.Key.Key_Return)
    assert window.findChildren(EditSheet) == []


def test_a_correction_with_its_history(desk: Desk, opened: EditSheet, contact: bytes, settle: Settle) -> None:
    heard = told(desk)
    fields = opened.form.fields
    fields.note.setPlainText(fields.note.toPlainText() + "，客户同意")
    fields.channel.chips["sms"].click()
    fields.next_step.setText("寄资料")
    opened.save()
    settle()
    assert not opened.isVisible()
    assert logged(desk)[0][2:8] == ("sms", "out", None, None, NOTE + "，客户同意", "寄资料")
    assert heard[-1][0] == "联系记录已更正。"
    opened.show_contact(contact)
    settle()
    [row] = opened.form.history.rows
    assert row.lines == [
        ("渠道", "电话", "短信"),
        ("记录", "谈了存单，请改拨139****2222", "谈了存单，请改拨139****2222，客户同意"),
        ("下一步", "—", "寄资料"),
    ]
    assert "李经理" in row.when.text()
    speak("en")
    assert opened.form.history.rows[0].lines[0] == ("Channel", "Phone", "SMS")


def test_undo_takes_the_correction_back(desk: Desk, opened: EditSheet, settle: Settle) -> None:
    heard = told(desk)
    opened.form.fields.note.setPlainText("另一句")
    opened.save()
    settle()
    assert note_of(desk) == "另一句"
    heard[-1][1]()
    settle()
    assert note_of(desk) == NOTE


def test_nothing_changed_is_no_correction(
    desk: Desk, opened: EditSheet, contact: bytes, settle: Settle
) -> None:
    heard = told(desk)
    opened.save()
    settle()
    assert not opened.isVisible()
    assert heard == []
    assert contact_history(desk.book, contact) == ()


def test_wrong_input_gets_a_sentence(desk: Desk, opened: EditSheet, settle: Settle) -> None:
    fields = opened.form.fields
    fields.note.setPlainText("改过")
    fields.time.setText("25点")
    fields.duration.setText("很久")
    opened.save()
    settle()
    assert [name for name, field in fields.fields.items() if field.errors] == ["time", "duration"]
    assert focused() is fields.time
    assert opened.state.accessibleName() == "有 2 处需要修改"
    assert (note_of(desk), fields.note.toPlainText()) == (NOTE, "改过")


def test_what_somebody_else_changed_meanwhile_is_not_written_over(
    desk: Desk, opened: EditSheet, contact: bytes, settle: Settle
) -> None:
    with desk.book.store.write() as tx:
        writes.change(tx, desk.book.store, "interactions", contact, {"note": "总行改过"})
    opened.form.fields.note.setPlainText("我的话")
    opened.save()
    settle()
    errors = opened.form.fields.fields["note"].errors
    assert [error.message_id for error in errors] == [
        "This was changed elsewhere meanwhile. Close the form and open it again."
    ]
    assert note_of(desk) == "总行改过"


def test_while_nothing_is_typed_the_form_follows_the_book(
    desk: Desk, opened: EditSheet, contact: bytes, settle: Settle
) -> None:
    shown = contact_to_edit(desk.book, contact)
    edit_contact(desk.book, shown, replace(shown.entry, note="新的话"))
    desk.book_changed.emit()
    settle()
    assert opened.form.fields.note.toPlainText() == "新的话"
    opened.form.fields.note.setPlainText("正在打字")
    desk.book_changed.emit()
    settle()
    assert opened.form.fields.note.toPlainText() == "正在打字"


def test_it_is_withdrawn_for_a_reason(
    qtbot: QtBot, desk: Desk, opened: EditSheet, contact: bytes, settle: Settle
) -> None:
    heard = told(desk)
    opened.withdraw_button.click()
    assert focused() is opened.withdraw.reason
    qtbot.keyClick(opened.withdraw.reason, Qt.Key.Key_Return)
    settle()
    assert opened.withdraw.error.text() == "请用几个字写明为何撤回。"
    opened.withdraw.reason.setText("记错了客户")
    qtbot.keyClick(opened.withdraw.reason, Qt.Key.Key_Return)
    settle()
    assert not opened.isVisible()
    assert logged(desk)[0][11] == "void"
    opened.show_contact(contact)
    settle()
    assert opened.form.notice.text() == "此联系记录已撤回：记错了客户"
    assert not opened.save_button.isVisible()
    assert not opened.withdraw_button.isVisible()
    assert opened.form.fields.note.isReadOnly()
    heard[-1][1]()
    settle()
    assert logged(desk)[0][11] is None
    assert opened.save_button.isVisible()
    assert not opened.form.fields.note.isReadOnly()


def test_the_question_is_left_with_escape(qtbot: QtBot, opened: EditSheet) -> None:
    opened.withdraw_button.click()
    qtbot.keyClick(opened.withdraw.reason, Qt.Key.Key_Escape)
    assert not opened.withdraw.isVisible()
    assert opened.isVisible()
    assert focused() is opened.form.fields.note


def test_changes_are_not_lost_without_a_question(
    qtbot: QtBot, desk: Desk, opened: EditSheet, contact: bytes, settle: Settle
) -> None:
    opened.form.fields.note.setPlainText("改过")
    qtbot.keyClick(opened.form.fields.note, Qt.Key.Key_Escape)
    assert opened.unsaved.isVisible()
    assert opened.isVisible()
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert not opened.unsaved.isVisible()
    assert opened.form.fields.note.toPlainText() == "改过"
    qtbot.keyClick(opened.form.fields.note, Qt.Key.Key_Escape)
    opened.unsaved.buttons.itemAt(2).widget().click()  # type: ignore[union-attr]
    settle()
    assert not opened.isVisible()
    assert (note_of(desk), corrections(desk.book)) == (NOTE, ())


def test_another_contact_waits_for_the_answer(
    desk: Desk, opened: EditSheet, people: People, settle: Settle
) -> None:
    entry = ContactEntry(customers=(people.zeng,), channel="sms", direction="out", note="另一条")
    other = log_contact(desk.book, entry).interactions[0]
    opened.form.fields.note.setPlainText("改过")
    opened.show_contact(other)
    settle()
    assert opened.unsaved.isVisible()
    assert opened.form.fields.note.toPlainText() == "改过"


def test_changes_survive_a_lock(
    qtbot: QtBot, desk: Desk, opened: EditSheet, contact: bytes, settle: Settle
) -> None:
    opened._keep_soon.setInterval(10)
    opened.form.fields.note.setPlainText("改到一半")
    qtbot.waitUntil(lambda: [each.entry.note for each in corrections(desk.book)] == ["改到一半"])
    opened.form.fields.participants.setText("王先生")
    opened._keep_soon.stop()
    desk.closing.emit()
    opened.vanish()
    opened.show_contact(contact)
    settle()
    fields = opened.form.fields
    assert (fields.note.toPlainText(), fields.participants.text()) == ("改到一半", "王先生")
    assert opened.form.notice.text() == "您之前所作的修改仍在表单中，尚未保存。"
    opened.save()
    settle()
    assert note_of(desk) == "改到一半"
    assert corrections(desk.book) == ()


def test_a_correction_that_waits_is_offered_at_the_next_contact(
    desk: Desk, window: MainWindow, contact: bytes, press: Press, settle: Settle
) -> None:
    desk.contact_wanted.emit(contact)
    settle()
    [editor] = window.findChildren(EditSheet)
    editor.form.fields.note.setPlainText("改到一半")
    desk.closing.emit()
    editor.vanish()
    press(Qt.Key.Key_L, CTRL)
    [sheet] = window.findChildren(LogSheet)
    [row] = sheet.drafts.rows
    assert row.about.accessibleName() == "更正 · 仇英 · 电话 · 改到一半"
    row.open_button.click()
    settle()
    assert editor.isVisible()
    assert not sheet.isVisible()
    assert editor.form.fields.note.toPlainText() == "改到一半"


def test_a_correction_that_was_begun_sees_what_changed_meanwhile(
    desk: Desk, opened: EditSheet, contact: bytes, settle: Settle
) -> None:
    opened.form.fields.note.setPlainText("我的话")
    desk.closing.emit()
    opened.vanish()
    shown = contact_to_edit(desk.book, contact)
    edit_contact(desk.book, shown, replace(shown.entry, note="别处改过", channel="sms"))
    opened.show_contact(contact)
    settle()
    assert opened.form.fields.note.toPlainText() == "我的话"
    assert opened.form.fields.channel.value == "sms"
    opened.save()
    settle()
    assert [name for name, field in opened.form.fields.fields.items() if field.errors] == ["note"]
    assert note_of(desk) == "别处改过"


@pytest.fixture
def other(desk: Desk, people: People) -> bytes:
    """Return a contact that a colleague logged."""
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("INSERT INTO advisors (id, number, name) VALUES (99, 'A0099', '赵经理')")
        found: bytes = tx.exec_driver_sql(
            "SELECT id FROM interactions WHERE customer_id = ?", (people.shanyu,)
        ).scalar_one()
        tx.exec_driver_sql("UPDATE interactions SET advisor_id = 99 WHERE id = ?", (found,))
    return found


def test_what_a_colleague_logged_is_corrected_in_ones_own_name(
    desk: Desk, editor: EditSheet, other: bytes, settle: Settle
) -> None:
    editor.show_contact(other)
    settle()
    assert editor.form.notice.isVisible()
    assert editor.form.notice.text() == "由赵经理记录。您的更正会以您的名义保留在修改历史中。"
    assert not editor.form.fields.note.isReadOnly()
    assert editor.form.fields.channel.isEnabled()
    editor.form.fields.note.setPlainText("补记：已约周五见面")
    editor.save()
    settle()
    assert not editor.isVisible()
    detail = contact_to_edit(desk.book, other).detail
    assert (detail.note, detail.advisor) == ("补记：已约周五见面", "赵经理")
    [revised] = contact_history(desk.book, other)
    assert revised.advisor == "李经理"
    speak("en")
    editor.show_contact(other)
    settle()
    assert editor.form.notice.text() == (
        "Logged by 赵经理. What you correct is kept in its history as yours."
    )
    assert "李经理" in editor.form.history.rows[0].when.text()


def test_ones_own_contact_says_nothing_of_who_logged_it(opened: EditSheet) -> None:
    assert not opened.form.notice.isVisible()


def test_a_correction_of_a_colleagues_contact_that_was_begun_says_both(
    desk: Desk, editor: EditSheet, other: bytes, settle: Settle
) -> None:
    editor.show_contact(other)
    settle()
    editor.form.fields.note.setPlainText("改到一半")
    desk.closing.emit()
    editor.vanish()
    editor.show_contact(other)
    settle()
    first, second = editor.form.notice.text().splitlines()
    assert first.startswith("由赵经理记录")
    assert second == "您之前所作的修改仍在表单中，尚未保存。"


def test_what_a_colleague_logged_is_withdrawn_for_a_reason_too(
    qtbot: QtBot, desk: Desk, editor: EditSheet, other: bytes, settle: Settle
) -> None:
    editor.show_contact(other)
    settle()
    editor.withdraw_button.click()
    editor.withdraw.reason.setText("记在了错误的客户名下")
    qtbot.keyClick(editor.withdraw.reason, Qt.Key.Key_Return)
    settle()
    assert contact_to_edit(desk.book, other).detail.status == "void"
    editor.show_contact(other)
    settle()
    assert editor.form.notice.text() == "此联系记录已撤回：记在了错误的客户名下"
    assert editor.form.fields.note.isReadOnly()


def test_promises_are_settled_here(desk: Desk, opened: EditSheet, settle: Settle) -> None:
    heard = told(desk)
    [line] = opened.form.recorded.promises
    assert (line.text.text(), line.badge.text) == ("寄对比表", "待履行")
    line.kept_button.click()
    settle()
    [line] = opened.form.recorded.promises
    assert line.badge.text == "已履行"
    assert not line.kept_button.isVisible()
    heard[-1][1]()
    settle()
    assert opened.form.recorded.promises[0].badge.text == "待履行"
    assert opened.isVisible()


def test_promises_and_files_are_added(
    desk: Desk, opened: EditSheet, contact: bytes, tmp_path: Path, settle: Settle
) -> None:
    fields = opened.form.fields
    fields.promises.add_button.click()
    fields.promises.rows[0].text.setText("回电")
    fields.promises.rows[0].due.setText("后天")
    path = tmp_path / "补充.pdf"
    path.write_bytes(b"more")
    opened.take((path,))
    settle()
    opened.save()
    settle()
    shown = contact_to_edit(desk.book, contact)
    assert [promise.text for promise in shown.promises] == ["寄对比表", "回电"]
    assert [file.name for file in shown.files] == ["利率表.pdf", "补充.pdf"]


def test_a_copy_of_a_file_is_saved_where_the_advisor_wants(
    desk: Desk, opened: EditSheet, tmp_path: Path, settle: Settle
) -> None:
    heard: list[str] = []
    desk.told.connect(heard.append)
    [line] = opened.form.recorded.files
    line.save_button.click()
    [dialog] = opened.form.recorded.findChildren(QFileDialog)
    dialog.close()
    path = tmp_path / "copy.pdf"
    opened.form.recorded.save_copy(opened.form.recorded._files[0], str(path))
    settle()
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o077 == 0
    assert heard == [f"副本已存为 {path}，该文件不在加密的管户数据之内。"]
    with desk.book.store.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM audit WHERE action = 'file.open'").scalar() == 1


def test_a_copy_that_cannot_be_written_is_said(
    desk: Desk, opened: EditSheet, tmp_path: Path, settle: Settle
) -> None:
    heard: list[object] = []
    desk.failed.connect(heard.append)
    opened.form.recorded.save_copy(opened.form.recorded._files[0], str(tmp_path / "no" / "copy.pdf"))
    settle()
    assert str(heard[0]).startswith(f"无法将文件写入 {tmp_path / 'no'}。")


def test_a_contact_that_has_gone_is_said(desk: Desk, editor: EditSheet, settle: Settle) -> None:
    heard: list[object] = []
    desk.failed.connect(heard.append)
    editor.show_contact(b"gone")
    settle()
    assert not editor.isVisible()
    assert len(heard) == 1


def test_a_text_that_a_field_shows_otherwise_is_not_changed(
    desk: Desk, editor: EditSheet, people: People, settle: Settle
) -> None:
    entry = ContactEntry(customers=(people.qiu,), channel="phone", direction="out", note="a\u00a0b")
    contact = log_contact(desk.book, entry).interactions[0]
    editor.show_contact(contact)
    settle()
    assert not editor.changed
    editor.form.fields.participants.setText("王先生")
    editor.save()
    settle()
    assert note_of(desk) == "a\u00a0b"
    assert [change.field for change in contact_history(desk.book, contact)[0].changes] == ["participants"]


def test_logging_another_puts_an_unchanged_one_away(
    desk: Desk, window: MainWindow, contact: bytes, press: Press, settle: Settle
) -> None:
    desk.contact_wanted.emit(contact)
    settle()
    press(Qt.Key.Key_L, CTRL)
    [editor] = window.findChildren(EditSheet)
    assert not editor.isVisible()
    compose(focused(), "@仇英 #电话 又谈了")
    settle()
    desk.contact_wanted.emit(contact)
    settle()
    assert editor.isVisible()
    assert window.toast.text == "已存为草稿。"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_form_is_no_wider_than_its_place(qtbot: QtBot, opened: EditSheet, language: str) -> None:
    speak(language)
    page = opened.form.page
    inner = page.widget()
    assert inner is not None
    qtbot.waitUntil(lambda: inner.width() == page.viewport().width())
    assert inner.minimumSizeHint().width() <= page.viewport().width()
