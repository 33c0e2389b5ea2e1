"""The screen of the settings: what changes the look is applied at once."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.settings import (
    CONTACT_PROGRAMS,
    IDLE_LOCK_MINUTES,
    INFLOW_COLOUR,
    LANGUAGE,
    LOG_LEVEL,
    PROXY,
    SERVER,
    THEME,
    Setting,
)
from advisor_app.ui.application import dress, language_of
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say, speak
from advisor_app.ui.screens.settings.about import About
from advisor_app.ui.screens.settings.row import SettingRow
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label

_WIDEST = 880
_CARDS: tuple[tuple[str, tuple[Setting[Any], ...]], ...] = (
    (N_("Look and language"), (LANGUAGE, THEME, INFLOW_COLOUR)),
    (N_("Safety"), (IDLE_LOCK_MINUTES, CONTACT_PROGRAMS)),
    (N_("Connection to head office"), (SERVER, PROXY)),
    (N_("Diagnosis"), (LOG_LEVEL,)),
)


class SettingsScreen(QScrollArea):
    """All settings in cards, and below them what is installed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows: dict[str, SettingRow] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        middle = QHBoxLayout(page)
        middle.setContentsMargins(24, 20, 24, 24)
        column = QVBoxLayout()
        column.setSpacing(14)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setLayout(column)
        middle.addStretch(1)
        middle.addWidget(inner, 100)
        middle.addStretch(1)
        heading = Label(kind="display")
        say(heading.setText, N_("Settings"))
        column.addWidget(heading)
        for title, settings in _CARDS:
            column.addWidget(self._card(title, settings))
        column.addWidget(About(desk.book))
        column.addStretch(1)
        self.setWidget(page)
        say(self.setAccessibleName, N_("Settings"))
        desk.setting_changed.connect(self._on_setting_changed)

    def _on_setting_changed(self, setting: Setting[Any]) -> None:
        application = QApplication.instance()
        if setting is LANGUAGE:
            speak(language_of(self._desk.settings))
        elif setting in (THEME, INFLOW_COLOUR) and isinstance(application, QApplication):
            dress(application, self._desk.settings)
        else:
            return
        self._desk.look_changed.emit()

    def _card(self, title: str, settings: tuple[Setting[Any], ...]) -> Card:
        card = Card(title)
        for setting in settings:
            self.rows[setting.key] = row = SettingRow(self._desk, setting)
            card.body.addWidget(row)
        return card
