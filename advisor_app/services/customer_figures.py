"""What flows through a customer's own accounts: this month, and spending over a year."""

from advisor_app.data.reads import customers, figures
from advisor_app.domain.figures import Figures
from advisor_app.errors import InputError
from advisor_app.services.open_book import Book


def customer_figures(book: Book, customer_id: bytes) -> Figures:
    """Return the figures of a customer whose profile is being shown (that is logged).

    Raises InputError if the customer is not in the book.
    """
    with book.store.read() as tx:
        found = figures.of_customer(tx, customer_id) if customers.exists(tx, customer_id) else None
    if found is None:
        raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
    return found
