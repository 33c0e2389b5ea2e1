"""The tab of transactions over a real book."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from tests.support.rich_book import People
from tests.ui.screens.customer.conftest import ProfileOf, Settle


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk, settle: Settle) -> Iterator[TransactionsTab]:
    tab = TransactionsTab(desk)
    qtbot.addWidget(tab)
    tab.resize(1100, 600)
    with qtbot.waitExposed(tab):
        tab.show()
    tab.activateWindow()
    yield tab
    settle()
    tab.close()


@pytest.fixture
def zeng(tab: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle) -> TransactionsTab:
    """Return the tab with the transactions of 曾国藩."""
    tab.show_profile(profile_of(people.zeng))
    settle()
    return tab
