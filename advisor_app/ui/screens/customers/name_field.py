"""A field for a name, with a button, and the sentence that says why a name cannot be taken."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label


class NameField(QWidget):
    """Asks for the name of a segment. `title` is a message id for the button."""

    named = Signal(str)
    """This is to be the name; answer with `refuse`, or `start` when it was taken."""
    given_up = Signal()
    """There shall be no other name: Esc was pressed."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error: AppError | None = None
        self.field, button = QLineEdit(), QPushButton()
        say(button.setText, title)
        say(self.field.setPlaceholderText, N_("Name of the segment"))
        say(self.field.setAccessibleName, N_("Name of the segment"))
        self._sentence = Label(kind="bad", wrap=True)
        self._sentence.hide()
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self._sentence)
        self.field.returnPressed.connect(self._on_entered)
        self.field.textEdited.connect(self._on_edited)
        button.clicked.connect(self._on_entered)

    @property
    def sentence(self) -> str:
        """What is wrong with the name, empty while nothing is."""
        return self._sentence.text()

    def start(self, name: str = "") -> None:
        """Begin with a name."""
        self.field.setText(name)
        self._show(None)

    def refuse(self, error: AppError) -> None:
        """Say why the name cannot be taken."""
        self._show(error)
        self.field.setFocus()
        self.field.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._show(self._error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def _on_entered(self) -> None:
        self.named.emit(self.field.text())

    def _on_edited(self) -> None:
        self._show(None)

    def _show(self, error: AppError | None) -> None:
        self._error = error
        self._sentence.setText(str(error) if error else "")
        self._sentence.setVisible(error is not None)
        self.field.setAccessibleDescription(self._sentence.text())
        self.field.setProperty("kind", "wrong" if error else "")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
