"""The book as a whole: how many customers stand where, and who goes quiet."""

from advisor_app.data.reads import book_figures as reads
from advisor_app.domain.book_figures import BookFigures
from advisor_app.services.open_book import Book


def book_figures(book: Book, *, refines: bool = False) -> BookFigures:
    """Return the figures of the book as one moment of the store saw them.

    That they were looked at is logged before anything is seen; `refines` says that they are only read again.
    """
    if not refines:
        with book.store.write() as tx:
            book.store.audit.append(tx, "book.view")
    with book.store.read() as tx:
        return reads.read(tx)
