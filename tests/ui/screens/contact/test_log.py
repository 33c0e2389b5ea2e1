"""Logging a contact in the window, from Ctrl+L to the row in the timeline, by keys alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.data import contacts as contacts_data
from advisor_app.domain.timeline import EventKind, TimelineEvent
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import SETTINGS
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.customer.timeline import TimelineTab
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.today.screen import TodayScreen
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import (
    ALT,
    CTRL,
    Open,
    Press,
    Settle,
    draft_entries,
    focused,
    logged,
    look_at,
    sheet_of,
)

LINE = "@曾国藩 #电话 谈了大额存单到期 明天下午回访"


def test_by_keys_alone_from_anywhere_to_the_timeline(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,
    people: People,
    press: Press,
    settle: Settle,
    today: int,
    type_line: Callable[[str], None],
) -> None:
    look_at(window, desk, people.zeng, settle)
    [timeline] = window.findChildren(TimelineTab)
    press(Qt.Key.Key_4, ALT)
    qtbot.waitUntil(lambda: timeline.model.events > 0)
    before = focused()
    type_line(LINE)
    press(Qt.Key.Key_Return, CTRL)
    assert not sheet_of(window).isVisible()
    assert focused() is before
    assert window.toast.text == "已记录与曾国藩的联系。"
    [row] = logged(desk)
    assert row[1:10] == (
        people.zeng,
        "phone",
        "out",
        None,
        None,
        "谈了大额存单到期",
        "下午回访",
        today + 1,
        None,
    )
    qtbot.waitUntil(lambda: any(is_row(event, "谈了大额存单到期") for event in timeline.model.rows))


def is_row(event: object, text: str) -> bool:
    return isinstance(event, TimelineEvent) and event.kind is EventKind.CONTACT and event.text == text


def test_the_page_below_stays(
    desk: Desk, window: MainWindow, people: People, type_line: Callable[[str], None]
) -> None:
    window.show_screen(SETTINGS)
    type_line("x")
    [today] = window.findChildren(TodayScreen)
    assert not today.isVisible()
    assert sheet_of(window).isVisible()
    assert sheet_of(window).form.entry.customers == ()


def test_who_is_looked_at_is_set_already(
    desk: Desk, window: MainWindow, people: People, press: Press, settle: Settle
) -> None:
    look_at(window, desk, people.qiu, settle)
    press(Qt.Key.Key_L, CTRL)
    fields = sheet_of(window).form.fields
    assert fields.customers.names == ("仇英",)
    assert [chip.text() for chip in fields.customers.chips.values()] == ["仇英"]


def test_the_button_in_the_head_does_the_same(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People, settle: Settle
) -> None:
    look_at(window, desk, people.qiu, settle)
    [customers] = window.findChildren(CustomersScreen)
    button = customers.view.header.contact.log_button
    assert button.text() == "记录联系  Ctrl+L"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    assert sheet_of(window).form.entry.customers == (people.qiu,)


def test_ctrl_l_again_comes_back_to_the_line_and_keeps_what_is_typed(
    window: MainWindow, press: Press, settle: Settle, type_line: Callable[[str], None]
) -> None:
    type_line("@仇英 问了基金")
    press(Qt.Key.Key_K, CTRL)
    assert not sheet_of(window).isAncestorOf(focused())
    press(Qt.Key.Key_L, CTRL)
    assert focused() is sheet_of(window).form.quick.field
    assert sheet_of(window).form.quick.text == "@仇英 问了基金"


def test_tab_goes_through_the_form_and_stays_in_it(
    window: MainWindow, press: Press, type_line: Callable[[str], None]
) -> None:
    type_line(LINE)
    sheet = sheet_of(window)
    seen: list[QWidget] = []
    while focused() not in seen:
        seen.append(focused())
        press(Qt.Key.Key_Tab)
    assert all(sheet.isAncestorOf(widget) for widget in seen)
    fields = sheet.form.fields
    stops = [
        sheet.form.quick.field,
        fields.customers.search,
        fields.channel.chips["phone"],
        fields.direction.chips["out"],
        fields.purpose,
        fields.outcome,
        fields.templates,
        fields.note,
        fields.day,
        fields.time,
        fields.duration,
        fields.next_step,
        fields.next_step_on,
        fields.participants,
        fields.promises.add_button,
        fields.files.add_button,
        sheet.discard_button,
        sheet.save_button,
    ]
    assert [widget for widget in seen if widget in stops] == stops
    assert focused() is sheet.close_button or focused() in seen


def test_shift_tab_stays_too(window: MainWindow, press: Press, type_line: Callable[[str], None]) -> None:
    type_line("@")
    sheet = sheet_of(window)
    press(Qt.Key.Key_Backtab, times=3)
    assert sheet.isAncestorOf(focused())


def test_undo_takes_it_back_and_loses_no_word(
    desk: Desk, window: MainWindow, press: Press, settle: Settle, type_line: Callable[[str], None]
) -> None:
    type_line(LINE)
    press(Qt.Key.Key_Return, CTRL)
    assert len(logged(desk)) == 1
    window.toast.action.click()
    settle()
    assert logged(desk) == []
    assert window.toast.text == "已撤销，填写的内容存为草稿。"
    assert [entry.line for entry in draft_entries(desk)] == [LINE]
    window.toast.action.click()
    settle()
    sheet = sheet_of(window)
    assert (sheet.form.quick.text, sheet.form.entry.note) == (LINE, "谈了大额存单到期")
    press(Qt.Key.Key_Return, CTRL)
    assert len(logged(desk)) == 1
    assert draft_entries(desk) == []


@pytest.mark.expected_log("bug: advisor-app")
def test_a_bug_while_saving_leaves_the_form_usable(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,
    press: Press,
    settle: Settle,
    type_line: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    crashes: list[BaseException],
) -> None:
    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError

    type_line(LINE)
    with monkeypatch.context() as patch:
        patch.setattr(contacts_data, "log", fail)
        press(Qt.Key.Key_Return, CTRL)
    assert len(crashes) == 1
    crashes.clear()
    for dialog in window.findChildren(QWidget, "", Qt.FindChildOption.FindDirectChildrenOnly):
        if dialog.isWindow():
            dialog.close()
    window.activateWindow()
    sheet = sheet_of(window)
    assert sheet.isVisible()
    assert sheet.form.quick.text == LINE
    sheet.save()
    settle()
    assert len(logged(desk)) == 1


def test_the_form_follows_the_language(window: MainWindow, type_line: Callable[[str], None]) -> None:
    type_line(LINE)
    sheet = sheet_of(window)
    speak("en")
    form = sheet.form
    assert sheet.title.text() == "Log a contact"
    assert [chip.text() for chip in form.fields.channel.chips.values()][:3] == ["Phone", "E-mail", "SMS"]
    assert form.fields.purpose.itemText(1) == "Service"
    assert form.fields.templates.menu().actions()[0].text() == "Maturity"
    assert form.fields.fields["next_step"].caption.text() == "Next step"
    assert form.fields.customers.chips[form.entry.customers[0]].accessibleName() == "Remove 曾国藩"
    assert form.entry == replace(form.entry, channel="phone", direction="out")


def test_every_button_and_field_has_a_name(window: MainWindow, type_line: Callable[[str], None]) -> None:
    type_line(LINE)
    sheet = sheet_of(window)
    sheet.form.fields.promises.add_button.click()
    for button in sheet.findChildren(QPushButton):
        assert button.text() or button.accessibleName()
    for field in sheet.form.fields.fields.values():
        assert field.editor.accessibleName()


def test_a_contact_of_somebody_who_left_the_book_is_refused(
    desk: Desk,
    window: MainWindow,
    people: People,
    press: Press,
    settle: Settle,
    type_line: Callable[[str], None],
) -> None:
    type_line(LINE)
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM interactions WHERE customer_id = ?", (people.zeng,))
        tx.exec_driver_sql("DELETE FROM customers WHERE id = ?", (people.zeng,))
    press(Qt.Key.Key_Return, CTRL)
    errors = sheet_of(window).form.fields.fields["customers"].errors
    assert [str(error) for error in errors] == ["有客户不在您的客户册中。"]
    assert logged(desk) == []


def test_the_form_is_made_before_it_is_asked_for(
    qtbot: QtBot, desk: Desk, window: MainWindow, settle: Settle
) -> None:
    assert window.findChildren(LogSheet) == []
    qtbot.waitUntil(lambda: len(window.findChildren(LogSheet)) == 1)
    settle()
    sheet = sheet_of(window)
    assert not sheet.isVisible()
    assert list(sheet.form.fields.channel.chips)[:2] == ["phone", "email"]


def test_in_an_empty_book_there_is_nobody_to_log_a_contact_with(
    qtbot: QtBot, bare_desk: Desk, open_window: Open
) -> None:
    window = open_window(bare_desk)
    qtbot.waitUntil(lambda: len(window.findChildren(LogSheet)) == 1)
    qtbot.waitUntil(lambda: not bare_desk.background.busy)
    assert not window.messages.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(window.messages.isVisible)
    assert not sheet_of(window).isVisible()
