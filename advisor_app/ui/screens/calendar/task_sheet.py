"""The form of a task: what, for whom, when, how often, and when it reminds."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from advisor_app.domain.dates import from_day
from advisor_app.domain.recurrence import RuleError, anchored, parse
from advisor_app.domain.spoken_dates import day_of
from advisor_app.domain.task_check import TaskEntry
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.tasks import (
    EditableTask,
    TaskForm,
    add_task,
    cancel_task,
    edit_task,
    task_form,
    task_to_edit,
)
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import DRAWINGS, repeats_text
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.wanted import TaskWanted
from advisor_app.ui.screens.contact.chips import CodeChips
from advisor_app.ui.screens.contact.customers_field import CustomersField
from advisor_app.ui.screens.contact.fields import NoteField, SpokenDay, put
from advisor_app.ui.screens.contact.spoken import day_hint, duration_hint, time_hint
from advisor_app.ui.screens.form_sheet import FormSheet
from advisor_app.ui.widgets.choice import Choice

_REPEATS = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=3",
    "FREQ=YEARLY",
)
_LINES = (2, 8)
_UNBOUND = 16_777_215  # Qt's own widest


class TaskSheet(FormSheet):
    """The panel in which one task is made or changed."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(desk, N_("Task"), "list-todo", area, "task", TaskEntry)
        self._form: TaskForm | None = None
        self._editable: EditableTask | None = None
        self._customer: bytes | None = None
        self.title_field, self.place, self.time, self.duration = (QLineEdit() for _each in range(4))
        self.kind, self.day, self.note = CodeChips(DRAWINGS), SpokenDay(), NoteField(*_LINES)
        self.customer = CustomersField(desk, self.panel)
        self.repeats, self.remind, self.scope = Choice(), Choice(), Choice()
        self.cancel_button = QPushButton()
        self.cancel_button.setProperty("kind", "quiet")
        say(self.cancel_button.setText, N_("Cancel the task"))
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        self.foot.insertWidget(0, self.cancel_button)
        self._make_fields()
        self._wire()

    @property
    def entry(self) -> TaskEntry:
        """What is typed."""
        return TaskEntry(
            customer_id=self._customer,
            kind=self.kind.value,
            title=self.title_field.text(),
            note=self.note.toPlainText(),
            place=self.place.text(),
            day=self.day.text(),
            time=self.time.text(),
            duration=self.duration.text(),
            remind=self.remind.value or "",
            repeats=self.repeats.value or "",
        )

    @property
    def first(self) -> QWidget:
        """What is to be done is typed first."""
        return self.title_field

    def show_entry(self, entry: TaskEntry) -> None:
        """Let the fields hold an entry."""
        self._customer = entry.customer_id
        self.customer.show_customers((entry.customer_id,) if entry.customer_id else ())
        self.kind.choose(entry.kind)
        self._offer_choices(entry)
        self.repeats.choose(entry.repeats)
        self.remind.choose(entry.remind)
        for field, text in (
            (self.title_field, entry.title),
            (self.place, entry.place),
            (self.day, entry.day),
            (self.time, entry.time),
            (self.duration, entry.duration),
            (self.note, entry.note),
        ):
            put(field, text)
        self._show_hints()

    def reading(self, wanted: TaskWanted) -> Callable[[Book], Any]:
        """Read the rules, and the task that is to be changed."""
        return partial(_read, task_id=wanted.task_id)

    def offer(self, form: tuple[TaskForm, EditableTask | None]) -> TaskEntry:
        """Work by the rules; a new task is for the day and customer that it was asked for."""
        self._form, self._editable = form
        self.day.today = self._form.today
        policy = self._form.policy.tasks
        self.kind.offer({kind.code: kind.name for kind in policy.kinds})
        series = self._editable is not None and self._editable.item.repeats is not None
        self.fields["scope"].setVisible(series)
        self.scope.choose("one")
        self.cancel_button.setVisible(self._editable is not None and self._editable.item.status is None)
        self.save_button.setEnabled(self._editable is None or self._editable.item.status is None)
        item = self._editable.item if self._editable else None
        self.customer.fix(fixed=item is not None)
        self.fields["customer_id"].setVisible(item is None or item.customer_id is not None)
        self._say_title()
        if self._editable is not None:
            return self._editable.entry
        wanted: TaskWanted = self._wanted
        day = "" if wanted.day is None else from_day(wanted.day).isoformat()
        return TaskEntry(wanted.customer_id, policy.kinds[0].code, day=day, remind="0")

    def writing(self) -> Callable[[Book], Edited]:
        """Save the task."""
        if self._editable is None:
            return partial(add_task, entry=self.entry)
        following = self.scope.value == "following"
        return partial(edit_task, shown=self._editable, entry=self.entry, following=following)

    def saved(self, _answer: Edited) -> str:
        """Say what was saved."""
        title = " ".join(self.title_field.text().split())
        if self._editable is None:
            return _("Planned: {title}", title=title)
        return _("Changed: {title}", title=title)

    def about(self) -> str:
        """Return which task is changed."""
        return self._editable.item.id.hex() if self._editable else ""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._form is not None:
            self._offer_choices(self.entry)
            self._say_title()
            self._show_hints()

    def _on_changed(self, *_args: object) -> None:
        self._show_hints()
        self._on_edited()

    def _on_customer_added(self, key: bytes) -> None:
        self._customer = key
        self.customer.show_customers((key,))  # a task is for one customer
        self._on_edited()

    def _on_customer_removed(self, _key: bytes) -> None:
        self._customer = None
        self._on_edited()

    def _on_cancel_clicked(self) -> None:
        if self._editable is None:
            return
        series = self.scope.value == "following" and self._editable.item.repeats is not None
        service = partial(cancel_task, task_id=self._editable.item.id, series=series)
        self._desk.ask(self, service, self._on_cancelled)

    def _on_cancelled(self, edited: Edited) -> None:
        title = self._editable.item.title if self._editable else ""
        self._forget()
        self.vanish()
        self._desk.book_changed.emit()
        told = _("Cancelled: {title}", title=title)
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, edited.mutations))

    def _offer_choices(self, entry: TaskEntry) -> None:
        """Offer how often and how long before; also what the list does not have."""
        if self._form is None:
            return
        day = day_of(entry.day, self._form.today) if entry.day.strip() else self._form.today
        rules = [_anchored(text, self._form.today if day is None else day) for text in _REPEATS]
        own = [entry.repeats] if entry.repeats and entry.repeats not in rules else []
        self.repeats.offer(
            [("", _("does not repeat")), *((text, repeats_text(text)) for text in rules + own)]
        )
        minutes = [str(each) for each in self._form.policy.tasks.remind_minutes]
        own = [entry.remind] if entry.remind and entry.remind not in minutes else []
        self.remind.offer([("", _("no reminder")), *((text, _before(text)) for text in minutes + own)])
        self.scope.offer([("one", _("This one alone")), ("following", _("This one and all that follow"))])

    def _show_hints(self) -> None:
        if self._form is None:
            return
        self.fields["day"].show_hint(day_hint(self.day.text(), self._form.today))
        self.fields["time"].show_hint(time_hint(self.time.text()))
        self.fields["duration"].show_hint(duration_hint(self.duration.text()))

    def _say_title(self) -> None:
        item = self._editable.item if self._editable else None
        self.title.setText(_("New task") if item is None else _("Task"))
        known = (item.customer or item.number or "") if item else ""
        settled = _("settled") if item is not None and item.status is not None else ""
        self.subtitle.setText(" · ".join(part for part in (known, settled) if part))

    def _make_fields(self) -> None:
        for field, text in (
            (self.day, N_("today")),
            (self.time, N_("whole day")),
            (self.duration, N_("minutes")),
        ):
            say(field.setPlaceholderText, text)
        self.add("title", N_("What is to be done"), self.title_field)
        self.add("kind", N_("Kind"), self.kind)
        self.add("customer_id", N_("Customer"), self.customer)
        when: QHBoxLayout = self.line()
        self.add("day", N_("Day"), self.day, when)
        self.add("time", N_("Time"), self.time, when)
        self.add("duration", N_("Duration"), self.duration, when)
        for name in ("day", "time", "duration"):
            when.setAlignment(
                self.fields[name], Qt.AlignmentFlag.AlignTop
            )  # what is said below one moves no other
        for choice in (self.repeats, self.remind):
            choice.setMaximumWidth(_UNBOUND)
        how: QHBoxLayout = self.line()
        self.add("repeats", N_("Repeats"), self.repeats, how)
        self.add("remind", N_("Reminds"), self.remind, how)
        self.add("place", N_("Place"), self.place)
        self.add("note", N_("Note"), self.note)
        self.add("scope", N_("Change"), self.scope)
        self.column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.title_field, self.place, self.day, self.time, self.duration):
            line.textChanged.connect(self._on_changed)
        self.note.textChanged.connect(self._on_changed)
        self.kind.chosen.connect(self._on_changed)
        for choice in (self.repeats, self.remind, self.scope):
            choice.chosen.connect(self._on_changed)
        self.customer.added.connect(self._on_customer_added)
        self.customer.removed.connect(self._on_customer_removed)


def _read(book: Book, task_id: bytes | None) -> tuple[TaskForm, EditableTask | None]:
    return task_form(book), None if task_id is None else task_to_edit(book, task_id)


def _anchored(text: str, day: int) -> str:
    try:
        return anchored(parse(text), day).text
    except RuleError:
        return text


def _before(text: str) -> str:
    """Return in words how long before it begins a task reminds."""
    minutes = int(text) if text.isdecimal() else 0
    if not minutes:
        return _("when it begins")
    if minutes % (24 * 60) == 0:
        return ngettext("{n} day before", "{n} days before", minutes // (24 * 60))
    if minutes % 60 == 0:
        return ngettext("{n} hour before", "{n} hours before", minutes // 60)
    return ngettext("{n} minute before", "{n} minutes before", minutes)
