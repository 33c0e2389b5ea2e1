"""Verify the audit log of the book: the chain of events and what the device has signed of it."""

from advisor_app.domain.audit import Mark
from advisor_app.services.open_book import Book


def verify_audit(book: Book) -> Mark:
    """Return the end of the chain; AuditError names the first event that does not fit."""
    with book.store.read() as tx:
        return book.store.audit.verify(tx)
