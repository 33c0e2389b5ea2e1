"""The inbox on the rich book, at noon of the day that the book is of."""

from collections.abc import Callable
from itertools import count

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.services import feedback as service
from advisor_app.services import record_feedback
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.feedback.screen import FeedbackScreen
from tests.support.factories import NOON, Book

Settle = Callable[[], None]
Press = Callable[..., None]
_FREE = 200_000  # ids that the rich book does not use


def focused() -> QWidget:
    """Return what has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be noon of the business date."""
    for module in (service, record_feedback):
        monkeypatch.setattr(module, "utc_now", lambda: NOON)


@pytest.fixture
def settle(qtbot: QtBot, desk: Desk) -> Settle:
    """Return what waits until all that was asked of the book is answered, and what follows from it too."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)

    return wait


@pytest.fixture
def press(qtbot: QtBot, settle: Settle) -> Press:
    """Return what presses a key where the focus is, and waits for what follows."""

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(focused(), key, modifiers)
        settle()

    return press


@pytest.fixture
def written(desk: Desk) -> Book:
    """Return what writes more records into the book of the desk."""
    book = Book(desk.book.store)
    book._numbers = count(_FREE)
    return book


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, settle: Settle) -> FeedbackScreen:
    """Return the inbox, shown and read."""
    screen = FeedbackScreen(desk)
    qtbot.addWidget(screen)
    screen.resize(1280, 740)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    settle()
    qtbot.waitUntil(lambda: screen.detail.whole is not None)
    return screen
