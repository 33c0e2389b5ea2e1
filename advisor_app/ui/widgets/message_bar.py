"""Errors where they do not stand in the way: a bar above the screen, one error at a time, until it is closed.

An error's class says where it belongs; what needs an answer or is a list comes up as a dialog instead.
The focus stays where it is; Esc in the window closes the bar.
"""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError, InputError, IssuesError, Surface, UnavailableError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.dialogs.issues import IssuesDialog
from advisor_app.ui.dialogs.message import MessageDialog
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.bar import Bar
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label


class MessageBar(Bar):
    """Shows errors by their surface. Those of the bar queue up; the same error is not queued twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar-bad", parent)
        self._queue: list[AppError] = []
        self._dialogs: dict[str, MessageDialog | IssuesDialog] = {}
        self._glyph = Glyph("circle-alert", "bad", 20)
        self._title = Label(kind="heading", wrap=True)
        self._sentence = Label(wrap=True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        self._more = Badge()
        self.close_button = QToolButton()
        self.close_button.setProperty("kind", "quiet")
        self.close_button.setIcon(icon("x", "text"))
        say(self.close_button.setAccessibleName, N_("Close the message"))
        say(self.close_button.setToolTip, N_("Close the message (Esc)"))
        self.close_button.clicked.connect(self.close_message)
        self.row.addWidget(self._glyph)
        self.row.addLayout(words, 1)
        self.row.addWidget(self._more)
        self.row.addWidget(self.close_button)

    @property
    def message(self) -> AppError | None:
        """The error that is shown."""
        return self._queue[0] if self._queue else None

    def show_error(self, error: AppError) -> None:
        """Show an error on the surface that its class asks for."""
        if error.surface is Surface.BAR:
            self._enqueue(error)
        elif (what := str(error)) not in self._dialogs:
            kind = IssuesDialog if isinstance(error, IssuesError) else MessageDialog
            self._dialogs[what] = dialog = kind(error, self.window())  # type: ignore[arg-type]
            dialog.finished.connect(self._on_dialog_finished)
            dialog.open()

    def close_message(self) -> None:
        """Put the error that is shown away and show the next, if there is one."""
        had_focus = self.close_button.hasFocus()
        del self._queue[:1]
        if self._queue:
            self._render()
        else:
            if had_focus:
                self.focusNextChild()
            self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._queue:
            self._render(again=True)

    def _on_dialog_finished(self) -> None:
        gone = self.sender()
        self._dialogs = {what: dialog for what, dialog in self._dialogs.items() if dialog is not gone}

    def _enqueue(self, error: AppError) -> None:
        if str(error) in map(str, self._queue):
            return
        self._queue.append(error)
        self._render(again=len(self._queue) > 1)
        self.show()

    def _render(self, *, again: bool = False) -> None:
        error = self._queue[0]
        mild = isinstance(error, InputError | UnavailableError)
        self.be("bar-warn" if mild else "bar-bad")
        self._glyph.draw(*(("triangle-alert", "warn") if mild else ("circle-alert", "bad")))
        self._title.setText(_(error.title))
        self._sentence.setText(str(error))
        self.setAccessibleName(_(error.title))
        self.setAccessibleDescription(str(error))
        waiting = len(self._queue) - 1
        more = ngettext("{n} more message", "{n} more messages", waiting) if waiting else ""
        self._more.show_text(more, Tone.WARN if mild else Tone.BAD)
        if not again:
            announce(self, f"{_(error.title)}: {error}", urgent=True)
