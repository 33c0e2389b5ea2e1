"""The panel that forms lie in: Tab goes round all of it, however far its page is scrolled."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui.widgets.scroll import Scroll
from advisor_app.ui.widgets.sheet import Sheet
from tests.ui.screens.forms import make_area


class Long(Sheet):
    """A panel with a field above a page that is much longer than it."""

    def __init__(self, area: QWidget) -> None:
        super().__init__("Settings", "mail", area)
        self.above = QLineEdit()
        self.fields = [QLineEdit() for _place in range(40)]
        column = QVBoxLayout(page := QWidget())
        for field in self.fields:
            column.addWidget(field)
        self.body.addWidget(self.above)
        self.body.addWidget(Scroll(page), 1)

    def save(self) -> None:
        """Do nothing."""

    def leave(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(("key", "step"), [(Qt.Key.Key_Tab, 1), (Qt.Key.Key_Backtab, -1)])
def test_tab_goes_round_a_long_page(qtbot: QtBot, themed: QApplication, key: Qt.Key, step: int) -> None:
    sheet = Long(make_area(qtbot))
    wanted = [sheet.close_button, sheet.above, *sheet.fields, sheet.save_button][::step]
    sheet.appear(sheet.fields[20])
    visited: list[QWidget | None] = []
    for _press in range(2 * len(wanted)):
        focused = QApplication.focusWidget()
        visited.append(focused)
        assert focused is not None
        QTest.keyClick(focused, key)
    start = wanted.index(sheet.fields[20])
    assert visited == 2 * (wanted[start:] + wanted[:start])
