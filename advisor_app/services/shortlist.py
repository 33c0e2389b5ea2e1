"""The advisor's own shortlist: customers pinned to the top of the work, on this device."""

from advisor_app.data import shelves
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers
from advisor_app.errors import InputError
from advisor_app.services.open_book import Book


def pin(book: Book, customer_id: bytes, pinned: bool) -> None:
    """Pin a customer or take the pin away; what is so already stays so.

    Raises InputError if the customer is not in the book.
    """
    with book.store.write() as tx:
        if not customers.exists(tx, customer_id):
            raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
        if pinned:
            shelves.pin(tx, customer_id, utc_now())
        else:
            shelves.unpin(tx, customer_id)
        action = "customer.pin" if pinned else "customer.unpin"
        book.store.audit.append(tx, action, f"customers:{customer_id.hex()}")
