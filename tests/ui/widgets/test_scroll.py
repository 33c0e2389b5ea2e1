"""A page that scrolls has the ground of what it lies on, and never scrolls sideways."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui import theme
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.scroll import Scroll


def test_a_page_lies_on_the_ground_of_its_card(qtbot: QtBot, themed: QApplication) -> None:
    card, page = Card(), QWidget()
    qtbot.addWidget(card)
    scroll = Scroll(page)
    card.body.addWidget(scroll)
    card.resize(200, 200)
    card.show()
    qtbot.waitExposed(card)
    assert card.grab().toImage().pixelColor(100, 100) == QColor(theme.current().surface)


def test_a_tall_page_scrolls_and_is_as_wide_as_its_place(qtbot: QtBot) -> None:
    page = QWidget()
    page.setMinimumHeight(900)
    layout = QVBoxLayout(page)
    layout.addWidget(QWidget())
    scroll = Scroll(page)
    qtbot.addWidget(scroll)
    scroll.resize(200, 300)
    scroll.show()
    qtbot.waitExposed(scroll)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    assert scroll.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert page.width() == scroll.viewport().width()
