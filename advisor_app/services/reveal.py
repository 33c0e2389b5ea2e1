"""Reveal one masked value of a customer, for a reason that is kept."""

from advisor_app.data import reveal as data
from advisor_app.services.open_book import Book

FIELDS = data.CUSTOMER_FIELDS


def reveal(book: Book, customer_id: bytes, field: str, reason: str) -> str:
    """Return the raw value of one of `FIELDS`, after logging who asked for it and why.

    Raises InputError for a reason that says nothing, or where there is no such value.
    """
    return data.reveal(book.store, customer_id, field, reason)
