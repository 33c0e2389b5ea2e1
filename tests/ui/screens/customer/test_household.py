"""The household: its members in this book, each a key away; and why there are none where there are none."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.household import HouseholdTab
from tests.support.factories import Book
from tests.support.rich_book import People


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk) -> HouseholdTab:
    tab = HouseholdTab(desk)
    qtbot.addWidget(tab)
    tab.resize(600, 400)
    tab.show()
    qtbot.waitExposed(tab)
    return tab


def test_members_are_told_with_all_that_is_known(desk: Desk, people: People, tab: HouseholdTab) -> None:
    tab.show_profile(show_customer(desk.book, people.shanyu))
    assert tab.title.text() == "曾府 · 本人为配偶"
    assert [button.accessibleName() for button in tab.members] == [
        "曾国藩，私行，户主 · 51 岁 · C0001",
        "曾小凡，子女 · 10 岁 · C0007",
    ]


def test_a_member_is_opened_by_keyboard(qtbot: QtBot, desk: Desk, people: People, tab: HouseholdTab) -> None:
    tab.show_profile(show_customer(desk.book, people.shanyu))
    wanted: list[bytes] = []
    desk.customer_wanted.connect(wanted.append)
    tab.members[0].setFocus()
    qtbot.keyClick(tab.members[0], Qt.Key.Key_Tab)
    assert tab.members[1].hasFocus()
    qtbot.keyClick(tab.members[1], Qt.Key.Key_Space)
    qtbot.mouseClick(tab.members[0], Qt.MouseButton.LeftButton)
    assert wanted == [people.child, people.zeng]


def test_without_a_household_a_sentence_says_so(desk: Desk, people: People, tab: HouseholdTab) -> None:
    tab.show_profile(show_customer(desk.book, people.zeng))
    tab.show_profile(show_customer(desk.book, people.qiu))
    assert tab.members == []
    assert tab.empty.isVisible()
    assert tab.empty.sentence.text() == "没有这位客户的家庭记录。"


def test_a_household_whose_others_are_elsewhere_says_so(desk: Desk, tab: HouseholdTab) -> None:
    book = Book(desk.book.store)
    alone = book.customer("赵一", household_id=book.add("households", name="赵宅"))
    tab.show_profile(show_customer(desk.book, alone))
    assert (tab.empty.sentence.text(), tab.empty.hint.text()) == ("赵宅", "您的管户内没有其他家庭成员。")


def test_the_household_follows_the_language(desk: Desk, people: People, tab: HouseholdTab) -> None:
    tab.show_profile(show_customer(desk.book, people.shanyu))
    speak("en")
    assert tab.title.text() == "曾府 · here as Spouse"
    assert tab.members[0].accessibleName() == "曾国藩, Private, Head · 51 years old · C0001"
