"""What is done with a prompt wherever it is shown: done, put off, dismissed, or the contact begun that it asks for.

Unusual activity is not done but answered: the customer has explained it, or it goes to fraud control.
"""

from functools import partial

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget

from advisor_app.domain.anomalies import ESCALATED, EXPLAINED
from advisor_app.domain.prompts.types import DISMISSED, DONE, SNOOZED, Prompt
from advisor_app.errors import AppError, IssuesError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.anomalies import answer_anomaly
from advisor_app.services.edit_contact import Edited
from advisor_app.services.prompts import settle_prompt
from advisor_app.services.start_contact import Ways, ways_to
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.start import ask_how
from advisor_app.ui.screens.contact.wanted import log_contact
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.popup import Popup

_SAID = {
    DONE: N_("The prompt is done."),
    SNOOZED: N_("The prompt is put off."),
    DISMISSED: N_("The prompt is dismissed."),
    EXPLAINED: N_("Noted that the customer has explained it."),
    ESCALATED: N_("Escalated to fraud control at head office."),
}
_HEADINGS = {SNOOZED: N_("Put off until which day?"), DISMISSED: N_("Why is it dismissed?")}
_HINTS = {SNOOZED: N_("tomorrow, next Monday, 2026-11-24"), DISMISSED: N_("A few words")}
_SAVES = {SNOOZED: N_("Put off"), DISMISSED: N_("Dismiss")}
_WIDTH = 320


class PromptActions(QObject):
    """Acts on prompts for one widget, its parent."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._popup: SettlePopup | None = None

    @property
    def popup(self) -> "SettlePopup | None":
        """What asks for a day or a reason just now."""
        return self._popup

    def done(self, prompt: Prompt) -> None:
        """Say that a prompt is done."""
        self._settle(prompt, DONE, "")

    def answer(self, anomaly_id: bytes, answer: str) -> None:
        """Say that the customer has explained unusual activity, or that it goes to fraud control."""
        service = partial(answer_anomaly, anomaly_id=anomaly_id, answer=answer)
        self._desk.ask(self, service, partial(self._on_settled, answer))

    def ask(self, prompt: Prompt, action: str, beside: QWidget, part: QRect) -> None:
        """Ask below a part of a widget until when a prompt is put off, or why it is dismissed."""
        popup = self._popup = SettlePopup(action, beside)
        popup.entered.connect(partial(self._settle, prompt, action))
        popup.closed.connect(partial(self._on_closed, popup))
        popup.open_beside(beside, part)
        popup.field.setFocus()

    def begin(self, customer_id: bytes, beside: QWidget, part: QRect) -> None:
        """Ask over which channel a contact with a customer is to be begun."""
        service = partial(ways_to, customer_id=customer_id)
        self._desk.ask(self, service, partial(self._on_ways, beside, part), key="ways")

    def log(self, prompt: Prompt) -> None:
        """Let a contact with the customer be logged."""
        log_contact(self._desk, prompt.customer_id)

    def _on_ways(self, beside: QWidget, part: QRect, ways: Ways) -> None:
        if not ways.handlers:
            self._desk.told.emit(_("The policy of the bank names no way to begin a contact."))
        elif beside.isVisible() and QApplication.activePopupWidget() is None:
            ask_how(self._desk, ways, beside, part)

    def _settle(self, prompt: Prompt, action: str, typed: str) -> None:
        until, reason = (typed if action == one else "" for one in (SNOOZED, DISMISSED))
        service = partial(settle_prompt, prompt=prompt, action=action, until=until, reason=reason)
        self._desk.ask(self, service, partial(self._on_settled, action), failed=self._on_refused)

    def _on_settled(self, action: str, edited: Edited) -> None:
        if self._popup is not None:
            self._popup.close()
        self._desk.book_changed.emit()
        self._desk.offered.emit(_(_SAID[action]), _("Undo"), partial(self._take_back, edited.mutations))

    def _on_refused(self, error: AppError) -> None:
        if self._popup is not None and isinstance(error, IssuesError):
            self._popup.show_error("\n".join(str(issue) for issue in error.issues))
        else:
            self._desk.failed.emit(error)

    def _on_closed(self, popup: "SettlePopup") -> None:
        popup.deleteLater()
        if self._popup is popup:
            self._popup = None

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.told.emit(_("Taken back."))


class SettlePopup(Popup):
    """One field: the day until which a prompt is put off, or the reason why it is dismissed."""

    entered = Signal(str)
    """What was typed."""
    closed = Signal()
    """It is not seen any more."""

    def __init__(self, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        heading, self.field = Label(kind="heading"), QLineEdit()
        self.error, self.save_button = Label(kind="bad", wrap=True), QPushButton()
        say(heading.setText, _HEADINGS[action])
        say(self.field.setAccessibleName, _HEADINGS[action])
        say(self.field.setPlaceholderText, _HINTS[action])
        say(self.save_button.setText, _SAVES[action])
        heading.setBuddy(self.field)
        self.field.setMinimumWidth(_WIDTH)
        if action == SNOOZED:
            self.field.setText(_("tomorrow"))
            self.field.selectAll()
        self.error.hide()
        self.save_button.setProperty("kind", "primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        self.body.addWidget(heading)
        self.body.addWidget(self.field)
        self.body.addWidget(self.error)
        self.body.addLayout(foot)
        self.field.returnPressed.connect(self._on_entered)
        self.save_button.clicked.connect(self._on_entered)

    def show_error(self, sentence: str) -> None:
        """Say what is wrong with what was typed."""
        self.error.setText(sentence)
        self.error.show()
        self.field.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _on_entered(self) -> None:
        self.entered.emit(self.field.text())
