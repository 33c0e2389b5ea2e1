"""Corrections that were begun: they are not lost, and see what changed meanwhile."""

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.data import writes
from advisor_app.domain.contacts import ContactEntry
from advisor_app.services.corrections import corrections
from advisor_app.services.edit_contact import contact_to_edit, edit_contact
from advisor_app.services.log_contact import log_contact
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import CTRL, NOTE, Press, Settle, compose, focused, note_of


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
