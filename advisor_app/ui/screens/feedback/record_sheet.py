"""Recording feedback: the form of it, and what is said when it is recorded or taken back."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from advisor_app.domain.feedback import COMPLAINT, FeedbackEntry
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.customer_contacts import CustomerContacts, customer_contacts
from advisor_app.services.form_drafts import KeptForm
from advisor_app.services.open_book import Book
from advisor_app.services.record_feedback import FeedbackForm, Recorded, feedback_form, record_feedback
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.fields import Field
from advisor_app.ui.screens.feedback.fields import FeedbackFields
from advisor_app.ui.screens.feedback.wanted import FORM, NewFeedback
from advisor_app.ui.screens.form_sheet import FormSheet

_CONTACTS = 10


class FeedbackSheet(FormSheet):
    """The panel in which feedback is recorded."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(desk, N_("Record feedback"), "message-square", area, FORM, FeedbackEntry)
        self._recorded = FeedbackEntry()
        self.form = FeedbackFields(desk, self.panel)
        self.fields = self.form.fields
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self.form)
        self.form.edited.connect(self._on_edited)
        self.form.customer_changed.connect(self._read_contacts)

    @property
    def entry(self) -> FeedbackEntry:
        """What is typed."""
        return self.form.entry

    @property
    def first(self) -> QWidget:
        """What the customer said, or first of all which customer."""
        return self.form.text if self.entry.customer_id else self.form.customer.search

    @property
    def faulty(self) -> list[Field]:
        """The fields with which something is wrong, and the answers."""
        answers = (field for field in self.form.answers.fields.values() if field.errors)
        return [*super().faulty, *answers]

    def show_entry(self, entry: FeedbackEntry) -> None:
        """Let the fields hold an entry."""
        self.form.show_entry(entry)
        self._read_contacts()

    def reading(self, wanted: Any) -> Callable[[Book], FeedbackForm]:
        """Return the service that reads what the form is made of."""
        self._wanted = wanted if isinstance(wanted, NewFeedback) else NewFeedback()
        return feedback_form

    def offer(self, form: FeedbackForm) -> FeedbackEntry:
        """Work by what was read; a new one is a complaint unless something else was asked for."""
        self.form.offer(form)
        new: NewFeedback = self._wanted
        entry = FeedbackEntry(new.customer_id, new.kind or COMPLAINT, interaction_id=new.interaction_id)
        return self.form.blank(entry)

    def writing(self) -> Callable[[Book], Recorded]:
        """Return the service that records it."""
        return partial(record_feedback, entry=self.entry)

    def saved(self, answer: Recorded) -> str:
        """Say what was recorded."""
        if self.entry.kind == COMPLAINT:
            return _("The complaint is recorded; its clock runs.")
        return _("The feedback is recorded.")

    def show_errors(self, errors: Iterable[AppError]) -> None:
        """Say what is wrong beside each field and each answer, with the focus on the first."""
        first = self.form.show_errors(tuple(errors))
        self._say_state()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edited(self, *args: object) -> None:
        super()._on_edited(*args)
        self._say_state()

    def _on_draft(self, kept: KeptForm | None) -> None:
        """Go on with what was left, unless the form is for another customer, or about a contact."""
        new: NewFeedback = self._wanted
        if kept is None or (new.interaction_id is None and new.customer_id in (None, kept.entry.customer_id)):
            super()._on_draft(kept)

    def _on_contacts(self, customer: bytes, found: CustomerContacts) -> None:
        entry = self.entry
        if entry.customer_id == customer:
            self.form.offer_contacts(found)
            if entry.interaction_id is not None:
                self.form.contact.choose(entry.interaction_id)

    def _on_saved(self, answer: Recorded) -> None:
        self._recorded = self.entry
        super()._on_saved(answer)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        again = partial(self._reopen, self._wanted, self.about(), self._recorded)
        self._desk.offered.emit(_("Taken back."), _("Go on"), again)

    def _reopen(self, wanted: object, about: str, entry: FeedbackEntry) -> None:
        super()._reopen(NewFeedback(entry.customer_id), about, entry)

    def _read_contacts(self) -> None:
        customer = self.entry.customer_id
        if customer is not None:
            service = partial(customer_contacts, customer_id=customer, limit=_CONTACTS)
            self._desk.ask(self, service, partial(self._on_contacts, customer), key="contacts")
