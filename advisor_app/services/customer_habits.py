"""A customer's habits with money, as head office found them in twelve months of transactions, and the RFM segment."""

from typing import NamedTuple

from advisor_app.data.reads import customers, habits, policies
from advisor_app.domain.insights import Habits, Rfm
from advisor_app.domain.policy import Policy
from advisor_app.errors import InputError
from advisor_app.services.open_book import Book


class Found(NamedTuple):
    """What is known, and the rules to say it by; `data_on` is the day of the data (None where nothing was sent).

    `rfm` is None where the customer has no place among the others.
    """

    habits: Habits | None
    data_on: int | None
    policy: Policy
    rfm: Rfm | None = None


def customer_habits(book: Book, customer_id: bytes) -> Found:
    """Return the habits of a customer whose profile is being shown (that is logged).

    Raises InputError if the customer is not in the book.
    """
    with book.store.read() as tx:
        if not customers.exists(tx, customer_id):
            raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
        known = habits.of_customer(tx, customer_id)
        return Found(*known, policies.in_force(tx), habits.place_of(tx, customer_id))
