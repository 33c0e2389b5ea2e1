"""A contact that was logged: looked at whole, corrected with a history, or withdrawn for a reason."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.contacts import ContactEntry
from advisor_app.errors import AppError, IssuesError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.corrections import drop_correction, keep_correction
from advisor_app.services.edit_contact import Editable, Edited, edit_contact, void_contact
from advisor_app.services.open_book import Book
from advisor_app.services.promises import settle_promise
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.dropped import take
from advisor_app.ui.screens.contact.edit_page import EditPage
from advisor_app.ui.screens.contact.file_drop import FileDrop
from advisor_app.ui.screens.contact.keeper import KEPT_EVERY_MS
from advisor_app.ui.screens.contact.opened import Opened, opened
from advisor_app.ui.screens.contact.question import Question
from advisor_app.ui.widgets.sheet import Sheet


class EditSheet(Sheet):
    """The panel in which one recorded contact is seen and corrected."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Contact record"), "pencil", area)
        self._desk = desk
        self._opened: Opened | None = None
        self._wanted = b""
        self._saving = False
        self._kept: ContactEntry | None = None
        self._keep_soon = QTimer(self, singleShot=True, interval=KEPT_EVERY_MS)
        self.form = EditPage(desk, self.panel)
        self.withdraw_button = QPushButton()
        self.withdraw_button.setProperty("kind", "quiet")
        say(self.withdraw_button.setText, N_("Withdraw …"))
        self.withdraw = Question(N_("Withdraw this contact? It stays visible, marked as withdrawn."))
        self.unsaved = Question(N_("The changes are not saved yet."))
        self.body.addWidget(self.form, 1)
        asked = QVBoxLayout()
        asked.setContentsMargins(20, 0, 20, 8)
        asked.addWidget(self.withdraw)
        asked.addWidget(self.unsaved)
        self.body.addLayout(asked)
        self.foot.insertWidget(0, self.withdraw_button)
        self._wire()

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.is_open and self.form.is_changed

    def show_contact(self, interaction_id: bytes) -> None:
        """Come up with a contact; what is to become of changes of another one is asked first."""
        if self.changed and interaction_id != self._wanted:
            self.leave()
            return
        if not self.is_open or interaction_id != self._wanted:
            self._opened = None
        self._wanted = interaction_id
        self._desk.ask(self, partial(opened, interaction_id=interaction_id), self._on_opened, key="contact")

    def save(self) -> None:
        """Correct the contact as it is typed, if nothing is wrong with it."""
        shown = self.form.editable
        if self._opened is None or shown is None or self._saving or not self._opened.correctable:
            return
        self._saving = True
        service = partial(_save, shown=shown, entry=self.form.entry)
        self._desk.ask(self, service, self._on_edited, failed=self._on_refused)

    def leave(self) -> None:
        """Close, after asking what is to become of changes."""
        if self._saving:
            return  # it is about to close by itself, or to say what is wrong
        if self.changed:
            self.withdraw.hide()
            self.unsaved.ask(self.unsaved.back_button)
        else:
            self.vanish()

    def take(self, paths: tuple[Path, ...]) -> None:
        """Add files to what is typed."""
        if self._opened is not None and self._opened.correctable:
            service = partial(take, paths=paths, customer_id=self._opened.editable.detail.customer_id)
            self._desk.ask(self, service, self.form.take, aside=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keep_soon.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say_state()

    def _on_opened(self, opened: Opened) -> None:
        if opened.editable.detail.id != self._wanted:
            return
        fresh, self._opened = self._opened is None, opened
        if fresh:
            self._saving, self._kept = False, None
            self.form.show_opened(opened)
        else:
            self.form.show_again(opened)
        for button in (self.save_button, self.withdraw_button):
            button.setVisible(opened.correctable)
        self._say_state()
        if fresh:
            self.unsaved.hide()
            self.withdraw.hide()
            self.appear(self.form.fields.note)

    def _on_form_edited(self) -> None:
        if self.isVisible() and self.form.is_changed and not self._keep_soon.isActive():
            self._keep_soon.start()
        self._say_state()

    def _on_keep_soon(self) -> None:
        if (shown := self._to_keep()) is not None:
            self._desk.ask(self, partial(_keep, shown=shown, entry=self.form.entry), _ignore)

    def _on_closing(self) -> None:
        """Keep what was typed last: nobody else uses the book now, and no job is run any more."""
        if (shown := self._to_keep()) is not None:
            _keep(self._desk.book, shown, self.form.entry)

    def _on_files_chosen(self, paths: list[Path]) -> None:
        self.take(tuple(paths))

    def _on_edited(self, edited: Edited) -> None:
        self._saving = False
        self._finish(edited, _("The contact is corrected."))

    def _on_refused(self, error: AppError) -> None:
        self._saving = False
        self.unsaved.hide()
        if isinstance(error, IssuesError):
            self.form.show_errors(error.issues)
            self._say_state()
        else:
            self._desk.failed.emit(error)

    def _on_withdraw_clicked(self) -> None:
        self.unsaved.hide()
        self.withdraw.reason.clear()
        self.withdraw.ask(self.withdraw.reason)

    def _on_withdraw_confirmed(self) -> None:
        service = partial(_withdraw, interaction_id=self._wanted, reason=self.withdraw.reason.text())
        self._desk.ask(self, service, self._on_withdrawn, failed=self._on_withdraw_refused)

    def _on_withdrawn(self, edited: Edited) -> None:
        self._finish(edited, _("The contact is withdrawn."))

    def _on_withdraw_refused(self, error: AppError) -> None:
        if isinstance(error, IssuesError):
            self.withdraw.show_error(error.issues[0])
        else:
            self.withdraw.hide()
            self._desk.failed.emit(error)

    def _on_dropped(self) -> None:
        self._desk.ask(self, partial(drop_correction, interaction_id=self._wanted), _ignore)
        self.vanish()

    def _on_question_left(self) -> None:
        self.form.fields.note.setFocus()

    def _on_settled(self, promise_id: bytes, outcome: str) -> None:
        service = partial(settle_promise, promise_id=promise_id, outcome=outcome)
        self._desk.ask(self, service, self._on_promise_settled)

    def _on_promise_settled(self, edited: Edited) -> None:
        self._tell(edited, _("The promise is settled."))

    def _on_book_changed(self) -> None:
        if self.is_open:
            self.show_contact(self._wanted)

    def _on_crashed(self, _error: BaseException) -> None:
        self._saving = False  # whatever it was, the form must not be stuck

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.told.emit(_("Taken back."))

    def _to_keep(self) -> Editable | None:
        """Return the contact as it was shown if something was typed since it was kept."""
        entry = self.form.entry
        if not self.changed or self._saving or entry == self._kept:
            return None
        self._kept = entry
        return self.form.editable

    def _finish(self, edited: Edited, told: str) -> None:
        """Close after something was written."""
        self.vanish()
        if edited.resent:
            self._desk.book_changed.emit()
            self._desk.told.emit(_("Corrected; it goes to head office with the next sync."))
        elif edited.mutations:
            self._tell(edited, told)

    def _tell(self, edited: Edited, told: str) -> None:
        self._desk.book_changed.emit()
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, edited.mutations))

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _say_state(self) -> None:
        if self._opened is None:
            return
        detail = self._opened.editable.detail
        at = self._opened.wording.time(detail.happened_at)
        pending = _("not sent yet") if detail.pending else None
        name = detail.customer or detail.number or words.NOTHING
        self.subtitle.setText(" · ".join(filter(None, (name, at, detail.advisor, pending))))
        wrong = self.form.wrong
        said = ngettext("{n} field needs attention", "{n} fields need attention", wrong) if wrong else ""
        self.state.setText(said)

    def _wire(self) -> None:
        self.withdraw.reason.show()
        confirm = self.withdraw.add_answer(N_("Withdraw"), self._on_withdraw_confirmed, kind="primary")
        self.withdraw.reason.returnPressed.connect(confirm.click)
        self.unsaved.add_answer(N_("Drop the changes"), self._on_dropped)
        self.unsaved.add_answer(N_("Save"), self.save, kind="primary")
        for question in (self.withdraw, self.unsaved):
            question.left.connect(self._on_question_left)
        self.withdraw_button.clicked.connect(self._on_withdraw_clicked)
        self.form.edited.connect(self._on_form_edited)
        self.form.fields.files.chosen.connect(self._on_files_chosen)
        self.form.recorded.settled.connect(self._on_settled)
        self._keep_soon.timeout.connect(self._on_keep_soon)
        self._desk.book_changed.connect(self._on_book_changed)
        self._desk.background.crashed.connect(self._on_crashed)
        self._desk.closing.connect(self._on_closing)
        FileDrop(self.panel, N_("Drop files to add them, or an e-mail to fill the form"), self.take)


def _save(book: Book, shown: Editable, entry: ContactEntry) -> Edited:
    """Correct a contact; what was kept of the correction is not needed any more."""
    edited = edit_contact(book, shown, entry)
    drop_correction(book, shown.detail.id)
    return edited


def _withdraw(book: Book, interaction_id: bytes, reason: str) -> Edited:
    edited = void_contact(book, interaction_id, reason)
    drop_correction(book, interaction_id)
    return edited


def _keep(book: Book, shown: Editable, entry: ContactEntry) -> None:
    keep_correction(book, shown.detail.id, shown.entry, entry)


def _ignore(_answer: object) -> None:
    """Nothing follows."""
