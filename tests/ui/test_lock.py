"""When the workbench locks by itself: nobody is there, or the machine slept."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.settings import IDLE_LOCK_MINUTES, Settings
from advisor_app.ui import lock
from advisor_app.ui.lock import ASLEEP, WARNING, IdleLock

MINUTE = 60.0


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Watch:
    """An idle lock whose ticks a test makes, and what it has said."""

    def __init__(self, settings: Settings) -> None:
        self.clock = Clock()
        self.lock = IdleLock(settings, clock=self.clock)
        self.idle: list[bool] = []
        self.warnings: list[int] = []
        self.lock.idle.connect(lambda: self.idle.append(True))
        self.lock.nearly_idle.connect(self.warnings.append)
        self.lock.start()

    def passes(self, seconds: float) -> None:
        """Let time pass, with a tick each second."""
        while seconds > 0 and not self.idle:
            self.clock.now += min(1.0, seconds)
            seconds -= 1.0
            self.lock._on_tick()


@pytest.fixture
def window(themed: QApplication, qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(QLineEdit())
    window.show()
    window.activateWindow()
    return window


@pytest.fixture
def watch(window: QWidget, settings: Settings) -> Iterator[Watch]:
    settings.change(IDLE_LOCK_MINUTES, 2)
    watch = Watch(settings)
    yield watch
    watch.lock.stop()
    delete(watch.lock)


def test_it_locks_after_the_minutes_of_the_settings(watch: Watch) -> None:
    watch.passes(2 * MINUTE - 1)
    assert watch.idle == []
    watch.passes(1)
    assert watch.idle == [True]


def test_it_warns_once_before(watch: Watch) -> None:
    watch.passes(2 * MINUTE - WARNING - 1)
    assert watch.warnings == []
    watch.passes(2)
    assert watch.warnings == [30]
    watch.passes(20)
    assert watch.warnings == [30]


@pytest.mark.parametrize("how", ["key", "move", "press"])
def test_input_begins_the_minutes_anew(watch: Watch, window: QWidget, how: str) -> None:
    watch.passes(2 * MINUTE - 5)
    handle = window.windowHandle()
    if how == "key":
        QTest.keyClick(handle, Qt.Key.Key_A)
    elif how == "move":
        QTest.mouseMove(handle, QPoint(3, 3))
    else:
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    watch.passes(2 * MINUTE - 1)
    assert watch.idle == []
    assert watch.warnings == [30, 30]
    watch.passes(1)
    assert watch.idle == [True]


def test_text_that_an_input_method_composes_is_input(watch: Watch, window: QWidget) -> None:
    edit = window.findChild(QLineEdit)
    assert edit
    edit.setFocus()
    watch.passes(2 * MINUTE - 5)
    edit.insert("张伟")  # what arrives when a word is committed, without any key
    watch.passes(2 * MINUTE - 1)
    assert watch.idle == []


def test_input_in_a_dialog_counts(watch: Watch, window: QWidget, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is dialog.windowHandle())
    watch.passes(2 * MINUTE - 5)
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_A)
    watch.passes(MINUTE)
    assert watch.idle == []
    dialog.close()


def test_a_change_of_the_settings_counts_at_once(watch: Watch, settings: Settings) -> None:
    watch.passes(MINUTE + 10)
    settings.change(IDLE_LOCK_MINUTES, 1)
    watch.passes(1)
    assert watch.idle == [True]


def test_a_machine_that_slept_is_locked_on_waking_up(watch: Watch) -> None:
    watch.passes(5)
    watch.clock.now += ASLEEP + 2
    watch.lock._on_tick()
    assert watch.idle == [True]


def test_a_tick_that_is_late_is_no_sleep(watch: Watch) -> None:
    watch.clock.now += ASLEEP - 1
    watch.lock._on_tick()
    assert watch.idle == []


def test_the_clock_runs_and_the_timer_ticks(
    window: QWidget, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "TICK", 0.01)
    turned = [0.0]
    watching = IdleLock(settings, clock=lambda: lock.seconds() + turned[0])
    with qtbot.waitSignal(watching.idle):
        watching.start()
        turned[0] = 5 * MINUTE
    delete(watching)
