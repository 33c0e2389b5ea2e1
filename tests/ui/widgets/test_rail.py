"""The rail: its words are seen whole or not at all."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.i18n import N_
from advisor_app.ui.widgets.rail import Rail

WORDS, ICON = Qt.ToolButtonStyle.ToolButtonTextUnderIcon, Qt.ToolButtonStyle.ToolButtonIconOnly


def test_words_give_way_where_the_rail_is_low(qtbot: QtBot) -> None:
    host = QWidget()
    rail = Rail(host)
    for place in range(9):
        rail.add_screen(f"place{place}", "users", N_("Customers"), N_("Customers (Ctrl+K)"))
    qtbot.addWidget(host)
    rail.resize(rail.width(), 900)
    host.show()
    buttons = rail.findChildren(QToolButton)

    def styles() -> set[Qt.ToolButtonStyle]:
        return {button.toolButtonStyle() for button in buttons}

    assert styles() == {WORDS}
    whole = buttons[0].height()
    rail.resize(rail.width(), 9 * whole // 2)
    assert styles() == {ICON}
    assert all(button.accessibleName() or button.text() for button in buttons)
    rail.resize(rail.width(), 900)
    assert styles() == {WORDS}
    qtbot.waitUntil(lambda: buttons[0].height() == whole)
