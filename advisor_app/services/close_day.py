"""The end of the day: what waits for head office, and what is planned for tomorrow."""

from typing import NamedTuple

from advisor_app.data.audit import utc_now
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.tasks import Item, TaskQuery, at_minute
from advisor_app.services.open_book import Book
from advisor_app.services.outbox_state import outbox_state
from advisor_app.services.sync_state import sync_state
from advisor_app.services.tasks import TaskForm, task_form, tasks_page

_MOST = 50


class DayEnd(NamedTuple):
    """What there is to look at before going home.

    `waiting`, `refused` and `conflicts` count records of the advisor's own; `completed_at` (UTC µs) is the last sync.
    `due`: the time for it has come.
    """

    tomorrow: tuple[Item, ...]
    waiting: int
    refused: int
    conflicts: int
    completed_at: int | None
    due: bool
    read_at: int
    today: int
    bank: Bank
    policy: Policy


def day_end(book: Book, *, now: int | None = None) -> DayEnd:
    """Return how the day stands. Raises InputError while the book is empty."""
    at = utc_now() if now is None else now
    form = task_form(book, now=at)
    tomorrow = tasks_page(book, TaskQuery(first=form.today + 1, last=form.today + 1, limit=_MOST), now=at)
    own = outbox_state(book)
    return DayEnd(
        tomorrow=tomorrow.items,
        waiting=own.waiting,
        refused=len(own.refused),
        conflicts=own.conflicts,
        completed_at=sync_state(book).completed_at,
        due=at >= closes_at(form, at),
        read_at=at,
        today=form.today,
        bank=form.bank,
        policy=form.policy,
    )


def closes_at(form: TaskForm, now: int) -> int:
    """Return the instant (UTC µs) from which the day that an instant lies in is closed, by the policy."""
    zone = form.bank.time_zone
    return at_minute(day_of(now, zone), form.policy.tasks.day_ends, zone)
