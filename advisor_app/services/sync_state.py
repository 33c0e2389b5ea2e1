"""How fresh the book is: when it last agreed with head office, and the dates of its data."""

from dataclasses import dataclass

from advisor_app.data import apply
from advisor_app.data.reads import policies, sources
from advisor_app.domain.policy.schema import Sync
from advisor_app.domain.profile import SourceDate
from advisor_app.domain.records import Bank
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class SyncState:
    """The state of the book; `completed_at` (UTC µs) and `bank` are None while nothing has been synced."""

    completed_at: int | None
    bank: Bank | None
    sources: tuple[SourceDate, ...]


def sync_rule(book: Book) -> Sync:
    """Return by which rule of the policy this device synchronises."""
    with book.store.read() as tx:
        return policies.in_force(tx).sync


def sync_state(book: Book) -> SyncState:
    """Return when the last sync was completed, the bank with its business date, and the dates of its feeds."""
    with book.store.read() as tx:
        completed = apply.get_state(tx, "completed_at")
        return SyncState(int(completed) if completed else None, sources.bank(tx), sources.dates(tx))
