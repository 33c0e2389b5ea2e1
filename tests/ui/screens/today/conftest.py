"""The window with its screen of today, at a time of the day at which it is not closed yet."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.services import close_day
from advisor_app.services.tasks import TaskForm
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.screens.today.screen import TodayScreen
from tests.support.scripted_sync import ScriptedSync
from tests.ui.screens.forms import settled


def opened(qtbot: QtBot, desk: Desk, folder: Path) -> MainWindow:
    window = MainWindow(desk, ScriptedSync(), folder / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settled(qtbot, desk)
    return window


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> MainWindow:
    return opened(qtbot, desk, tmp_path)


@pytest.fixture
def screen(window: MainWindow) -> TodayScreen:
    [found] = window.findChildren(TodayScreen)
    return found


def never(_form: TaskForm, at: int) -> int:
    return at + 1


def now(_form: TaskForm, at: int) -> int:
    return at


@pytest.fixture(autouse=True)
def before_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time to close the day be one that never comes, whenever the tests run."""
    monkeypatch.setattr(close_day, "closes_at", never)
