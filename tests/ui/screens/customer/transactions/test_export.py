"""Writing what is filtered to a file from the tab: where to, how far, stopping it, and what goes wrong."""

import csv
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.domain.transactions import TransactionQuery
from advisor_app.services.export_transactions import export_transactions
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.transactions import TransactionsTab, export
from tests.support.rich_book import ZENG_TRANSACTIONS, People
from tests.ui.screens.customer.conftest import ProfileOf, Settle

SALARIES = ZENG_TRANSACTIONS // 10


@pytest.fixture
def tab(
    qtbot: QtBot, desk: Desk, settle: Settle, people: People, profile_of: ProfileOf
) -> Iterator[TransactionsTab]:
    """Return the tab with the transactions of 曾国藩."""
    tab = TransactionsTab(desk)
    qtbot.addWidget(tab)
    tab.resize(1100, 600)
    with qtbot.waitExposed(tab):
        tab.show()
    tab.show_profile(profile_of(people.zeng))
    settle()
    yield tab
    settle()
    tab.close()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let the export tell that it has begun, and then wait for the event or for being stopped."""
    gate = threading.Event()
    real = export_transactions

    def slowed(
        book: Book,
        query: TransactionQuery,
        path: Path,
        told: Callable[[int, int], None],
        stopped: Callable[[], bool],
    ) -> int:
        told(100, 260)
        while not gate.wait(0.01) and not stopped():
            pass
        return real(book, query, path, told, stopped)

    monkeypatch.setattr(export, "export_transactions", slowed)
    return gate


@pytest.fixture
def said(desk: Desk) -> list[str]:
    """Return what the advisor is told, and what fails."""
    said: list[str] = []
    desk.told.connect(said.append)
    desk.failed.connect(lambda error: said.append(str(error)))
    return said


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_the_dialog_asks_where_to_and_the_file_is_what_is_filtered(
    tab: TransactionsTab, settle: Settle, tmp_path: Path, said: list[str]
) -> None:
    tab.filters.text.setText("置业")
    QTest.keyClick(tab.filters.text, Qt.Key.Key_Return)
    settle()
    QTest.keyClick(tab.export_button, Qt.Key.Key_Space)
    dialog = tab.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("交易明细-C0001-2026-11-24.csv")
    path = tmp_path / "置业.csv"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    settle()
    rows = read(path)
    assert len(rows) == 1 + SALARIES
    assert all("江城置业有限公司" in row for row in rows[1:])
    assert "138****5678" in path.read_text(encoding="utf-8-sig")
    assert said == [f"已将 {SALARIES} 笔写入 {path}。"]
    assert not tab.export.isVisible()


def test_all_pages_are_written_and_not_only_those_shown(
    tab: TransactionsTab, settle: Settle, tmp_path: Path
) -> None:
    tab.export.start(tab.paging.query, str(tmp_path / "all.csv"))
    settle()
    assert len(read(tmp_path / "all.csv")) == 1 + ZENG_TRANSACTIONS


def test_how_far_it_is_can_be_seen(
    tab: TransactionsTab, settle: Settle, tmp_path: Path, slow: threading.Event, qtbot: QtBot
) -> None:
    tab.export.start(tab.paging.query, str(tmp_path / "x.csv"))
    qtbot.waitUntil(lambda: tab.export.text.text() == "正在导出：100 / 260")
    assert tab.export.isVisible()
    assert (tab.export.bar.value(), tab.export.bar.maximum()) == (100, 260)
    assert not tab.export_button.isEnabled()
    speak("en")
    assert tab.export.text.text() == "Exporting: 100 of 260"
    slow.set()
    settle()
    assert tab.export_button.isEnabled()


def test_it_is_stopped_by_key_and_leaves_no_file(
    tab: TransactionsTab, settle: Settle, tmp_path: Path, slow: threading.Event, said: list[str]
) -> None:
    tab.export.start(tab.paging.query, str(tmp_path / "x.csv"))
    QTest.keyClick(tab.export.cancel_button, Qt.Key.Key_Space)
    assert not tab.export.cancel_button.isEnabled()
    settle()
    assert list(tmp_path.glob("*.csv*")) == []
    assert said == ["已停止导出，未生成文件。"]
    assert not tab.export.running


def test_a_second_export_waits_for_its_turn(
    tab: TransactionsTab, settle: Settle, tmp_path: Path, slow: threading.Event
) -> None:
    tab.export.start(tab.paging.query, str(tmp_path / "first.csv"))
    tab.export.start(tab.paging.query, str(tmp_path / "second.csv"))
    slow.set()
    settle()
    assert (tmp_path / "first.csv").exists()
    assert not (tmp_path / "second.csv").exists()


def test_what_goes_wrong_is_said_in_a_sentence(
    tab: TransactionsTab, settle: Settle, tmp_path: Path, said: list[str]
) -> None:
    (tmp_path / "folder.csv").mkdir()
    tab.export.start(tab.paging.query, str(tmp_path / "folder.csv"))
    settle()
    assert len(said) == 1
    assert "folder.csv" in said[0]
    assert not tab.export.running
    assert tab.export_button.isEnabled()


def test_a_bug_ends_the_row_too(
    tab: TransactionsTab,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    crashes: list[BaseException],
) -> None:
    monkeypatch.setattr(export, "export_transactions", lambda *_: 1 // 0)
    tab.export.start(tab.paging.query, str(tmp_path / "x.csv"))
    qtbot.waitUntil(lambda: not tab.export.running)
    assert [type(error) for error in crashes] == [ZeroDivisionError]
    crashes.clear()


def test_an_export_ends_with_its_window(
    qtbot: QtBot,
    desk: Desk,
    people: People,
    profile_of: ProfileOf,
    settle: Settle,
    tmp_path: Path,
    slow: threading.Event,
) -> None:
    tab = TransactionsTab(desk)
    tab.export.start(TransactionQuery(people.zeng), str(tmp_path / "x.csv"))
    delete(tab)
    settle()
    assert list(tmp_path.glob("*.csv*")) == []


def test_an_export_does_not_hold_up_locking(
    qtbot: QtBot, desk: Desk, tab: TransactionsTab, tmp_path: Path, slow: threading.Event
) -> None:
    tab.export.start(tab.paging.query, str(tmp_path / "x.csv"))
    qtbot.waitUntil(lambda: tab.export.bar.value() == 100)
    desk.background.close()
    assert list(tmp_path.glob("*.csv*")) == []
