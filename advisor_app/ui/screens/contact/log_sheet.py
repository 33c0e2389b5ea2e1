"""Logging a contact: the form, the draft that is kept of it, and the contact in the end."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTime, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.written import Correction, Draft
from advisor_app.errors import AppError, IssuesError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_form import ContactForm, contact_form
from advisor_app.services.log_contact import Logged
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.draft_rows import DraftRows, Waiting, discard, restore, waiting
from advisor_app.ui.screens.contact.dropped import Taken, take
from advisor_app.ui.screens.contact.file_drop import FileDrop
from advisor_app.ui.screens.contact.keeper import KEPT_EVERY_MS, Keeper
from advisor_app.ui.screens.contact.log_form import LogForm
from advisor_app.ui.screens.contact.merging import is_blank
from advisor_app.ui.screens.contact.wanted import open_contact
from advisor_app.ui.widgets.sheet import Sheet


class LogSheet(Sheet):
    """The panel in which a contact is logged."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Log a contact"), "notebook-pen", area)
        self._desk = desk
        self._known: ContactForm | None = None
        self._keeper = Keeper()
        self._begun = ContactEntry()
        self._saved = ContactEntry()
        self._kept_at = ""
        self._wrong = 0
        self._logging = False
        self._keep_soon = QTimer(self, singleShot=True, interval=KEPT_EVERY_MS)
        self._keep_soon.timeout.connect(self.keep)
        self.form, self.drafts, self.discard_button = LogForm(desk, self.panel), DraftRows(), QPushButton()
        self.discard_button.setProperty("kind", "quiet")
        say(self.discard_button.setText, N_("Discard"))
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.foot.insertWidget(1, self.discard_button)
        above = QVBoxLayout()
        above.setContentsMargins(20, 0, 20, 10)
        above.addWidget(self.drafts)
        self.body.addLayout(above)
        self.body.addWidget(self.form, 1)
        self.form.fields.files.chosen.connect(self._on_files_chosen)
        FileDrop(self.panel, N_("Drop files to add them, or an e-mail to fill the form"), self.take)
        self.form.edited.connect(self._on_edited)
        self.form.complete.connect(self._on_complete)
        self.drafts.wanted.connect(self._on_item_wanted)
        self.drafts.discarded.connect(self._on_item_discarded)
        desk.background.crashed.connect(self._on_crashed)
        desk.closing.connect(self._on_closing)

    @property
    def used(self) -> bool:
        """Whether something stands in the form that was not there when it began."""
        return self.is_open and self.form.entry != self._begun

    def prepare(self) -> None:
        """Be ready to come up at once."""
        self.ensurePolished()
        self._desk.ask(self, contact_form, self._on_form_known, key="form", failed=_ignore)

    def log(self, customer: bytes | None) -> None:
        """Come up for a new contact, perhaps with a customer; a form that is in use goes on."""
        if not self.used:
            self._begin(ContactEntry(), () if customer is None else (customer,), Keeper())
        self.appear(self.form.quick.field)

    def go_on(self, draft: Draft) -> None:
        """Come up with a draft; what stands in the form is kept as another one."""
        if draft.id == self._keeper.draft_id and self.is_open:
            self.appear(self.form.quick.field)
            return
        self.keep()
        self._begin(draft.entry, (), Keeper(draft.id))
        self.appear(self.form.quick.field if draft.entry.line else self.form.fields.note)

    def take(self, paths: tuple[Path, ...]) -> None:
        """Add files to the contact, and what an e-mail among them says."""
        customers = self.form.entry.customers
        customer = customers[0] if len(customers) == 1 else None
        service = partial(take, paths=paths, customer_id=customer)
        self._desk.ask(self, service, self._on_taken, aside=True)

    def save(self) -> None:
        """Log the contact if nothing is wrong with it."""
        if not self._logging:
            self._logging = True
            self.form.quick.settle(self._log)

    def leave(self) -> None:
        """Close; what was typed stays as a draft."""
        if self._logging:
            return  # it is about to close by itself, or to say what is wrong
        typed, entry, keeper = self.used, self.form.entry, self._keeper
        self.keep()
        self.vanish()
        if typed and not is_blank(entry):
            self._desk.offered.emit(_("Kept as a draft."), _("Go on"), partial(self._reopen, entry, keeper))

    def keep(self) -> None:
        """Save the draft if something was typed since; one of which nothing is left goes."""
        self._keep_soon.stop()
        entry = self.form.entry
        if not self.is_open or entry == self._saved or self._logging:
            return
        self._saved = entry
        if is_blank(entry):
            self._desk.ask(self, self._keeper.discard, self._on_discarded)
        else:
            self._desk.ask(self, partial(self._keeper.keep, entry=entry), self._on_kept)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keep_soon.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say_state()

    def _on_form_known(self, form: ContactForm) -> None:
        self._known = form
        self.form.offer(form)
        self._show_drafts()

    def _on_form_failed(self, error: AppError) -> None:
        self.vanish()
        self._desk.failed.emit(error)

    def _on_drafts_known(self, found: Waiting) -> None:
        if self._known:
            self.drafts.show_drafts(found, self._known)
        self._show_drafts()

    def _on_edited(self) -> None:
        if not self._keep_soon.isActive() and self.isVisible() and self.form.entry != self._saved:
            self._keep_soon.start()
        self._wrong = sum(bool(field.errors) for field in self.form.fields.fields.values())
        self._show_drafts()
        self._say_state()

    def _on_files_chosen(self, paths: list[Path]) -> None:
        self.take(tuple(paths))

    def _on_taken(self, taken: Taken) -> None:
        self.form.add(taken.entry)
        self.form.fields.show_taken(taken)

    def _on_complete(self) -> None:
        self.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_kept(self, _nothing: None) -> None:
        self._kept_at = QTime.currentTime().toString("HH:mm")
        self._say_state()

    def _on_discarded(self, _nothing: None) -> None:
        self._kept_at = ""
        self._say_state()

    def _on_discard_clicked(self) -> None:
        entry, keeper = self.form.entry, self._keeper
        self._saved = entry
        self._desk.ask(self, keeper.discard, self._on_discarded)
        self.vanish()
        self._desk.offered.emit(_("Discarded."), _("Undo"), partial(self._reopen, entry, Keeper()))

    def _on_item_wanted(self, item: Draft | Correction) -> None:
        if isinstance(item, Draft):
            self.go_on(item)
        else:
            open_contact(self._desk, item.interaction_id)

    def _on_item_discarded(self, item: Draft | Correction) -> None:
        self._desk.ask(self, partial(discard, item=item), self._on_drafts_changed)
        self._desk.offered.emit(_("Discarded."), _("Undo"), partial(self._restore, item))

    def _on_drafts_changed(self, _answer: object) -> None:
        self._ask_drafts()

    def _on_crashed(self, _error: BaseException) -> None:
        self._logging = False  # whatever it was, the form must not be stuck

    def _on_closing(self) -> None:
        """Save what was typed last: nobody else uses the book now, and no job is run any more."""
        entry = self.form.entry
        if not self.is_open or entry == self._saved:
            return
        if is_blank(entry):
            self._keeper.discard(self._desk.book)
        else:
            self._keeper.keep(self._desk.book, entry)

    def _on_logged(self, entry: ContactEntry, logged: Logged) -> None:
        self._logging = False
        names = self.form.fields.customers.names
        self._saved = self._begun = self.form.entry
        self.vanish()
        self._desk.book_changed.emit()
        told = (
            _("The contact with {name} is recorded.", name=names[0])
            if len(logged.interactions) == 1
            else ngettext("{n} contact is recorded.", "{n} contacts are recorded.", len(logged.interactions))
        )
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, logged, entry))

    def _on_refused(self, error: AppError) -> None:
        self._logging = False
        if isinstance(error, IssuesError):
            self._show_wrong(error.issues)
        else:
            self._desk.failed.emit(error)

    def _begin(self, entry: ContactEntry, context: tuple[bytes, ...], keeper: Keeper) -> None:
        self._keep_soon.stop()
        self._keeper, self._kept_at, self._wrong, self._logging = keeper, "", 0, False
        if self._known:
            self.form.offer(self._known)
        self.form.begin(entry, context)
        self._begun = self._saved = self.form.entry
        self.subtitle.setText(entry.reason)
        self.drafts.hide()
        self._say_state()
        self._desk.ask(self, contact_form, self._on_form_known, key="form", failed=self._on_form_failed)
        self._ask_drafts()

    def _ask_drafts(self) -> None:
        self._desk.ask(self, waiting, self._on_drafts_known, key="drafts")

    def _log(self) -> None:
        if questions := self.form.quick.open_questions:
            self._logging = False
            self._show_wrong(questions)
            if choices := self.form.quick.choices:
                choices[0].setFocus(Qt.FocusReason.TabFocusReason)
            return
        entry = self.form.entry
        self._desk.ask(
            self,
            partial(self._keeper.log, entry=entry),
            partial(self._on_logged, entry),
            failed=self._on_refused,
        )

    def _show_wrong(self, errors: tuple[AppError, ...]) -> None:
        self._wrong = len(errors)
        self._say_state()
        self.form.show_errors(errors)

    def _take_back(self, logged: Logged, entry: ContactEntry) -> None:
        service = partial(undo, mutations=logged.mutations)
        self._desk.ask(self, service, partial(self._on_taken_back, entry))

    def _on_taken_back(self, entry: ContactEntry, _nothing: None) -> None:
        self._desk.book_changed.emit()
        keeper = Keeper()
        self._desk.ask(self, partial(keeper.keep, entry=entry), self._on_drafts_changed)
        self._desk.offered.emit(
            _("Taken back; what was typed is a draft."), _("Go on"), partial(self._reopen, entry, keeper)
        )

    def _restore(self, item: Draft | Correction) -> None:
        self._desk.ask(self, partial(restore, item=item), self._on_drafts_changed)

    def _reopen(self, entry: ContactEntry, keeper: Keeper) -> None:
        """Come up with what was typed before."""
        self.keep()
        self._begin(entry, (), keeper)
        self.appear(self.form.quick.field)

    def _show_drafts(self) -> None:
        blank = not self.used and self._keeper.draft_id is None
        self.drafts.setVisible(self.drafts.count > 0 and blank)

    def _say_state(self) -> None:
        self.discard_button.setVisible(self.used or self._keeper.draft_id is not None)
        if self._wrong:
            said = ngettext("{n} field needs attention", "{n} fields need attention", self._wrong)
        elif self._kept_at:
            said = _("Kept as a draft at {time}", time=self._kept_at)
        else:
            said = ""
        self.state.setText(said)


def _ignore(_error: AppError) -> None:
    """An empty book is told of when a contact is to be logged."""
