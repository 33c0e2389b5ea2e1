"""Covering a colleague (代管): which covers there are, and whether a customer is covered."""

from dataclasses import dataclass

from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import covers as reads
from advisor_app.data.reads import sources
from advisor_app.domain.covers import CoveredBy, CoverView
from advisor_app.domain.dates import day_of
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class Covers:
    """The covers of this advisor that run or are to come, on either side, and today."""

    rows: tuple[CoverView, ...] = ()
    today: int = 0


def covers(book: Book, *, now: int | None = None) -> Covers:
    """Return the covers that run or are to come."""
    with book.store.read() as tx:
        today = _today(tx, now)
        return Covers() if today is None else Covers(reads.listed(tx, book.store.actor, today), today)


def covered_by(book: Book, customer_id: bytes, *, now: int | None = None) -> CoveredBy | None:
    """Return that a customer is covered today, for a colleague or by one; None for one who is not."""
    with book.store.read() as tx:
        today = _today(tx, now)
        return None if today is None else reads.of_customer(tx, customer_id, book.store.actor, today)


def _today(tx: Transaction, now: int | None) -> int | None:
    bank = sources.bank(tx)
    return None if bank is None else day_of(utc_now() if now is None else now, bank.time_zone)
