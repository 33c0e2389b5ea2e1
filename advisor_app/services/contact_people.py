"""Who the customers of a form are, by their ids."""

from advisor_app.data.reads import customers
from advisor_app.domain.customers import CustomerRow
from advisor_app.services.open_book import Book


def contact_people(book: Book, ids: tuple[bytes, ...]) -> tuple[CustomerRow, ...]:
    """Return the customers with these ids as rows of a list; those who have left the book are left out."""
    with book.store.read() as tx:
        return tuple(row for key in ids if (row := customers.get(tx, key)))
