"""What is done with the call that is shown: settled, put off, begun, made again; each can be taken back."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from advisor_app.errors import AppError, IssuesError
from advisor_app.i18n import gettext as _
from advisor_app.services.start_contact import programs_allowed
from advisor_app.services.undo import undo
from advisor_app.services.work_calls import (
    CallView,
    SettledCall,
    log_call,
    put_off,
    reopen_call,
    settle_call,
    start_call,
)
from advisor_app.settings import CONTACT_PROGRAMS
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.calls import CallsModel, outcome_name
from advisor_app.ui.models.written import known_as
from advisor_app.ui.screens.calls.call_card import CallCard
from advisor_app.ui.screens.contact.wanted import go_on


class CallActions(QObject):
    """Does what the card of a call asks for, one thing at a time."""

    moved_on = Signal(object)
    """The call by this id is wanted now (None: whichever comes first); the book has changed."""

    def __init__(self, desk: Desk, card: CallCard, model: CallsModel) -> None:
        super().__init__(card)
        self._desk, self._card, self._model = desk, card, model
        self._busy = False
        card.begun.connect(self.begin)
        card.log_wanted.connect(self._on_log)
        card.reopened.connect(self._on_reopened)
        card.outcomes.chosen.connect(self._on_chosen)
        card.outcomes.put_off.connect(self._on_put_off)
        desk.background.crashed.connect(self._on_crashed)

    def begin(self) -> None:
        """Begin the contact of the call, over the channel of calls."""
        view, button = self._card.view, self._card.call_button
        if view is None or not button.isEnabled() or not button.isVisible():
            return
        service = partial(
            start_call,
            call_id=view.call.id,
            channel=view.policy.calls.channel,
            programs=programs_allowed(self._desk.settings[CONTACT_PROGRAMS]),
        )
        # Aside: a program that does not answer at once must not hold up who reads on.
        self._desk.ask(self, service, partial(go_on, self._desk), aside=True)

    def _on_log(self) -> None:
        if view := self._card.view:
            service = partial(log_call, call_id=view.call.id, note=self._card.typed)
            self._desk.ask(self, service, partial(go_on, self._desk))

    def _on_chosen(self, outcome: str, reason: str) -> None:
        if view := self._card.view:
            told = _(
                "{customer}: {outcome}.", customer=_named(view), outcome=outcome_name(view.policy, outcome)
            )
            note = self._card.typed
            self._do(view, partial(settle_call, outcome=outcome, reason=reason, note=note), told)

    def _on_put_off(self, day: str) -> None:
        if view := self._card.view:
            self._do(view, partial(put_off, day=day), _("{customer}: later.", customer=_named(view)))

    def _on_reopened(self) -> None:
        if view := self._card.view:
            told = _("{customer} is to be called again.", customer=_named(view))
            self._do(view, partial(reopen_call), told, stay=True)

    def _on_done(self, told: str, call: bytes, following: bytes | None, done: SettledCall) -> None:
        self._busy = False
        self.moved_on.emit(following)
        self._desk.book_changed.emit()
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, call, done))

    def _on_refused(self, error: AppError) -> None:
        self._busy = False
        self._card.outcomes.show_error(error.issues[0] if isinstance(error, IssuesError) else error)

    def _on_crashed(self, _error: BaseException) -> None:
        self._busy = False  # whatever it was, the keys must not be stuck

    def _on_taken_back(self, call: bytes, _nothing: None) -> None:
        self.moved_on.emit(call)
        self._desk.book_changed.emit()

    def _do(self, view: CallView, service: "partial[SettledCall]", told: str, *, stay: bool = False) -> None:
        """Do something with a call; the next one comes up, or the same one where it is to be made again."""
        if self._busy:
            return
        self._busy = True
        call = view.call.id
        then = partial(self._on_done, told, call, call if stay else self._model.after(call))
        self._desk.ask(self, partial(service, call_id=call), then, failed=self._on_refused)

    def _take_back(self, call: bytes, done: SettledCall) -> None:
        service = partial(undo, mutations=done.mutations)
        self._desk.ask(self, service, partial(self._on_taken_back, call))


def _named(view: CallView) -> str:
    return known_as(view.customer.name, None if view.customer.name else view.customer.number)
