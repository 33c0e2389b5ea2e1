"""The choice of the language, where nobody has to know any of the others to find it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from advisor_app.i18n import LANGUAGES, N_, current_language
from advisor_app.ui.say import say


class LanguageSwitch(QWidget):
    """A button for each language, in its own words."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self.setAccessibleName, N_("Language of the program"))
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.buttons: dict[str, QPushButton] = {}
        for language, name in LANGUAGES.items():
            button = QPushButton(name)
            button.setCheckable(True)
            button.setProperty("kind", "chip")
            button.setChecked(language == current_language())
            self._group.addButton(button)
            self.buttons[language] = button
            row.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def _on_clicked(self, clicked: QPushButton) -> None:
        self.chosen.emit(next(name for name, button in self.buttons.items() if button is clicked))
