"""The line in which a contact is written: what it means, what it asks, and what stays as it was typed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from tests.support.factories import Book
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import (
    CTRL,
    Press,
    Settle,
    compose,
    focused,
    logged,
    sheet_of,
)

LINE = "@曾国藩 #电话 谈了大额存单到期 明天下午回访"


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
