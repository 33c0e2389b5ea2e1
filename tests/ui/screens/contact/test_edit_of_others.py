"""Contacts that a colleague logged: corrected and withdrawn in the name of whoever does it."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.services.edit_contact import contact_history, contact_to_edit
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import Settle


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
