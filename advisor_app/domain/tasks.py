"""What is to be done on which day: tasks, promises to customers and the next steps of opportunities, seen as one.

A repeating task is one row at a time: when it is done or skipped the next one is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.dates import from_day, from_instant, to_instant
from advisor_app.domain.masking import MaskedText
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank, Task
from advisor_app.domain.recurrence import following, parse, spent

DONE, CANCELLED = "done", "cancelled"
BY_CONTACT, BY_SERIES, BY_CALENDAR = "contact", "series", "calendar"
"""What made a task, besides an advisor by hand: the next step of a contact, the one before it, a file."""


class Source(Enum):
    """What an item is: a task, a promise to a customer, the next step of an opportunity."""

    TASK = "task"
    PROMISE = "promise"
    STEP = "step"


class When(Enum):
    """Where an item stands on a day."""

    OVERDUE = "overdue"
    TODAY = "today"
    LATER = "later"
    SETTLED = "settled"


class Item(NamedTuple):
    """One thing to be done, as it is shown; words masked.

    `status` is None while it is open, "done" or "cancelled". `ahead`: it will be made when the one before it in its
    series is done; `id` is that one's. `pending`: head office does not have it yet.
    """

    source: Source
    id: bytes
    customer_id: bytes | None
    customer: str | None
    number: str | None
    kind: str
    title: MaskedText
    note: MaskedText | None
    place: MaskedText | None
    due_on: int
    starts_at: int | None
    ends_at: int | None
    remind_minutes: int | None
    repeats: str | None
    series_id: bytes | None
    interaction_id: bytes | None
    status: str | None
    settled_at: int | None
    made_at: int
    pending: bool
    ahead: bool = False

    def when(self, today: int) -> When:
        """Return where it stands on a day."""
        if self.status is not None:
            return When.SETTLED
        if self.due_on < today:
            return When.OVERDUE
        return When.TODAY if self.due_on == today else When.LATER

    @property
    def order(self) -> tuple[int, int, int, bytes]:
        """The order within lists: by day, what has no time first, then by time."""
        return (self.due_on, self.starts_at or 0, tuple(Source).index(self.source), self.id)


class TaskCursor(NamedTuple):
    """Where the next page begins: after the item with this order."""

    due_on: int
    starts_at: int
    source: int
    id: bytes


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """What a list of items shows: the open ones, or the settled ones; of one customer, of one kind, with a text."""

    settled: bool = False
    customer_id: bytes | None = None
    kind: str = ""
    text: str = ""
    first: int | None = None
    last: int | None = None
    after: TaskCursor | None = None
    limit: int = 60


class TaskPage(NamedTuple):
    """One page of a list; `next` is where the one after it begins, None at the end."""

    items: tuple[Item, ...]
    next: TaskCursor | None
    today: int
    bank: Bank
    policy: Policy


class DayItems(NamedTuple):
    """The first items of a day, and how many there are and are open in all."""

    items: tuple[Item, ...]
    total: int
    open: int


class TaskDays(NamedTuple):
    """What is on the days of a calendar; days with nothing are left out."""

    days: Mapping[int, DayItems]
    today: int
    bank: Bank
    policy: Policy


class TaskCounts(NamedTuple):
    """How much is overdue, and how much is for today."""

    overdue: int
    today: int


def next_of(task: Task, made_at: int, time_zone: str, key: bytes) -> Task | None:
    """Return the task (with the id `key`) that follows one in its series, None where that ends or is none.

    It is at the same time of the day by local clocks.
    """
    if task.repeats is None:
        return None
    rule = parse(task.repeats)
    due_on = following(rule, task.due_on)
    if due_on is None:
        return None
    later = due_on - task.due_on
    return task._replace(
        id=key,
        due_on=due_on,
        starts_at=shifted(task.starts_at, later, time_zone),
        ends_at=shifted(task.ends_at, later, time_zone),
        repeats=spent(rule).text,
        series_id=task.series_id or task.id,
        origin=BY_SERIES,
        interaction_id=None,
        status=None,
        settled_at=None,
        settled_by=None,
        made_at=made_at,
    )


def shifted(at: int | None, days: int, time_zone: str) -> int | None:
    """Return the instant so many days later at the same time by local clocks."""
    if at is None:
        return None
    local = from_instant(at, time_zone)
    return to_instant(
        local + timedelta(days)
    )  # of one zone: the clocks' time stays, whatever they were set to


def at_minute(day: int, minute: int, time_zone: str) -> int:
    """Return the instant (UTC µs) so many minutes after midnight of a day by local clocks."""
    at = from_day(day)
    zone = from_instant(0, time_zone).tzinfo
    return to_instant(datetime(at.year, at.month, at.day, minute // 60, minute % 60, tzinfo=zone))
