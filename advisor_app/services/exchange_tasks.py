"""Tasks to and from other calendars, as `.ics` files.

An event is known by its name (UID), so that the same file again changes nothing; what was changed in the other
calendar is changed here. Our own tasks are known by their ids.
"""

from dataclasses import dataclass, field
from pathlib import Path

from advisor_app import words
from advisor_app.data import tasks as data
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.files import write_atomically
from advisor_app.data.reads import policies, sources
from advisor_app.data.reads import tasks as reads
from advisor_app.domain.dates import from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank, Task
from advisor_app.domain.recurrence import parse
from advisor_app.domain.task_check import TaskFields
from advisor_app.domain.tasks import BY_CALENDAR, Item, Source, TaskQuery
from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services import calendar_file
from advisor_app.services.calendar_file import OWN, Event, Reject
from advisor_app.services.open_book import Book

_MOST = 10_000
_TYPED = ("title", "note", "place")
_TIMES = ("due_on", "starts_at", "ends_at", "repeats")
_KINDS = {Source.PROMISE: N_("Promise"), Source.STEP: N_("Next step")}


@dataclass
class ImportedTasks:
    """What became of the events of a file; `past` ones are over, and not taken over. `mutations` undo it."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    past: int = 0
    rejects: list[Reject] = field(default_factory=list)
    mutations: list[bytes] = field(default_factory=list)


def export_tasks(book: Book, path: Path, *, now: int | None = None) -> int:
    """Write all that is open to a calendar file, words as they are shown, and return how much; it is logged first.

    The names of customers stay in the book. Raises UnavailableError for a place that cannot be written to.
    """
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        bank, policy = _rules(tx)
        items, _next = reads.page(tx, TaskQuery(limit=_MOST))
        named = [(item, _uid(tx, item), _kind(item, policy)) for item in items]
    content = calendar_file.written(named, bank.time_zone, at)
    with book.store.write() as tx:
        book.store.audit.append(tx, "tasks.export")
    try:
        write_atomically(path, content)
    except OSError:
        raise UnavailableError(
            N_("The file cannot be written to {folder}."),
            folder=path.parent,
            what_to_do=N_("Choose a folder that you may write to."),
        ) from None
    return len(named)


def import_tasks(book: Book, path: Path, *, now: int | None = None) -> ImportedTasks:
    """Take the events of a calendar file over as tasks, each whole or not at all, and say what became of them.

    Raises InputError for a file that is no calendar, UnavailableError for one that cannot be read.
    """
    at = utc_now() if now is None else now
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnavailableError(
            N_("The file {path} cannot be read ({reason})."), path=path, reason=error.strerror or ""
        ) from None
    with book.store.write() as tx:
        bank, policy = _rules(tx)
        done = ImportedTasks()
        for found in calendar_file.read(content, bank.time_zone, at, _appointment(policy)):
            if isinstance(found, Reject):
                done.rejects.append(found)
            else:
                _take(tx, book, found, done, bank.time_zone, at)
        done.mutations.reverse()
        return done


def _take(tx: Transaction, book: Book, event: Event, done: ImportedTasks, time_zone: str, now: int) -> None:
    known = _known(tx, event.uid)
    if known is None and (event.past or event.cancelled):
        done.past += 1
    elif known is None:
        uid = event.uid
        done.mutations.append(data.add(tx, book.store, event.fields, now, origin=BY_CALENDAR, uid=uid))
        done.new += 1
    elif known.status is not None:
        done.unchanged += 1
    elif event.cancelled:
        done.mutations += reversed(data.end(tx, book.store, known, now))
        done.changed += 1
    else:
        made = data.change(tx, book.store, known.id, _changes(known, event, time_zone), "import")
        done.mutations += made
        done.changed += bool(made)
        done.unchanged += not made


def _changes(known: Task, event: Event, time_zone: str) -> dict[str, object]:
    """Return what a task becomes by an event that it came from, or became.

    A series that goes on as it did stays at the day that it is at. A note that a calendar lost is kept.
    """
    fields = event.fields
    values: dict[str, object] = {name: getattr(fields, name) for name in _TYPED if getattr(fields, name)}
    if event.past or _same_series(known, fields, time_zone):
        return values
    return values | {name: getattr(fields, name) for name in _TIMES}


def _same_series(known: Task, fields: TaskFields, time_zone: str) -> bool:
    if known.repeats is None or fields.repeats is None:
        return False
    rules = [parse(text) for text in (known.repeats, fields.repeats)]
    counted = [rule.text.replace(f";COUNT={rule.count}", "") for rule in rules]
    clocks = [
        None if at is None else f"{from_instant(at, time_zone):%H:%M}"
        for at in (known.starts_at, fields.starts_at)
    ]
    lengths = [
        None if end is None or begin is None else end - begin
        for begin, end in ((known.starts_at, known.ends_at), (fields.starts_at, fields.ends_at))
    ]
    return counted[0] == counted[1] and clocks[0] == clocks[1] and lengths[0] == lengths[1]


def _known(tx: Transaction, uid: str) -> Task | None:
    """Return the task that an event is here: one of our own, or the newest that came under its name."""
    if uid.endswith(OWN):
        try:
            return reads.task(tx, bytes.fromhex(uid.removesuffix(OWN)))
        except ValueError:
            return None
    return reads.by_uid(tx, uid)


def _uid(tx: Transaction, item: Item) -> str:
    task = reads.task(tx, item.id) if item.source is Source.TASK else None
    return task.uid if task and task.uid else item.id.hex() + OWN


def _kind(item: Item, policy: Policy) -> str:
    if item.source in _KINDS:
        return _(_KINDS[item.source])
    return words.code({kind.code: kind.name for kind in policy.tasks.kinds}, item.kind) or item.kind


def _appointment(policy: Policy) -> str:
    """Return the kind of what comes from a calendar: the one that asks for nothing of a customer."""
    return next((kind.code for kind in policy.tasks.kinds if not kind.contact), policy.tasks.kinds[0].code)


def _rules(tx: Transaction) -> tuple[Bank, Policy]:
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    return bank, policies.in_force(tx)
