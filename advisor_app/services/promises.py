"""Promises to customers: which there are, how they stand, and settling one."""

from dataclasses import dataclass

from advisor_app.data import contacts as data
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import contacts, sources
from advisor_app.domain import promises as domain
from advisor_app.domain.dates import day_of
from advisor_app.domain.promises import PromiseFigures, PromiseRow
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class Promises:
    """Promises, the open ones first by the day on which they are due, and how they stand today."""

    rows: tuple[PromiseRow, ...]
    figures: PromiseFigures
    owed: tuple[PromiseRow, ...]
    today: int


def promises(book: Book, customer_id: bytes | None = None, *, now: int | None = None) -> Promises:
    """Return the promises to one customer, or all in the book."""
    with book.store.read() as tx:
        rows, today = contacts.promises(tx, customer_id), _today(tx, now)
    return Promises(rows, domain.figures(rows, today), domain.owed(rows, today), today)


def settle_promise(
    book: Book, promise_id: bytes, outcome: str, day: str = "", *, now: int | None = None
) -> Edited:
    """Say that a promise was kept, on a day (today unless one is typed), or is withdrawn.

    Raises IssuesError for a day that is none or has not come, InputError if the promise is not in the book.
    """
    if outcome not in (domain.KEPT, domain.WITHDRAWN):
        raise ValueError(f"a promise is not {outcome}")
    with book.store.write() as tx:
        today = _today(tx, now)
        on = spoken_day(day, today) if day.strip() else today
        if on is None:
            message = N_("“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday.")
            raise not_saved([FieldError(message, field="day", text=day.strip())])
        if on > today:
            raise not_saved([FieldError(N_("That day has not come yet."), field="day")])
        values = {"outcome": outcome, "settled_on": on}
        return Edited(
            tuple(data.change(tx, book.store, "promises", promise_id, values, f"promise.{outcome}"))
        )


def _today(tx: Transaction, now: int | None) -> int:
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    return day_of(utc_now() if now is None else now, bank.time_zone)
