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
from tests.support.factories import Book
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import (
    ALT,
    CTRL,
    Open,
    Press,
    Settle,
    compose,
    draft_entries,
    focused,
    logged,
)

LINE = "@曾国藩 #电话 谈了大额存单到期 明天下午回访"


def sheet_of(window: MainWindow) -> LogSheet:
    [sheet] = window.findChildren(LogSheet)
    return sheet


def look_at(window: MainWindow, desk: Desk, customer: bytes, settle: Settle) -> None:
    desk.customer_wanted.emit(customer)
    settle()


@pytest.fixture
def type_line(press: Press, settle: Settle) -> Callable[[str], None]:
    """Return what presses Ctrl+L and types a line."""

    def type_line(text: str) -> None:
        press(Qt.Key.Key_L, CTRL)
        compose(focused(), text)
        settle()

    return type_line


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


def test_enter_goes_to_what_is_missing(
    window: MainWindow, press: Press, settle: Settle, type_line: Callable[[str], None]
) -> None:
    type_line("谈了存单")
    form = sheet_of(window).form
    press(Qt.Key.Key_Return)
    assert focused() is form.fields.customers.search
    compose(form.fields.customers.search, "ouyang")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert form.fields.customers.names == ("欧阳修",)
    form.quick.field.setFocus()
    press(Qt.Key.Key_Return)
    assert focused() in form.fields.channel.chips.values()
    press(Qt.Key.Key_Space)
    assert form.entry.channel == "phone"
    press(Qt.Key.Key_Right)
    assert form.entry.channel == "email"
    form.quick.field.setFocus()
    press(Qt.Key.Key_Return)
    assert focused() in form.fields.direction.chips.values()
    press(Qt.Key.Key_Space)
    form.quick.field.setFocus()
    press(Qt.Key.Key_Return)
    assert focused() is sheet_of(window).save_button


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


def test_one_contact_with_several_customers_is_an_event(
    desk: Desk, window: MainWindow, people: People, press: Press, type_line: Callable[[str], None]
) -> None:
    type_line("@曾国藩 @单于丹 #拜访 一起看了房贷")
    press(Qt.Key.Key_Return, CTRL)
    rows = logged(desk)
    assert {row[1] for row in rows} == {people.zeng, people.shanyu}
    assert len({row[12] for row in rows}) == 1
    assert rows[0][12] is not None
    assert window.toast.text == "已记录 2 条联系。"


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


def test_saving_waits_until_the_last_word_is_understood(
    qtbot: QtBot, desk: Desk, window: MainWindow, press: Press, settle: Settle
) -> None:
    press(Qt.Key.Key_L, CTRL)
    compose(focused(), LINE)
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    settle()
    assert [row[6] for row in logged(desk)] == ["谈了大额存单到期"]


def test_a_name_that_fits_several_is_a_question(
    desk: Desk,
    window: MainWindow,
    people: People,
    press: Press,
    settle: Settle,
    type_line: Callable[[str], None],
) -> None:
    type_line("@王一 #来电 问了利率")
    form = sheet_of(window).form
    assert [button.row.number for button in form.quick.choices] == ["C0101", "C0107", "C0113", "C0119"]
    press(Qt.Key.Key_Return, CTRL)
    assert logged(desk) == []
    assert (
        str(form.fields.fields["customers"].errors[0]) == "有多位客户符合“王一”：请选择一位，或把姓名写全。"
    )
    assert focused() is form.quick.choices[0]
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert form.quick.choices == []
    assert form.entry.customers == (people.plain[6],)
    assert focused() is form.quick.field
    compose(form.quick.field, "，答应了")
    settle()
    assert form.entry.customers == (people.plain[6],)
    press(Qt.Key.Key_Return, CTRL)
    assert [row[1:4] for row in logged(desk)] == [(people.plain[6], "phone", "in")]


def test_down_goes_to_the_choice(window: MainWindow, press: Press, type_line: Callable[[str], None]) -> None:
    type_line("@王一")
    press(Qt.Key.Key_Down)
    assert focused() is sheet_of(window).form.quick.choices[0]


def test_a_name_that_nobody_has_saves_nothing_silently(
    desk: Desk,
    window: MainWindow,
    people: People,
    press: Press,
    settle: Settle,
    type_line: Callable[[str], None],
) -> None:
    type_line("@曾国藩 @诸葛亮 #电话 谈了存单")
    press(Qt.Key.Key_Return, CTRL)
    assert logged(desk) == []
    customers = sheet_of(window).form.fields.fields["customers"]
    assert [str(error) for error in customers.errors] == ["您的管户中没有“诸葛亮”。"]


def test_what_fits_nothing_is_said_when_it_is_written(
    window: MainWindow, settle: Settle, type_line: Callable[[str], None]
) -> None:
    type_line("@曾国藩 #没有这个")
    quick = sheet_of(window).form.quick
    assert quick.faults == ""
    compose(quick.field, " 谈了")
    settle()
    assert quick.faults == "“没有这个”不是渠道、目的或结果。"


def test_full_width_signs_are_signs_too(
    desk: Desk, window: MainWindow, people: People, press: Press, type_line: Callable[[str], None]
) -> None:
    type_line("＠曾国藩 ＃短信 发了提醒")
    press(Qt.Key.Key_Return, CTRL)
    assert [row[1:3] for row in logged(desk)] == [(people.zeng, "sms")]


def test_what_is_typed_by_hand_is_not_overwritten(
    window: MainWindow, settle: Settle, type_line: Callable[[str], None]
) -> None:
    type_line("@曾国藩 #电话 谈了")
    form = sheet_of(window).form
    form.fields.note.setPlainText("我自己的话")
    form.fields.channel.chips["letter"].click()
    compose(form.quick.field, "存单 #来电")
    settle()
    assert (form.entry.note, form.entry.channel, form.entry.direction) == ("我自己的话", "letter", "in")


def test_a_template_begins_the_note(
    desk: Desk, window: MainWindow, press: Press, type_line: Callable[[str], None]
) -> None:
    type_line("@曾国藩 #电话 意向不明")
    templates = sheet_of(window).form.fields.templates
    templates.menu().actions()[0].trigger()
    entry = sheet_of(window).form.entry
    assert (entry.note, entry.purpose) == ("告知到期产品与日期；客户意向：\n意向不明", "maturity")
    press(Qt.Key.Key_Return, CTRL)
    assert [row[4] for row in logged(desk)] == ["maturity"]


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


def test_what_customers_are_called_is_plain_text(
    desk: Desk, window: MainWindow, settle: Settle, type_line: Callable[[str], None]
) -> None:
    Book(desk.book.store).customer("<b>粗</b>", number="C0900", kind="customer")
    type_line("@C0900 #电话 <img src='file:///etc/passwd'> 谈了")
    form = sheet_of(window).form
    assert form.fields.customers.names == ("<b>粗</b>",)
    assert [chip.text() for chip in form.fields.customers.chips.values()] == ["<b>粗</b>"]
    assert form.entry.note == "<img src='file:///etc/passwd'> 谈了"
    assert form.fields.note.toPlainText() == form.entry.note


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
