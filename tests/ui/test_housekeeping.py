"""Garbage is collected by the window, in small portions, and by nobody else."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from advisor_app.ui import housekeeping as module
from advisor_app.ui.housekeeping import Housekeeping


class Thing:
    """Something that holds itself, so that only a collection can end it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def housekeeping(qtbot: QtBot) -> Iterator[Housekeeping]:
    before = sys.getswitchinterval()
    kept = Housekeeping()
    yield kept
    kept.findChild(QTimer).stop()  # type: ignore[union-attr]
    gc.unfreeze()
    gc.enable()
    sys.setswitchinterval(before)


def litter(count: int) -> list["weakref.ref[Thing]"]:
    """Leave things behind, and return what tells whether they are still there."""
    return [weakref.ref(Thing()) for _ in range(count)]


def test_it_collects_by_itself_in_the_thread_of_the_window(
    qtbot: QtBot, housekeeping: Housekeeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[str] = set()

    def note(phase: str, _info: object) -> None:
        threads.add(threading.current_thread().name)

    gc.callbacks.append(note)
    left = litter(3_000)
    qtbot.waitUntil(lambda: not any(thing() for thing in left), timeout=5_000)
    gc.callbacks.remove(note)
    assert threads == {threading.main_thread().name}


def test_no_thread_collects_by_itself(housekeeping: Housekeeping) -> None:
    left: list[weakref.ref[Thing]] = []
    worker = threading.Thread(target=lambda: left.extend(litter(5_000)))
    worker.start()
    worker.join()
    assert all(thing() for thing in left)
    housekeeping.tidy()
    assert not any(thing() for thing in left)


def test_a_little_waits(housekeeping: Housekeeping) -> None:
    housekeeping.tidy()
    left = litter(10)
    housekeeping.tidy()
    assert all(thing() for thing in left)


def test_what_has_grown_old_is_collected_too_and_then_set_aside(housekeeping: Housekeeping) -> None:
    old = [Thing() for _ in range(100)]
    left = [weakref.ref(thing) for thing in old]
    litter(3_000)
    housekeeping.tidy()
    del old
    for _ in range(module._WHOLE):
        litter(3_000)
        housekeeping.tidy()
    assert not any(thing() for thing in left)
    assert gc.get_freeze_count() > 0
