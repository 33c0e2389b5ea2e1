"""What tests of forms over a page share: the page, keys, and waiting until a desk has answered."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui.desk import Desk

CTRL = Qt.KeyboardModifier.ControlModifier
Offer = tuple[str, str, Callable[[], object]]


def make_area(qtbot: QtBot) -> QWidget:
    """Return a page that forms lie over, on the screen."""
    area = QWidget()
    area.resize(1200, 760)
    qtbot.addWidget(area)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    return area


def settled(qtbot: QtBot, desk: Desk) -> None:
    """Wait until nothing is asked of the book any more."""
    qtbot.waitUntil(lambda: not desk.background.busy)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def focused() -> QWidget:
    """Return what has the focus."""
    found = QApplication.focusWidget()
    assert found is not None
    return found
