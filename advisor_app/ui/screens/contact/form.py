"""The fields of a contact: they hold what is typed, whatever it is, and say beside each what is wrong with it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.policy.contacts import NoteTemplate
from advisor_app.errors import AppError, FieldError
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_form import ContactForm, apply_template
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.event_entries import DRAWINGS
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.call_field import CallField
from advisor_app.ui.screens.contact.chips import CodeChips
from advisor_app.ui.screens.contact.customers_field import CustomersField
from advisor_app.ui.screens.contact.dropped import Taken
from advisor_app.ui.screens.contact.fields import Field, NoteField, SpokenDay, options, put
from advisor_app.ui.screens.contact.file_drop import let_files_through
from advisor_app.ui.screens.contact.files_field import FilesField
from advisor_app.ui.screens.contact.light_line import LightLine
from advisor_app.ui.screens.contact.promises_field import PromisesField
from advisor_app.ui.screens.contact.recommends_field import RecommendsField
from advisor_app.ui.screens.contact.rows import lay_out
from advisor_app.ui.screens.contact.settle_field import SettleField
from advisor_app.ui.screens.contact.spoken import day_hint, duration_hint, time_hint
from advisor_app.ui.screens.contact.templates import TemplatesButton
from advisor_app.ui.widgets.choice import Choice

_DIRECTIONS = {"out": "arrow-up-right", "in": "arrow-down-left"}
_NOTE_LINES, _LEAST_LETTERS = (3, 10), 4
_TYPED = ("day", "time", "duration", "participants", "next_step", "next_step_on")


class ContactFields(QWidget):
    """All that a contact is recorded with. `over` is what panels of these fields may lie on."""

    edited = Signal(str)
    """A field, named as in `ContactEntry`, was changed by hand."""
    customer_added = Signal(bytes)
    customer_removed = Signal(bytes)

    def __init__(self, desk: Desk, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ContactEntry()  # what no field shows: the line and the reason
        self._form: ContactForm | None = None
        self.customers = CustomersField(desk, over)
        self.channel, self.direction = CodeChips(DRAWINGS), CodeChips(_DIRECTIONS, in_line=True)
        self.purpose, self.outcome = Choice(), Choice()
        for choice in (self.purpose, self.outcome):  # long names must not make the form wider than its place
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_LEAST_LETTERS)
        self.note = NoteField(*_NOTE_LINES)
        self.day, self.next_step_on = SpokenDay(), SpokenDay()
        self.time, self.duration, self.participants, self.next_step = (QLineEdit() for _ in range(4))
        self.promises, self.files, self.recommends = PromisesField(), FilesField(), RecommendsField()
        self.light, self.call, self.settle = LightLine(desk), CallField(), SettleField(desk)
        self.templates = TemplatesButton()
        self.fields = {
            "customers": Field(N_("Customers"), self.customers),
            "channel": Field(N_("Channel"), self.channel),
            "direction": Field(N_("Direction"), self.direction),
            "purpose": Field(N_("Purpose"), self.purpose),
            "outcome": Field(N_("Outcome"), self.outcome),
            "call_outcome": Field(N_("Outcome of the call"), self.call),
            "recommends": Field(N_("Recommendation"), self.recommends),
            "note": Field(N_("Note"), self.note),
            "settle": Field(N_("Done with this"), self.settle),
            "day": Field(N_("Day"), self.day),
            "time": Field(N_("Time"), self.time),
            "duration": Field(N_("Duration"), self.duration),
            "next_step": Field(N_("Next step"), self.next_step),
            "next_step_on": Field(N_("On the day"), self.next_step_on),
            "participants": Field(N_("Participants"), self.participants),
            "promises": Field(N_("Promises"), self.promises),
            "files": Field(N_("Files"), self.files),
        }
        self.fields["settle"].hide()  # until there is something to be done
        self._lay_out()
        self._wire()

    @property
    def entry(self) -> ContactEntry:
        """What stands in the fields."""
        typed: dict[str, Any] = {name: self._line(name).text() for name in _TYPED}
        return replace(
            self._kept,
            customers=self.customers.ids,
            channel=self.channel.value,
            direction=self.direction.value,
            purpose=self.purpose.value or "",
            outcome=self.outcome.value or "",
            call_outcome=self.call.chosen,
            call_reason=self.call.reason.text(),
            note=self.note.toPlainText(),
            promises=self.promises.promises,
            files=self.files.files,
            recommends=self.recommends.recommends,
            product_id=self.recommends.product_id,
            settle=self.settle.chosen,
            **typed,
        )

    def offer(self, form: ContactForm) -> None:
        """Offer what the bank's rules have to choose from, and read days by today."""
        if form == self._form:
            return
        self._form = form
        self.day.today = self.next_step_on.today = self.promises.today = form.today
        self.channel.offer(form.policy.codes.contact_channels)
        self.direction.offer({code: form.policy.codes.contact_directions[code] for code in _DIRECTIONS})
        self.recommends.offer(form.products)
        self.call.offer(form.policy.calls.outcomes)
        self.files.take_only(form.policy.contacts.attachment_types)
        self.templates.offer(form.policy.contacts.templates)
        self._name()
        self._show_hints()

    def show_entry(self, entry: ContactEntry) -> None:
        """Show an entry without telling anybody; what stands there already keeps its cursor."""
        before = self.entry
        self.blockSignals(True)
        self._kept = entry
        self.customers.show_customers(entry.customers)
        self.channel.choose(entry.channel)
        self.direction.choose(entry.direction)
        self._choose(entry)
        put(self.note, entry.note)
        for name in _TYPED:
            put(self._line(name), getattr(entry, name))
        self.promises.show_promises(entry.promises)
        self.files.show_files(entry.files)
        self.recommends.show_recommended(entry.product_id, recommends=entry.recommends)
        self.call.show_call(entry.call_outcome, entry.call_reason)
        self.fields["call_outcome"].setVisible(entry.call_id is not None)
        for name, field in self.fields.items():
            if field.errors and getattr(before, name) != getattr(entry, name):
                field.show_errors([])
        self.settle.show_tasks(entry.customers, entry.settle)
        self._show_hints()
        self.light.judge(entry)
        self.blockSignals(False)

    def show_taken(self, taken: Taken) -> None:
        """Say what of files was not taken, and why."""
        files = self.fields["files"]
        files.show_errors(list(taken.errors))
        names = _(", ").join(taken.left_out)
        files.show_hint(_("Left out of the e-mail: {names}", names=names) if names else "")

    def lock(self, *, locked: bool) -> None:
        """Let everything be read only, or be typed into again."""
        self.note.setReadOnly(locked)
        for name in _TYPED:
            self._line(name).setReadOnly(locked)
        for widget in (
            *(self.channel, self.direction, self.purpose, self.outcome, self.call),
            *(self.recommends, self.templates),
        ):
            widget.setEnabled(not locked)
        for name in ("promises", "files"):
            self.fields[name].setVisible(not locked)

    def show_errors(self, errors: Sequence[AppError]) -> QWidget | None:
        """Say beside each field what is wrong with it, and return the first that is wrong, to type in."""
        of_field: dict[str, list[FieldError]] = {}
        for error in self.light.take(errors):
            if isinstance(error, FieldError):
                name = error.field.partition("[")[0]
                of_field.setdefault(_SHOWN_IN.get(name, name), []).append(error)
        first: QWidget | None = None
        for name, field in self.fields.items():
            wrong = of_field.get(name, [])
            field.show_errors(list(wrong))
            inner = field.editor.show_errors(wrong) if isinstance(field.editor, _IN_ROWS) else None
            if wrong and first is None:
                first = inner or field.editor
        return first or (self.purpose if self.light.is_refused else None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()
            self._show_hints()

    def _on_edited(self, name: str, *_value: object) -> None:
        field = self.fields[_SHOWN_IN.get(name, name)]
        if field.errors and not self.signalsBlocked():
            field.show_errors([])
        self._show_hints()
        if name == "customers":
            self.settle.show_tasks(self.customers.ids, self.settle.chosen)
        self.light.judge(self.entry)
        self.edited.emit(name)

    def _on_template_chosen(self, template: NoteTemplate) -> None:
        before = self.entry
        after = apply_template(before, template, current_language())
        self.show_entry(after)
        for name in ("note", "channel", "purpose"):
            if getattr(before, name) != getattr(after, name):
                self._on_edited(name)
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, name: str) -> QLineEdit:
        return cast(QLineEdit, getattr(self, name))

    def _choose(self, entry: ContactEntry) -> None:
        """Choose purpose and outcome, also codes that the bank's list does not have any more."""
        if self._form is None:
            return
        codes = self._form.policy.codes
        for choice, names, value in (
            (self.purpose, codes.contact_purposes, entry.purpose),
            (self.outcome, codes.contact_outcomes, entry.outcome),
        ):
            offered = options(names, value)
            if offered != [
                (choice.itemData(place), choice.itemText(place)) for place in range(choice.count())
            ]:
                choice.offer(offered)
            choice.choose(value)

    def _name(self) -> None:
        if self._form is not None:
            entry = replace(
                self._kept,
                purpose=self._kept.purpose if self.purpose.value is None else self.purpose.value,
                outcome=self._kept.outcome if self.outcome.value is None else self.outcome.value,
            )
            self._choose(entry)

    def _show_hints(self) -> None:
        today = self.day.today
        if not today:
            return
        for name, hint in (
            ("day", day_hint(self.day.text(), today)),
            ("time", time_hint(self.time.text())),
            ("duration", duration_hint(self.duration.text())),
            ("next_step_on", day_hint(self.next_step_on.text(), today)),
        ):
            self.fields[name].show_hint(hint)

    def _lay_out(self) -> None:
        say(self.note.setPlaceholderText, N_("What was spoken of"))
        say(self.day.setPlaceholderText, N_("today"))
        say(self.time.setPlaceholderText, N_("now"))
        say(self.duration.setPlaceholderText, N_("minutes"))
        say(self.participants.setPlaceholderText, N_("Who else was there"))
        say(self.next_step.setPlaceholderText, N_("What is to be done next"))
        say(self.next_step_on.setPlaceholderText, N_("tomorrow, next Monday …"))
        for field in (self.note, self.customers.search, *(self._line(name) for name in _TYPED)):
            let_files_through(field)
        self.fields["note"].head.addWidget(self.templates)
        lay_out(self, self.fields, {"recommends": self.light})

    def _wire(self) -> None:
        for signal, name in (
            (self.channel.chosen, "channel"),
            (self.direction.chosen, "direction"),
            (self.purpose.chosen, "purpose"),
            (self.outcome.chosen, "outcome"),
            (self.note.textChanged, "note"),
            (self.promises.edited, "promises"),
            (self.files.edited, "files"),
            (self.settle.edited, "settle"),
            (self.customers.added, "customers"),
            (self.customers.removed, "customers"),
            *((self._line(typed).textChanged, typed) for typed in _TYPED),
        ):
            signal.connect(partial(self._on_edited, name))
        for inner in (self.recommends, self.call):
            inner.edited.connect(self._on_edited)
        self.settle.known.connect(self.fields["settle"].setVisible)
        self.customers.added.connect(self.customer_added)
        self.customers.removed.connect(self.customer_removed)
        self.templates.chosen.connect(self._on_template_chosen)


_SHOWN_IN = {"product_id": "recommends", "call_reason": "call_outcome"}
_IN_ROWS = (PromisesField, FilesField)
