"""What the list of customers can be narrowed by."""

from advisor_app.data.reads import facets
from advisor_app.domain.customers import Facets
from advisor_app.services.open_book import Book


def book_facets(book: Book) -> Facets:
    """Return the tiers, branches and kinds of position that occur in the book, with numbers of customers."""
    with book.store.read() as tx:
        return facets.read(tx)
