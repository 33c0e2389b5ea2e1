"""Lines that flow, popups that close, layouts that are emptied, and the way of the Tab key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.layouts import empty, tab_through
from advisor_app.ui.widgets.popup import Popup

FRAME = 2
"""Pixels of the frame that the offscreen platform thinks windows have."""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_items_begin_a_new_line_where_one_is_full(qtbot: QtBot, window: QWidget) -> None:
    flow, boxes = FlowLayout(window, spacing=5), [QWidget() for _ in range(3)]
    for box in boxes:
        box.setFixedSize(40, 20)
        flow.addWidget(box)
    assert [flow.heightForWidth(width) for width in (130, 90, 40)] == [20, 45, 70]
    window.resize(90, 100)
    window.show()
    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (45, 0), (0, 25)]
    flow.takeAt(0)
    assert (flow.count(), flow.itemAt(1) is not None, flow.itemAt(2)) == (2, True, None)
    window.close()


def test_a_flow_of_nothing_takes_no_room(window: QWidget) -> None:
    assert FlowLayout(window).heightForWidth(100) == 0


def test_an_emptied_layout_shows_nothing(qtbot: QtBot, window: QWidget) -> None:
    layout, button = QVBoxLayout(window), QPushButton()
    layout.addWidget(button)
    empty(layout)
    assert (layout.count(), button.isHidden()) == (0, True)


def test_tab_goes_through_widgets_in_the_order_that_is_said(qtbot: QtBot, window: QWidget) -> None:
    layout, fields = QVBoxLayout(window), [QLineEdit() for _ in range(4)]
    for field in fields:
        layout.addWidget(field)
    order = [fields[place] for place in (1, 3, 2, 0)]
    tab_through(order)
    with qtbot.waitActive(window):
        window.show()
    visited = []
    for _ in range(5):
        visited.append(QApplication.focusWidget())
        qtbot.keyClick(window, Qt.Key.Key_Tab)
    assert visited == [*order, order[0]]
    window.close()


def test_a_popup_opens_at_its_button_and_closes_with_escape(qtbot: QtBot, window: QWidget) -> None:
    button = QPushButton("button", window)
    popup, field = Popup(window), QLineEdit()
    popup.body.addWidget(field)
    window.move(50, 60)
    window.show()
    popup.open_at(button)
    below = button.mapToGlobal(button.rect().bottomLeft())
    assert abs(popup.x() - below.x()) <= FRAME
    assert 0 < popup.y() - below.y() < 10
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    window.close()


def test_a_popup_stays_on_the_screen(qtbot: QtBot, window: QWidget) -> None:
    popup = Popup(window)
    popup.body.addWidget(wide := QWidget())
    wide.setFixedSize(300, 200)
    screen = window.screen().availableGeometry()
    window.resize(100, 40)
    window.move(screen.right() - 100, screen.bottom() - 40)
    window.show()
    popup.open_at(window)
    assert popup.geometry().right() <= screen.right() + FRAME
    assert popup.geometry().bottom() < window.y()
    popup.close()
    window.close()
