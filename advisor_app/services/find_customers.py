"""Find customers in the book, by what an advisor types and by filters."""

from dataclasses import dataclass

from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers, permission, policies, sources
from advisor_app.domain.customers import CustomerQuery, CustomerRow
from advisor_app.domain.permission import outlook
from advisor_app.domain.policy import Policy
from advisor_app.domain.profile import SourceDate
from advisor_app.domain.records import Bank
from advisor_app.services import prompt_engine
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class Found:
    """One page of customers, and the rules and dates to show them by.

    `bank` is None while nothing has been synced.
    """

    query: CustomerQuery
    rows: tuple[CustomerRow, ...]
    bank: Bank | None
    policy: Policy
    sources: tuple[SourceDate, ...]


def find_customers(
    book: Book, query: CustomerQuery, *, refines: bool = False, now: int | None = None
) -> Found:
    """Return one page of the customers asked for, as one moment of the store saw them, with their lights of now.

    How many prompts are open for each is told where they have been computed; no search waits for that.

    A search is logged once, without its text and before anything of it is seen; `refines` says that this is
    another letter or page of a search that has been logged.
    """
    if not refines:
        with book.store.write() as tx:
            book.store.audit.append(tx, "customers.search")
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        bank, policy = sources.bank(tx), policies.in_force(tx)
        time_zone = bank.time_zone if bank else policy.bank.time_zone
        found = customers.search(tx, query)
        facts = permission.facts_of(tx, (row.id for row in found), at, policy)
        lights = [outlook(facts[row.id], at, policy, time_zone) for row in found]
        known = prompt_engine.warm(tx, book.store, at)
        rows = (
            row._replace(outlook=light, prompts=None if known is None else known.count(row.id))
            for row, light in zip(found, lights, strict=True)
        )
        return Found(
            query=query,
            rows=tuple(rows),
            bank=bank,
            policy=policy,
            sources=sources.dates(tx),
        )


def count_customers(book: Book, query: CustomerQuery) -> int:
    """Return how many customers all pages of a query have together."""
    with book.store.read() as tx:
        return customers.count(tx, query)
