"""The head of the list: the number of customers, the order, and what is left out where there is no room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import Among, CustomerQuery, CustomerSort
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.heading import ListHeading

WITH_TEXT, ICON_ONLY = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.fixture
def heading(qtbot: QtBot, themed: QApplication) -> ListHeading:
    heading = ListHeading()
    qtbot.addWidget(heading)
    heading.resize(300, 30)
    heading.show()
    return heading


def test_the_number_is_shown_and_said(heading: ListHeading) -> None:
    heading.show_count(50_000)
    assert (heading.number.text(), heading.number.accessibleName()) == ("50,000", "50,000 位客户")
    speak("en")
    heading.show_count(1)
    assert (heading.number.text(), heading.number.accessibleName()) == ("1", "1 customer")
    heading.show_count(None)
    assert heading.number.text() == ""


@pytest.mark.parametrize(
    ("query", "text", "name"),
    [
        (CustomerQuery(), "管理资产", "排序：管理资产"),
        (CustomerQuery(sort=CustomerSort.OPENED, reverse=True), "开户日期", "排序：开户日期，倒序"),
        (CustomerQuery(reverse=True, among=Among.RECENT), "最近查看", "排序：最近查看"),
    ],
)
def test_the_order_is_named(heading: ListHeading, query: CustomerQuery, text: str, name: str) -> None:
    heading.show_query(query)
    assert (heading.sort.text(), heading.sort.accessibleName(), heading.sort.toolTip()) == (text, name, name)
    assert heading.sort.isEnabled() is (query.among is not Among.RECENT)


def test_every_order_and_its_turn_can_be_chosen(heading: ListHeading) -> None:
    chosen: list[tuple[CustomerSort, bool]] = []
    heading.sort.sort_chosen.connect(lambda sort, reverse: chosen.append((sort, reverse)))
    heading.show_query(CustomerQuery(reverse=True))
    *orders, _line, turn = heading.sort.menu().actions()
    for action in orders:
        action.trigger()
    turn.trigger()
    assert chosen == [*((sort, True) for sort in CustomerSort), (CustomerSort.AUM, False)]


def test_where_there_is_no_room_the_order_is_an_icon_with_a_tip(qtbot: QtBot, heading: ListHeading) -> None:
    heading.show_count(50_000)
    assert heading.sort.toolButtonStyle() is WITH_TEXT
    heading.resize(180, 30)
    qtbot.waitUntil(lambda: heading.sort.toolButtonStyle() is ICON_ONLY)
    assert heading.sort.toolTip() == "排序：管理资产"
    heading.resize(300, 30)
    qtbot.waitUntil(lambda: heading.sort.toolButtonStyle() is WITH_TEXT)
