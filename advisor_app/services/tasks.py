"""Tasks and all else that has a day: seen as a calendar or a list, written, settled, moved and cancelled."""

from dataclasses import dataclass, fields

from advisor_app.data import contacts, tasks
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers, sources
from advisor_app.data.reads import tasks as reads
from advisor_app.domain import promises
from advisor_app.domain.dates import day_of, from_day, from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank, Task
from advisor_app.domain.recurrence import moved, parse
from advisor_app.domain.task_check import TaskEntry, TaskRules, check
from advisor_app.domain.tasks import (
    CANCELLED,
    Item,
    Source,
    TaskCounts,
    TaskDays,
    TaskPage,
    TaskQuery,
    shifted,
)
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.task_rules import task_fields, task_rules

_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")
# What is typed → the fields of the record that it becomes.
_BECOMES = {
    "day": ("due_on", "starts_at", "ends_at", "repeats"),
    "time": ("starts_at", "ends_at"),
    "duration": ("ends_at",),
    "remind": ("remind_minutes",),
}


@dataclass(frozen=True, slots=True)
class TaskForm:
    """What a form for tasks needs to know."""

    policy: Policy
    bank: Bank
    today: int


@dataclass(frozen=True, slots=True)
class EditableTask:
    """A task as a form shows it for a change; `entry` masked."""

    item: Item
    entry: TaskEntry


def tasks_page(book: Book, query: TaskQuery, *, now: int | None = None) -> TaskPage:
    """Return a page of what is to be done, by day, or of what was settled, newest first.

    Raises InputError while the book is empty.
    """
    with book.store.read() as tx:
        bank, rules, today = _now(tx, now)
        items, following = reads.page(tx, query)
    return TaskPage(items, following, today, bank, rules.policy)


def task_days(book: Book, first: int, last: int, *, most: int = 8, now: int | None = None) -> TaskDays:
    """Return what is on the days of a calendar, at most so many items of each. Raises InputError while it is empty."""
    with book.store.read() as tx:
        bank, rules, today = _now(tx, now)
        found = reads.days(tx, first, last, most)
    return TaskDays(found, today, bank, rules.policy)


def task_counts(book: Book, *, now: int | None = None) -> TaskCounts:
    """Return how much is overdue and how much is for today; nothing while the book is empty."""
    with book.store.read() as tx:
        try:
            _bank, _rules, today = _now(tx, now)
        except InputError:
            return TaskCounts(0, 0)
        return reads.counts(tx, today)


def task_form(book: Book, *, now: int | None = None) -> TaskForm:
    """Return what a form needs. Raises InputError while the book is empty."""
    with book.store.read() as tx:
        bank, rules, today = _now(tx, now)
    return TaskForm(rules.policy, bank, today)


def task_to_edit(book: Book, task_id: bytes) -> EditableTask:
    """Return a task for a change. Raises InputError if it is not in the book."""
    with book.store.read() as tx:
        return _editable(tx, task_id)


def add_task(book: Book, entry: TaskEntry, *, now: int | None = None) -> Edited:
    """Write a new task, or raise IssuesError with a FieldError for each fault and write nothing."""
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        with task_fields():
            found = check(entry, task_rules(tx, at))
        if entry.customer_id is not None and not customers.exists(tx, entry.customer_id):
            raise not_saved([FieldError(N_("A customer is not in your book."), field="customer_id")])
        return Edited((tasks.add(tx, book.store, found, at, customer_id=entry.customer_id),))


def edit_task(
    book: Book, shown: EditableTask, entry: TaskEntry, *, following: bool = False, now: int | None = None
) -> Edited:
    """Change what differs between an entry and what was shown; of a series this one alone, or all `following` too.

    Raises IssuesError with a FieldError for each fault, also for a field that sync has changed meanwhile.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        present, rules = _editable(tx, shown.item.id), task_rules(tx, at)
        names = [field.name for field in fields(entry) if field.name != "customer_id"]
        touched = [name for name in names if getattr(entry, name) != getattr(shown.entry, name)]
        overtaken = [name for name in touched if getattr(present.entry, name) != getattr(shown.entry, name)]
        if overtaken:
            message = N_("This was changed elsewhere meanwhile. Close the form and open it again.")
            raise not_saved([FieldError(message, field=name) for name in overtaken])
        with task_fields():
            found = check(entry, rules, shown.entry)
        written = {name for field in touched for name in _BECOMES.get(field, (field,))}
        values = {name: getattr(found, name) for name in written}
        task = _task(tx, shown.item.id)
        if not values:
            return Edited(())
        if task.repeats and not following and "repeats" not in touched:
            return Edited(tuple(tasks.detach(tx, book.store, task, values, at, rules.time_zone)))
        if task.repeats and "day" in touched and "repeats" not in touched:
            values["repeats"] = moved(parse(task.repeats), task.due_on, found.due_on).text
        return Edited(tuple(tasks.change(tx, book.store, task.id, values, "edit")))


def settle_item(
    book: Book, source: Source, row_id: bytes, *, contact: bytes | None = None, now: int | None = None
) -> Edited:
    """Say that something is done, perhaps by a contact; of a series the next is made.

    A promise is kept with it, an opportunity has no next step any more. Raises InputError if it is not in the book.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        bank, _rules, today = _now(tx, at)
        if source is Source.TASK:
            task = _task(tx, row_id)
            if task.status is not None:
                raise InputError(N_("This is settled already."))
            return Edited(tuple(tasks.settle(tx, book.store, task, at, bank.time_zone, by=contact)))
        if source is Source.PROMISE:
            values = {"outcome": promises.KEPT, "settled_on": today}
            return Edited(tuple(contacts.change(tx, book.store, "promises", row_id, values, "promise.kept")))
        step = {"next_step": None, "next_step_on": None}
        return Edited(
            tuple(contacts.change(tx, book.store, "opportunities", row_id, step, "opportunity.step"))
        )


def reopen_task(book: Book, task_id: bytes) -> Edited:
    """Let a task that was done or cancelled be open again. Raises InputError if it is not in the book."""
    with book.store.write() as tx:
        return Edited(tuple(tasks.reopen(tx, book.store, _task(tx, task_id).id)))


def cancel_task(book: Book, task_id: bytes, *, series: bool = False, now: int | None = None) -> Edited:
    """Cancel a task: of a series this one alone (the next is made), or all that would follow.

    Raises InputError if it is not in the book or settled already.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        bank, _rules, _today = _now(tx, at)
        task = _task(tx, task_id)
        if task.status is not None:
            raise InputError(N_("This is settled already."))
        if series:
            return Edited(tuple(tasks.end(tx, book.store, task, at)))
        return Edited(tuple(tasks.settle(tx, book.store, task, at, bank.time_zone, status=CANCELLED)))


def move_item(book: Book, source: Source, row_id: bytes, day: int, *, now: int | None = None) -> Edited:
    """Let something be for another day, at the same time; of a series this one alone.

    Raises InputError for a promise (its day was told to the customer), for a day that has passed or is too far ahead.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        bank, rules, today = _now(tx, at)
        if source is Source.PROMISE:
            raise InputError(
                N_("The customer was told that day."),
                what_to_do=N_("Tell the customer, withdraw the promise and make another."),
            )
        if day < today:
            raise InputError(N_("That day has passed."))
        if day > today + rules.policy.tasks.ahead_days:
            raise InputError(N_("That is more than {days} days ahead."), days=rules.policy.tasks.ahead_days)
        if source is Source.STEP:
            step = {"next_step_on": day}
            return Edited(
                tuple(contacts.change(tx, book.store, "opportunities", row_id, step, "opportunity.step"))
            )
        task = _task(tx, row_id)
        if task.status is not None:
            raise InputError(N_("This is settled already."))
        later = day - task.due_on
        values = {
            "due_on": day,
            "starts_at": shifted(task.starts_at, later, bank.time_zone),
            "ends_at": shifted(task.ends_at, later, bank.time_zone),
        }
        if later == 0:
            return Edited(())
        if task.repeats:
            return Edited(tuple(tasks.detach(tx, book.store, task, values, at, bank.time_zone)))
        return Edited(tuple(tasks.change(tx, book.store, task.id, values, "move")))


def _now(tx: Transaction, now: int | None) -> tuple[Bank, TaskRules, int]:
    rules = task_rules(tx, utc_now() if now is None else now)
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    return bank, rules, day_of(rules.now, rules.time_zone)


def _task(tx: Transaction, task_id: bytes) -> Task:
    task = reads.task(tx, task_id)
    if task is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    return task


def _editable(tx: Transaction, task_id: bytes) -> EditableTask:
    item = reads.get(tx, Source.TASK, task_id)
    if item is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    bank, _rules, _today = _now(tx, None)
    time = duration = ""
    if item.starts_at is not None:
        time = f"{from_instant(item.starts_at, bank.time_zone):%H:%M}"
        if item.ends_at is not None:
            duration = str((item.ends_at - item.starts_at) // 60_000_000)
    entry = TaskEntry(
        customer_id=item.customer_id,
        kind=item.kind,
        title=item.title,
        note=item.note or "",
        place=item.place or "",
        day=from_day(item.due_on).isoformat(),
        time=time,
        duration=duration,
        remind="" if item.remind_minutes is None else str(item.remind_minutes),
        repeats=item.repeats or "",
    )
    return EditableTask(item, entry)
