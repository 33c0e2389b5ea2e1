"""The fields that settings are edited with: a choice, a number, a text. Each says when the user wants a value."""

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QWidget

from advisor_app.i18n import LANGUAGES, N_
from advisor_app.i18n import gettext as _
from advisor_app.settings import Setting
from advisor_app.ui.say import say

_NAMES: Mapping[str, str] = {
    **LANGUAGES,  # each by its own name, whatever the language
    "auto": N_("As the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "red": N_("Red for inflow"),
    "green": N_("Green for inflow"),
    "debug": N_("Everything"),
    "info": N_("Events"),
    "warning": N_("Warnings"),
    "error": N_("Errors only"),
}
_MOST_MINUTES = 240


class Editor(Protocol):
    """A field for one value."""

    wanted: SignalInstance
    """The value that the user wants."""

    def show_value(self, value: Any) -> None:
        """Show a value without wanting it."""

    def describe(self, name: str, description: str) -> None:
        """Tell people who listen what the field is."""


class Choice(QWidget):
    """A value of a few, all of which are seen."""

    wanted = Signal(object)

    def __init__(self, setting: Setting[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._group = QButtonGroup(self)
        self._buttons: dict[Any, QPushButton] = {}
        for value in setting.choices:
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("kind", "chip")
            say(button.setText, _NAMES[value])
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)
        self._group.buttonClicked.connect(self._on_button_clicked)

    def show_value(self, value: Any) -> None:
        self._buttons[value].setChecked(True)

    def describe(self, name: str, description: str) -> None:
        for value, button in self._buttons.items():
            button.setAccessibleName(f"{name}: {_(_NAMES[value])}")
            button.setAccessibleDescription(description)

    def _on_button_clicked(self, clicked: QPushButton) -> None:
        self.wanted.emit(next(value for value, button in self._buttons.items() if button is clicked))


class Number(QSpinBox):
    """A whole number; what is typed is wanted when it is complete."""

    wanted = Signal(object)

    def __init__(self, setting: Setting[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setKeyboardTracking(False)
        self.setRange(setting.minimum or 0, _MOST_MINUTES)
        self.setFixedWidth(90)
        self.lineEdit().setTextMargins(8, 0, 0, 0)
        self.valueChanged.connect(self.wanted.emit)

    def show_value(self, value: Any) -> None:
        self.blockSignals(True)
        self.setMaximum(max(value, _MOST_MINUTES))
        self.setValue(value)
        self.blockSignals(False)

    def describe(self, name: str, description: str) -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change what lies below the pointer


class Text(QLineEdit):
    """A text; it is wanted when the field is left or with Enter, if it is another one. Esc takes it back."""

    wanted = Signal(object)

    def __init__(self, setting: Setting[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.setPlaceholderText(setting.example)
        self.setFixedWidth(380)
        self.editingFinished.connect(self._on_editing_finished)

    def show_value(self, value: Any) -> None:
        self._shown = value
        self.setText(value)

    def describe(self, name: str, description: str) -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def _on_editing_finished(self) -> None:
        if self.text().strip() != self._shown:
            self.wanted.emit(self.text().strip())


def editor_for(setting: Setting[Any]) -> Choice | Number | Text:
    """Return the field that fits a setting."""
    if setting.choices:
        return Choice(setting)
    return Number(setting) if isinstance(setting.default, int) else Text(setting)
