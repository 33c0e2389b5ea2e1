"""Policies that head office published and this device does not use."""

from advisor_app.data.reads import policies
from advisor_app.domain.policy.standing import Refused
from advisor_app.services.open_book import Book


def refused_policies(book: Book) -> tuple[Refused, ...]:
    """Return them with line and reason, newest first; the last good policy stays in force meanwhile."""
    with book.store.read() as tx:
        return policies.refused(tx)
