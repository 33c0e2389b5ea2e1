"""What became of the call on a list that a contact is logged for, and why where that needs a word."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from advisor_app import words
from advisor_app.domain.policy.calls import CallOutcome
from advisor_app.i18n import N_, current_language
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import put
from advisor_app.ui.screens.contact.file_drop import let_files_through
from advisor_app.ui.widgets.choice import Choice


class CallField(QWidget):
    """An outcome to choose, and a reason to type."""

    edited = Signal(str)
    """`call_outcome` or `call_reason`, as in `ContactEntry`, was changed by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcomes: tuple[CallOutcome, ...] = ()
        self._chosen = ""
        self.outcome, self.reason = Choice(), QLineEdit()
        say(self.outcome.setAccessibleName, N_("Outcome of the call"))
        say(self.reason.setAccessibleName, N_("Reason"))
        say(self.reason.setPlaceholderText, N_("Why, where it needs a word"))
        let_files_through(self.reason)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.outcome)
        row.addWidget(self.reason, 1)
        self.setFocusProxy(self.outcome)
        self.outcome.chosen.connect(self._on_chosen)
        self.reason.textChanged.connect(self._on_typed)

    @property
    def chosen(self) -> str:
        """The code of the outcome, empty where none is chosen."""
        return self._chosen

    def offer(self, outcomes: Sequence[CallOutcome]) -> None:
        """Offer the outcomes of the bank's list."""
        self._outcomes = tuple(outcomes)
        self._render()

    def show_call(self, outcome: str, reason: str) -> None:
        """Show what is chosen and typed, also a code that the bank's list does not have any more."""
        self._chosen = outcome
        self._render()
        put(self.reason, reason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_chosen(self) -> None:
        self._chosen = self.outcome.value or ""
        self.edited.emit("call_outcome")

    def _on_typed(self, _text: str) -> None:
        self.edited.emit("call_reason")

    def _render(self) -> None:
        names = {"": words.NOTHING, self._chosen: self._chosen or words.NOTHING}
        names |= {one.code: one.name.in_language(current_language()) for one in self._outcomes}
        self.outcome.offer(list(names.items()))
        self.outcome.choose(self._chosen)
