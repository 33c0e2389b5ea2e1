"""Correcting a contact: how it opens, what is changed, and taking it back."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.domain.contacts import ContactEntry
from advisor_app.services.edit_contact import contact_history
from advisor_app.services.log_contact import log_contact
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.customer.timeline import TimelineTab
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import ALT, NOTE, Press, Settle, focused, logged, note_of, told


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


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_form_is_no_wider_than_its_place(qtbot: QtBot, opened: EditSheet, language: str) -> None:
    speak(language)
    page = opened.form.page
    inner = page.widget()
    assert inner is not None
    qtbot.waitUntil(lambda: inner.width() == page.viewport().width())
    assert inner.minimumSizeHint().width() <= page.viewport().width()
