"""The state of sync in words: never, minutes ago, under way with its rows, failed and why; and its buttons."""

import re
import time

import pytest
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from advisor_app import words
from advisor_app.data import apply
from advisor_app.i18n import using
from advisor_app.services.sync_state import SyncState
from advisor_app.sync.transport import NoConnection
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.widgets.sync_status import SyncStatus
from tests.support.scripted_sync import ScriptedSync

MINUTE = 60_000_000


def synced(desk: Desk, minutes_ago: int) -> None:
    """Let the book have been synced some minutes ago."""
    at = time.time_ns() // 1000 - minutes_ago * MINUTE
    with desk.book.store.write() as tx:
        apply.set_state(tx, "completed_at", str(at).encode())


def status_of(qtbot: QtBot, desk: Desk, sync: ScriptedSync) -> SyncStatus:
    status = SyncStatus(desk, sync)  # type: ignore[arg-type]
    qtbot.addWidget(status)
    status.show()
    qtbot.waitUntil(lambda: not desk.background.busy)
    return status


def test_a_book_without_a_sync_says_so(qtbot: QtBot, bare_desk: Desk) -> None:
    known: list[SyncState] = []
    status = SyncStatus(bare_desk, ScriptedSync())  # type: ignore[arg-type]
    qtbot.addWidget(status)
    status.known.connect(known.append)
    qtbot.waitUntil(lambda: len(known) == 1)
    assert known[0].completed_at is None
    assert status.text == "尚未同步过"


def test_the_last_sync_and_the_date_of_the_data_are_told(qtbot: QtBot, desk: Desk) -> None:
    synced(desk, 5)
    status = status_of(qtbot, desk, ScriptedSync())
    assert status.text == "上次同步 5 分钟前 · 数据截至2026年11月24日"
    speak("en")
    assert status.text == "Synchronised 5 minutes ago · data as of 24 Nov 2026"


def test_rows_are_counted_while_it_runs(qtbot: QtBot, desk: Desk) -> None:
    sync = ScriptedSync()
    status = status_of(qtbot, desk, sync)
    status.start_button.click()
    assert sync.starts == 1
    assert not status.start_button.isVisible()
    sync.progressed.emit(120_000, 1_034_000, 5_000_000_000)
    assert status.text == "正在同步：120,000 / 1,034,000 条"
    [bar] = status.findChildren(QProgressBar)
    assert (bar.value(), bar.maximum()) == (120_000, 1_034_000)
    status.cancel_button.click()
    assert sync.cancels == 1
    assert status.start_button.isVisible()
    assert not bar.isVisible()


def test_a_failure_is_told_with_the_last_success_and_a_way_to_try_again(qtbot: QtBot, desk: Desk) -> None:
    synced(desk, 3 * 60)
    sync = ScriptedSync()
    status = status_of(qtbot, desk, sync)
    sync.start()
    sync.fail(NoConnection("The connection to head office broke. What has arrived is kept."))
    qtbot.waitUntil(lambda: not desk.background.busy)
    assert status.text == "无法连接总行 · 上次同步 3 小时前"
    assert status.start_button.text() == "重试"
    assert "连接" in status.toolTip()
    status.start_button.click()
    assert sync.starts == 2


def test_older_data_are_pointed_out(qtbot: QtBot, desk: Desk) -> None:
    synced(desk, 0)
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("UPDATE sources SET as_of_day = as_of_day - 3 WHERE entity = 'loans'")
    status = status_of(qtbot, desk, ScriptedSync())
    assert status.text.startswith("上次同步 刚刚")
    assert re.search("2026年11月21日", status.toolTip())


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (-3, "just now"),
        (0, "just now"),
        (1, "1 minute ago"),
        (59, "59 minutes ago"),
        (60, "1 hour ago"),
        (23 * 60 + 59, "23 hours ago"),
        (24 * 60, "1 day ago"),
        (10 * 24 * 60, "10 days ago"),
    ],
)
def test_how_long_ago(minutes: int, told: str) -> None:
    with using("en"):
        assert words.ago(1_000 * MINUTE, (1_000 + minutes) * MINUTE) == told
