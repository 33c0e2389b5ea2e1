"""Windows with a campaign and a list of one's own, and what the book then holds."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.data.apply import write_rows
from advisor_app.domain.dates import day_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Call, Campaign
from advisor_app.services.call_lists import make_list
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import CALLS
from advisor_app.ui.screens.calls.screen import CallsScreen
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync

DAY = day_of(time.time_ns() // 1000, "Asia/Shanghai")
"""The day that it is for the bank, which in the evening is not that of UTC."""
Settle = Callable[[], None]
Press = Callable[..., None]


class Lists(NamedTuple):
    """A campaign with a call for 欧阳修, who never agreed to marketing, and a list with three customers."""

    campaign: bytes
    own: bytes


@pytest.fixture
def lists(desk: Desk, people: People) -> Lists:
    with desk.book.store.write() as tx:
        (product,) = tx.exec_driver_sql("SELECT id FROM products ORDER BY id LIMIT 1").one()
        campaign = Campaign(
            new_id(), "Q4", "年末理财", "您好，我是李经理。", product, DAY - 9, DAY + 30, 50, None
        )
        call = Call(new_id(), people.ouyang, campaign.id, 1, None, None, None, None, None, None)
        write_rows(tx, "campaigns", Campaign._fields, [campaign])
        write_rows(tx, "calls", Call._fields, [call])
    made = make_list(desk.book, "周四回访", "名单.xlsx", (people.zeng, people.shanyu, people.nobody))
    return Lists(campaign.id, made.id)


@pytest.fixture
def settle(qtbot: QtBot, desk: Desk) -> Settle:
    """Return what waits until all that was asked of the book is answered, and what follows from it too."""

    def settle() -> None:
        quiet = 0
        while quiet < 3:
            qtbot.waitUntil(lambda: not desk.background.busy)
            qtbot.wait(30)
            quiet = 0 if desk.background.busy else quiet + 1

    return settle


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, lists: Lists, tmp_path: Path, settle: Settle) -> MainWindow:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_screen(CALLS)
    settle()
    return window


@pytest.fixture
def screen(window: MainWindow) -> CallsScreen:
    [found] = window.findChildren(CallsScreen)
    return found


@pytest.fixture
def press(qtbot: QtBot, settle: Settle) -> Press:
    """Return what presses a key where the focus is."""

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key, modifier)
        settle()

    return press


def calls(desk: Desk, list_id: bytes) -> list[tuple[Any, ...]]:
    """Return the calls of a list: customer, outcome, day of it, reason, and whether a contact hangs on it."""
    query = (
        "SELECT customer_id, outcome, outcome_on, reason, interaction_id IS NOT NULL FROM calls "
        "WHERE list_id = ? ORDER BY position"
    )
    with desk.book.store.read() as tx:
        return [tuple(row) for row in tx.exec_driver_sql(query, (list_id,))]
