"""A panel with a form in it: fields one below the other, each with what is wrong beside it, and a draft of it all.

What a form is for, reads and writes is said by whoever derives from it. A form that is left keeps what was typed.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError, FieldError, IssuesError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.form_drafts import KeptForm, forget_form, keep_form, kept_form
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import Field
from advisor_app.ui.widgets.scroll import Scroll
from advisor_app.ui.widgets.sheet import Sheet

_KEPT_EVERY_MS = 3_000


class FormSheet(Sheet):
    """The panel of one kind of form; `kind` names its draft, `entry_class` is what it holds."""

    def __init__(
        self, desk: Desk, title: str, drawing: str, area: QWidget, kind: str, entry_class: type[Any]
    ) -> None:
        super().__init__(title, drawing, area)
        self._desk, self._kind, self._entry_class = desk, kind, entry_class
        self._wanted: Any = None
        self._begun: Any = entry_class()
        self._kept: Any = None
        self._read = self._saving = False
        self.fields: dict[str, Field] = {}
        self.discard_button = QPushButton()
        self.discard_button.setProperty("kind", "quiet")
        say(self.discard_button.setText, N_("Discard"))
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.foot.insertWidget(1, self.discard_button)
        page = QWidget()
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(20, 6, 20, 14)
        self.column.setSpacing(12)
        self.body.addWidget(Scroll(page), 1)
        self._keep_soon = QTimer(self, singleShot=True, interval=_KEPT_EVERY_MS)
        self._keep_soon.timeout.connect(self.keep)
        desk.background.crashed.connect(self._on_crashed)
        desk.closing.connect(self._on_closing)

    # What a form says of itself.

    @property
    def entry(self) -> Any:
        """What is typed."""
        raise NotImplementedError

    @property
    def first(self) -> QWidget:
        """The field that is typed into first."""
        raise NotImplementedError

    def show_entry(self, entry: Any) -> None:
        """Let the fields hold an entry."""
        raise NotImplementedError

    def reading(self, wanted: Any) -> Callable[[Book], Any]:
        """Return the service that returns what the form needs."""
        raise NotImplementedError

    def offer(self, form: Any) -> Any:
        """Work by what was read, and return the entry to begin with."""
        raise NotImplementedError

    def writing(self) -> Callable[[Book], Any]:
        """Return the service that saves what is typed; its answer has `mutations`."""
        raise NotImplementedError

    def saved(self, answer: Any) -> str:
        """Return the sentence about what was saved."""
        raise NotImplementedError

    def about(self) -> str:
        """Return what tells this form from others of its kind: the id of what is edited, empty for something new."""
        return ""

    @property
    def faulty(self) -> list[Field]:
        """The fields with which something is wrong."""
        return [field for field in self.fields.values() if field.errors]

    # What all forms do.

    @property
    def used(self) -> bool:
        """Whether something stands in the form that was not there when it began."""
        return self.is_open and self._read and self.entry != self._begun

    def open(self, wanted: object) -> None:
        """Come up for what is wanted; a form that is in use stays as it is."""
        if self.used:
            self.appear(self.first)
            return
        self._wanted, self._read = wanted, False
        self._desk.ask(self, self.reading(wanted), self._on_read, key="form", failed=self._on_read_failed)

    def save(self) -> None:
        """Save what is typed, if nothing is wrong with it."""
        if self._saving or not self._read:
            return
        self._saving = True
        self._desk.ask(self, self.writing(), self._on_saved, failed=self._on_refused)

    def leave(self) -> None:
        """Close; what was typed stays as a draft."""
        if self._saving:
            return
        used, entry = self.used, self.entry
        self.keep()
        self.vanish()
        if used:
            self._desk.offered.emit(
                _("Kept as a draft."), _("Go on"), partial(self._reopen, self._wanted, self.about(), entry)
            )

    def keep(self) -> None:
        """Save the draft if something was typed since."""
        self._keep_soon.stop()
        if self._needs_keeping():
            keep = partial(keep_form, kind=self._kind, about=self.about(), entry=self.entry)
            self._kept = self.entry
            self._desk.ask(self, keep, _nothing)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say_state()

    def add(self, name: str, caption: str, editor: QWidget, line: QBoxLayout | None = None) -> Field:
        """Add a field; `name` is what faults call it. It stands below the others, or in a `line`."""
        field = self.fields[name] = Field(caption, editor)
        if line is None:
            self.column.addWidget(field)
        else:
            line.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        return field

    def line(self) -> QHBoxLayout:
        """Add a line for fields that stand beside each other."""
        line = QHBoxLayout()
        line.setSpacing(12)
        self.column.addLayout(line)
        return line

    def show_errors(self, errors: Iterable[AppError]) -> None:
        """Say what is wrong beside each field, with the focus on the first; what is of no field at the foot."""
        by_field: dict[str, list[AppError]] = {}
        for error in errors:
            by_field.setdefault(error.field if isinstance(error, FieldError) else "", []).append(error)
        for name, field in self.fields.items():
            field.show_errors(by_field.pop(name, []))
        wrong = self.faulty
        self._say_state()
        if by_field:
            self.state.setText(" ".join(str(error) for rest in by_field.values() for error in rest))
        if wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edited(self, *_args: object) -> None:
        if self.isVisible() and not self._keep_soon.isActive():
            self._keep_soon.start()

    def _on_read(self, form: Any) -> None:
        self._saving, self._kept = False, None
        entry = self.offer(form)
        self.show_errors(())
        self.show_entry(entry)
        self._begun, self._read = self.entry, True
        self.appear(self.first)
        self._desk.ask(self, partial(kept_form, kind=self._kind, entry=self._entry_class), self._on_draft)

    def _on_read_failed(self, error: AppError) -> None:
        self.vanish()
        self._desk.failed.emit(error)

    def _on_draft(self, kept: KeptForm | None) -> None:
        if kept is not None and kept.about == self.about() and self.is_open and not self.used:
            self.show_entry(kept.entry)
            self._kept = self.entry
            self._say_state()

    def _on_discard_clicked(self) -> None:
        used, entry = self.used, self.entry
        self._forget()
        self.vanish()
        if used:
            self._desk.offered.emit(
                _("Discarded."), _("Undo"), partial(self._reopen, self._wanted, self.about(), entry)
            )

    def _on_saved(self, answer: Any) -> None:
        self._saving = False
        self._forget()
        self.vanish()
        if answer.mutations:
            self._desk.book_changed.emit()
            self._desk.offered.emit(self.saved(answer), _("Undo"), partial(self._take_back, answer.mutations))

    def _on_refused(self, error: AppError) -> None:
        self._saving = False
        if isinstance(error, IssuesError):
            self.show_errors(error.issues)
        else:
            self._desk.failed.emit(error)

    def _on_crashed(self, _error: BaseException) -> None:
        self._saving = False  # whatever it was, the form must not be stuck

    def _on_closing(self) -> None:
        """Keep what was typed last: nobody else uses the book now, and no job is run any more."""
        self._keep_soon.stop()
        if self._needs_keeping():
            keep_form(self._desk.book, self._kind, self.about(), self.entry)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.told.emit(_("Taken back."))

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _reopen(self, wanted: object, about: str, entry: Any) -> None:
        """Go on with what was typed before."""
        keep = partial(keep_form, kind=self._kind, about=about, entry=entry)
        self._desk.ask(self, keep, partial(self._on_kept_again, wanted))

    def _on_kept_again(self, wanted: object, _nothing: None) -> None:
        self.open(wanted)

    def _needs_keeping(self) -> bool:
        return self.used and not self._saving and self.entry != self._kept

    def _forget(self) -> None:
        self._keep_soon.stop()
        self._begun, self._read = self.entry, False
        self._desk.ask(self, partial(forget_form, kind=self._kind), _nothing)

    def _say_state(self) -> None:
        wrong = len(self.faulty)
        said = ngettext("{n} field needs attention", "{n} fields need attention", wrong) if wrong else ""
        self.state.setText(said or (_("From your draft.") if self._kept is not None else ""))


def _nothing(_answer: object) -> None:
    """Nothing follows."""
