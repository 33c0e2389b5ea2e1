"""What the launcher has to tell: a refusal with what to do about it, a bug with its report to copy."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError, DamagedError, RefusedError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label

_BUG = N_("Please report it, with the report that can be copied here; it holds no customer data.")


class Notice(QFrame):
    """One sentence, that of the last thing that happened; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error: AppError | None = None
        self._report = ""
        self._glyph = Glyph("circle-alert", "bad", 18)
        self._title = Label(kind="heading", wrap=True)
        self._sentence = Label(wrap=True)
        self.copy_button = QPushButton(icon("copy"), "")
        say(self.copy_button.setText, N_("Copy the report"))
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.retry_button = QPushButton(icon("refresh-cw"), "")
        say(self.retry_button.setText, N_("Try again"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 6, 0, 0)
        for button in (self.copy_button, self.retry_button):
            button.hide()
            buttons.addWidget(button)
        buttons.addStretch(1)
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self._glyph)
        row.addLayout(words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it says nothing."""
        return self._sentence.text() if self._error or self._report else ""

    def show_error(self, error: AppError, *, retry: bool = False) -> None:
        """Tell a refusal; with `retry` there is a button to try again, which gets the focus."""
        self._error, self._report = error, ""
        self._render()
        announce(self, f"{self._title.text()}: {self.text}", urgent=True)
        self.retry_button.setVisible(retry)
        if retry:
            self.retry_button.setFocus()

    def show_report(self, report: str) -> None:
        """Tell of a bug."""
        self._error, self._report = None, report
        self._render()
        announce(self, self.text, urgent=True)
        self.retry_button.hide()

    def clear(self) -> None:
        """Tell nothing."""
        self._error, self._report = None, ""
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and (self._error or self._report):
            self._render()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    def _render(self) -> None:
        error = self._error
        grave = error is None or isinstance(error, DamagedError | RefusedError)
        self.setProperty("kind", "bar-bad" if grave else "bar-warn")
        self.style().unpolish(self)
        self.style().polish(self)
        self._glyph.draw(*(("circle-alert", "bad") if grave else ("triangle-alert", "warn")))
        self._title.setText(_(error.title) if error else _("The program made a mistake"))
        self._sentence.setText(str(error) if error else _(_BUG))
        self.copy_button.setVisible(error is None)
        self.setAccessibleName(self._title.text())
        self.setAccessibleDescription(self._sentence.text())
        self.show()
