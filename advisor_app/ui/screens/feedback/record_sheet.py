"""Recording feedback: the form, the draft that is kept of it, and the record in the end."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app.domain.feedback import COMPLAINT, FeedbackEntry
from advisor_app.errors import AppError, IssuesError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.customer_contacts import CustomerContacts, customer_contacts
from advisor_app.services.form_drafts import KeptForm, forget_form, keep_form, kept_form
from advisor_app.services.record_feedback import FeedbackForm, Recorded, feedback_form, record_feedback
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.feedback.fields import FeedbackFields
from advisor_app.ui.screens.feedback.wanted import NewFeedback
from advisor_app.ui.widgets.scroll import Scroll
from advisor_app.ui.widgets.sheet import Sheet

_KEPT_EVERY_MS = 3_000
_KIND = "feedback"  # of the draft
_CONTACTS = 10


class FeedbackSheet(Sheet):
    """The panel in which feedback is recorded."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Record feedback"), "message-square", area)
        self._desk = desk
        self._begun = self._saved = FeedbackEntry()
        self._kept = self._saving = False
        self._wrong = 0
        self.fields, self.discard_button = FeedbackFields(desk, self.panel), QPushButton()
        self.discard_button.setProperty("kind", "quiet")
        say(self.discard_button.setText, N_("Discard"))
        self.foot.insertWidget(1, self.discard_button)
        self.body.addWidget(Scroll(self.fields), 1)
        self._keep_soon = QTimer(self, singleShot=True, interval=_KEPT_EVERY_MS)
        self._keep_soon.timeout.connect(self.keep)
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.fields.edited.connect(self._on_edited)
        self.fields.customer_changed.connect(self._read_contacts)
        desk.background.crashed.connect(self._on_crashed)
        desk.closing.connect(self._on_closing)

    @property
    def used(self) -> bool:
        """Whether something stands in the form that was not there when it began."""
        return self.is_open and self.fields.entry != self._begun

    def open(self, wanted: object) -> None:
        """Come up for new feedback; a form that is in use, or was left, goes on."""
        new = wanted if isinstance(wanted, NewFeedback) else NewFeedback()
        if not self.used:
            entry = FeedbackEntry(new.customer_id, new.kind or COMPLAINT, interaction_id=new.interaction_id)
            self._begin(self.fields.blank(entry))
            self._desk.ask(
                self, feedback_form, partial(self._on_form, new, entry), failed=self._on_form_failed
            )
        self._come_up()

    def save(self) -> None:
        """Record the feedback if nothing is wrong with it."""
        if self._saving:
            return
        self._saving = True
        entry = self.fields.entry
        self._desk.ask(
            self,
            partial(record_feedback, entry=entry),
            partial(self._on_recorded, entry),
            failed=self._on_refused,
        )

    def leave(self) -> None:
        """Close; what was typed stays as a draft."""
        if self._saving:
            return
        typed, entry = self.used, self.fields.entry
        self.keep()
        self.vanish()
        if typed:
            self._desk.offered.emit(_("Kept as a draft."), _("Go on"), partial(self._reopen, entry))

    def keep(self) -> None:
        """Save the draft if something was typed since."""
        self._keep_soon.stop()
        entry = self.fields.entry
        if self.is_open and not self._saving and entry not in (self._saved, self._begun):
            self._saved, self._kept = entry, True
            keep = partial(keep_form, kind=_KIND, about="", entry=entry)
            self._desk.ask(self, keep, self._on_kept)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say_state()

    def _on_form(self, new: NewFeedback, entry: FeedbackEntry, form: FeedbackForm) -> None:
        untouched = not self.used
        self.fields.offer(form)
        if untouched:
            self._begin(self.fields.blank(entry))
        self._read_contacts()
        if new.interaction_id is None:
            kept = partial(kept_form, kind=_KIND, entry=FeedbackEntry)
            self._desk.ask(self, kept, partial(self._on_draft, new))

    def _on_form_failed(self, error: AppError) -> None:
        self.vanish()
        self._desk.failed.emit(error)

    def _on_draft(self, new: NewFeedback, kept: KeptForm | None) -> None:
        """Go on with what was left, unless the form is for another customer or already in use."""
        if kept is None or self.used or new.customer_id not in (None, kept.entry.customer_id):
            return
        self._kept = True
        self.fields.show_entry(kept.entry)
        self._saved = self.fields.entry
        self._read_contacts()
        self._say_state()

    def _on_contacts(self, customer: bytes, found: CustomerContacts) -> None:
        if self.fields.entry.customer_id == customer:
            chosen = self._begun.interaction_id
            self.fields.offer_contacts(found)
            if chosen is not None:
                self.fields.contact.choose(chosen)

    def _on_edited(self) -> None:
        if not self._keep_soon.isActive() and self.isVisible():
            self._keep_soon.start()
        self._wrong = sum(bool(field.errors) for field in self.fields.fields.values())
        self._say_state()

    def _on_kept(self, _nothing: None) -> None:
        self._say_state()

    def _on_discard_clicked(self) -> None:
        entry = self.fields.entry
        self._forget()
        self.vanish()
        self._desk.offered.emit(_("Discarded."), _("Undo"), partial(self._reopen, entry))

    def _on_recorded(self, entry: FeedbackEntry, recorded: Recorded) -> None:
        self._saving = False
        self._forget()
        self.vanish()
        self._desk.book_changed.emit()
        told = (
            _("The complaint is recorded; its clock runs.")
            if entry.kind == COMPLAINT
            else _("The feedback is recorded.")
        )
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, recorded, entry))

    def _on_refused(self, error: AppError) -> None:
        self._saving = False
        if isinstance(error, IssuesError):
            first = self.fields.show_errors(error.issues)
            self._wrong = len(error.issues)
            self._say_state()
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._desk.failed.emit(error)

    def _on_taken_back(self, entry: FeedbackEntry, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.offered.emit(_("Taken back."), _("Go on"), partial(self._reopen, entry))

    def _on_crashed(self, _error: BaseException) -> None:
        self._saving = False  # whatever it was, the form must not be stuck

    def _on_forgotten(self, _nothing: None) -> None:
        self._say_state()

    def _on_closing(self) -> None:
        """Save what was typed last: nobody else uses the book now, and no job is run any more."""
        entry = self.fields.entry
        if self.is_open and entry not in (self._saved, self._begun):
            keep_form(self._desk.book, _KIND, "", entry)

    def _come_up(self) -> None:
        self.appear(self.fields.text if self.fields.entry.customer_id else self.fields.customer.search)

    def _begin(self, entry: FeedbackEntry) -> None:
        self._keep_soon.stop()
        self._wrong, self._kept, self._saving = 0, False, False
        self.fields.show_entry(entry)
        self._begun = self._saved = self.fields.entry
        self._say_state()

    def _read_contacts(self) -> None:
        customer = self.fields.entry.customer_id
        if customer is not None:
            service = partial(customer_contacts, customer_id=customer, limit=_CONTACTS)
            self._desk.ask(self, service, partial(self._on_contacts, customer), key="contacts")

    def _forget(self) -> None:
        self._keep_soon.stop()
        self._saved = self._begun = self.fields.entry
        self._kept = False
        self._desk.ask(self, partial(forget_form, kind=_KIND), self._on_forgotten)

    def _take_back(self, recorded: Recorded, entry: FeedbackEntry) -> None:
        service = partial(undo, mutations=recorded.mutations)
        self._desk.ask(self, service, partial(self._on_taken_back, entry))

    def _reopen(self, entry: FeedbackEntry) -> None:
        """Come up with what was typed before."""
        self.keep()
        self._begin(self.fields.blank(FeedbackEntry()))
        self.fields.show_entry(entry)
        self._read_contacts()
        self._come_up()
        self.keep()
        self._say_state()

    def _say_state(self) -> None:
        self.discard_button.setVisible(self.used or self._kept)
        if self._wrong:
            said = ngettext("{n} field needs attention", "{n} fields need attention", self._wrong)
        else:
            said = _("Kept as a draft") if self._kept else ""
        self.state.setText(said)
