"""A sitting in this process: a first sync that begins by itself, what it shows meanwhile, and how it is left."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.data import vault
from advisor_app.data.opening import DATABASE
from advisor_app.data.store import Store
from advisor_app.paths import AppPaths
from advisor_app.services.open_book import Book
from advisor_app.services.program import Start, program
from advisor_app.settings import Settings
from advisor_app.ui import sitting
from advisor_app.ui.hooks import Hooks
from advisor_app.ui.say import speak
from advisor_app.ui.sitting import Sitting
from advisor_app.ui.sync_process import SyncControl
from tests.ui.conftest import Kept

ENDS = [signal.Signals[name] for name in sitting._ENDS & signal.Signals.__members__.keys()]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[SyncControl]:
    """Return the syncs that were started; none of them runs."""
    found: list[SyncControl] = []
    monkeypatch.setattr(SyncControl, "start", lambda control, **_: found.append(control))
    return found


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the commands of the processes that were started; none of them runs."""
    found: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: found.append(command))
    return found


def sit(kept: Kept, tmp_path: Path, settings: Settings, start: Start, qtbot: QtBot) -> Iterator[Sitting]:
    before = {number: signal.getsignal(number) for number in ENDS}
    header = vault.load(kept.folder)
    store = Store(kept.folder / DATABASE, kept.secrets, actor=header.advisor, device=header.device)
    book = Book(kept.folder, header, kept.secrets, store)
    hooks = Hooks()
    made = Sitting(book, settings, AppPaths.locate(tmp_path), start, hooks)
    with qtbot.waitSignal(made.shown):
        pass
    qtbot.waitUntil(lambda: not made._desk.background.busy)
    yield made
    made.end()
    store.close()
    for number, handler in before.items():
        signal.signal(number, handler)
    for thing in (made._window, made, hooks):
        delete(thing)


@pytest.fixture
def empty(
    bare: Kept,
    tmp_path: Path,
    settings: Settings,
    themed: QApplication,
    begun: list[SyncControl],
    started: list[list[str]],
    qtbot: QtBot,
) -> Iterator[Sitting]:
    """Return a sitting at a book into which nothing has been synced."""
    start = Start(data_dir=tmp_path, language="zh_CN", passphrase_file=tmp_path / "secret")
    yield from sit(bare, tmp_path, settings, start, qtbot)


def refreshed(made: Sitting) -> list[bool]:
    found: list[bool] = []
    made._desk.book_changed.connect(lambda: found.append(True))
    return found


def test_an_empty_book_is_fetched_at_once(empty: Sitting, begun: list[SyncControl]) -> None:
    assert empty._sync in begun


def test_customers_of_a_first_sync_are_shown_as_they_come(
    empty: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = refreshed(empty)
    monkeypatch.setattr(sitting, "_OFTEN", 1_000.0)
    empty._sync.progressed.emit(100, 1_000, 5)
    assert found == []
    monkeypatch.setattr(sitting, "_OFTEN", -1.0)
    empty._sync.progressed.emit(200, 1_000, 5)
    assert found == [True]
    nothing = {"rows": 200, "removed": 0, "sent": 0, "conflicts": 0, "refused": 0}
    empty._sync.finished.emit(nothing)
    assert found == [True, True]
    empty._sync.progressed.emit(300, 1_000, 5)  # a later sync is shown when it is over
    assert found == [True, True]


def test_a_sync_that_brought_nothing_changes_nothing(empty: Sitting) -> None:
    found = refreshed(empty)
    result: dict[str, Any] = {"rows": 0, "removed": 0, "sent": 0, "conflicts": 0, "refused": 0}
    empty._sync.finished.emit(result)
    assert found == []
    empty._sync.finished.emit(result | {"removed": 1})
    assert found == [True]


def test_a_lock_takes_everything_off_the_screen_and_starts_a_launcher(
    empty: Sitting, started: list[list[str]], tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = QDialog(empty._window)
    dialog.open()
    speak("en")
    with qtbot.waitSignal(empty.ended):
        empty._window.lock_wanted.emit()
    assert [window for window in QApplication.topLevelWidgets() if window.isVisible()] == []
    [command] = started
    assert Start.read(command[len(program()) :]) == Start(
        data_dir=tmp_path, language="en", passphrase_file=tmp_path / "secret", locked=True
    )
    empty.lock()
    assert len(started) == 1


def test_the_idle_lock_warns_and_locks(empty: Sitting, started: list[list[str]], qtbot: QtBot) -> None:
    with qtbot.waitSignal(empty._desk.told) as told:
        empty._idle.nearly_idle.emit(30)
    assert told.args
    assert "30" in told.args[0]
    with qtbot.waitSignal(empty.ended):
        empty._idle.idle.emit()
    assert len(started) == 1


def test_a_signal_of_the_system_ends_it_without_a_launcher(
    empty: Sitting, started: list[list[str]], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(empty.ended):
        signal.raise_signal(signal.SIGTERM)
    assert started == []
