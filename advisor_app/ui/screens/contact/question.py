"""A question that comes up at the foot of a form: what is asked, perhaps a reason to be typed, and the answers."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.label import Label

_LONGEST = 200


class Question(QFrame):
    """`sentence` is a message id; Esc, or the button to go back, leaves the question."""

    left = Signal()
    """The question was not answered."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self._error: AppError | None = None
        self.sentence, self.error = Label(kind="heading", wrap=True), Label(kind="bad", wrap=True)
        say(self.sentence.setText, sentence)
        say(self.setAccessibleName, sentence)
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST)
        say(self.reason.setAccessibleName, N_("Reason"))
        say(self.reason.setPlaceholderText, N_("Why? A few words."))
        self.back_button = QPushButton()
        self.back_button.setAutoDefault(True)
        say(self.back_button.setText, N_("Back to the form"))
        self.back_button.clicked.connect(self._on_back_clicked)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.back_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(8)
        for widget in (self.sentence, self.reason, self.error):
            layout.addWidget(widget)
        layout.addLayout(self.buttons)
        self.reason.hide()
        self.error.hide()
        self.hide()

    def add_answer(self, text: str, answer: Callable[[], object], *, kind: str = "") -> QPushButton:
        """Add a button; `text` is a message id."""
        button = QPushButton()
        button.setProperty("kind", kind)
        button.setAutoDefault(True)  # so that Enter presses it
        say(button.setText, text)
        button.clicked.connect(answer)
        self.buttons.addWidget(button)
        return button

    def ask(self, first: QWidget) -> None:
        """Come up with the focus on `first`."""
        self.show_error(None)
        self.show()
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.sentence.text())

    def show_error(self, error: AppError | None) -> None:
        """Say what is wrong with the answer."""
        self._error = error
        self._render()
        if error is not None:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self.reason, str(error), urgent=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_back_clicked()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._error:
            self._render()

    def _on_back_clicked(self) -> None:
        self.hide()
        self.left.emit()

    def _render(self) -> None:
        self.error.setText(str(self._error) if self._error else "")
        self.error.setVisible(self._error is not None)
