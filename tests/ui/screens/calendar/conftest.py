"""The window at its calendar, and tasks that tests put in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain.dates import from_day
from advisor_app.domain.task_check import TaskEntry
from advisor_app.services.tasks import add_task, task_form
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import CALENDAR
from advisor_app.ui.screens.calendar.screen import CalendarScreen
from tests.support.scripted_sync import ScriptedSync

Add = Callable[..., bytes]


@pytest.fixture
def today(desk: Desk) -> int:
    """Return the day that it is for the bank."""
    return task_form(desk.book).today


@pytest.fixture
def add(desk: Desk, today: int) -> Add:
    """Return what plans a task, so many days from today."""

    def add(title: str, days: int = 0, **values: Any) -> bytes:
        entry = TaskEntry(title=title, day=from_day(today + days).isoformat(), kind="todo", **values)
        [key] = add_task(desk.book, entry).mutations
        return key

    return add


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> MainWindow:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settled(qtbot, desk)
    return window


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, window: MainWindow) -> CalendarScreen:
    """Return the calendar of the window."""
    window.show_screen(CALENDAR)
    settled(qtbot, desk)
    [found] = window.findChildren(CalendarScreen)
    return found


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def press(
    qtbot: QtBot,
    desk: Desk,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key where the focus is, and wait until all that follows is done."""
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifiers)
    settled(qtbot, desk)
