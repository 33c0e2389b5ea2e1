"""The contribution over the positions: a figure with what is left out, and on demand how it is reached."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.holdings import HoldingsTab
from tests.support.factories import TODAY, Book
from tests.ui.screens.forms import settled


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk) -> Iterator[HoldingsTab]:
    found = HoldingsTab(desk)
    qtbot.addWidget(found)
    found.resize(900, 600)
    found.show()
    yield found
    speak("zh_CN")


def test_the_figure_says_how_it_is_reached_in_both_languages(
    qtbot: QtBot, desk: Desk, tab: HoldingsTab
) -> None:
    office = Book(desk.book.store)
    person = office.customer("赵敏")
    office.account(person, balance_minor=10_000_00)
    office.add("holdings", customer_id=person, value_minor=1_00, starts_on=TODAY - 5, matures_on=TODAY + 5)
    tab.show_profile(show_customer(desk.book, person))
    settled(qtbot, desk)
    line = tab.contribution
    assert line.isVisible()
    assert line.figure.text() == "¥115.00"
    assert "1 项未计入" in line.about.text()
    assert not line.how.isVisible()
    line.button.click()
    assert line.how.isVisible()
    assert "活期账户 ¥10,000.00 ×（转移价 1.20 % − 付息 0.05 %）＝ ¥115.00" in line.how.text()
    assert "未计入，自身利率未知" in line.how.text()
    speak("en")
    assert "× (transfer 1.20 % − paid 0.05 %) = ¥115.00" in line.how.text()


def test_it_takes_no_room_where_there_is_nothing(qtbot: QtBot, desk: Desk, tab: HoldingsTab) -> None:
    tab.show_profile(show_customer(desk.book, Book(desk.book.store).customer("钱多")))
    settled(qtbot, desk)
    assert not tab.contribution.isVisible()
