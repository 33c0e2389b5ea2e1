"""Find customers in the book, by what an advisor types and by filters."""

from dataclasses import dataclass

from advisor_app.data.reads import customers, policies, sources
from advisor_app.domain.customers import CustomerQuery, CustomerRow
from advisor_app.domain.policy import Policy
from advisor_app.domain.profile import SourceDate
from advisor_app.domain.records import Bank
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class Found:
    """One page of customers, how many there are in all, and the rules and dates to show them by.

    `bank` is None while nothing has been synced.
    """

    query: CustomerQuery
    rows: tuple[CustomerRow, ...]
    total: int
    bank: Bank | None
    policy: Policy
    sources: tuple[SourceDate, ...]


def find_customers(book: Book, query: CustomerQuery) -> Found:
    """Return one page of the customers asked for, as one moment of the store saw them; logged without the text."""
    with book.store.read() as tx:
        found = Found(
            query=query,
            rows=tuple(customers.search(tx, query)),
            total=customers.count(tx, query),
            bank=sources.bank(tx),
            policy=policies.in_force(tx),
            sources=sources.dates(tx),
        )
    with book.store.write() as tx:
        book.store.audit.append(tx, "customers.search")
    return found
