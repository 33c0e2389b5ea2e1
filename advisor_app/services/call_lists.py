"""Call lists: which there are and how far they are, the customers on one, and making, closing and renaming lists."""

from dataclasses import dataclass, replace

from advisor_app.data import calls as data
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import calls, customers, policies, sources
from advisor_app.domain.calls import LONGEST, CallListRow, CallRow
from advisor_app.domain.campaigns import CLOSED
from advisor_app.domain.contact_check import clean
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.open_book import Book

PAGE_ROWS = 200


@dataclass(frozen=True, slots=True)
class CallLists:
    """The lists of the book and by what they are shown; `today` is the clock's day in the bank's zone."""

    rows: tuple[CallListRow, ...]
    bank: Bank | None
    policy: Policy
    today: int


@dataclass(frozen=True, slots=True)
class CallsOfList:
    """The customers on a list, those to be called now first; `row` is None where the list has left the book."""

    row: CallListRow | None
    calls: tuple[CallRow, ...]
    bank: Bank | None
    policy: Policy
    today: int


@dataclass(frozen=True, slots=True)
class MadeList:
    """A list that was made, and the mutations to hand to `undo`."""

    id: bytes
    mutations: tuple[bytes, ...]

    @property
    def customers(self) -> int:
        """How many customers are on it."""
        return len(self.mutations) - 1


def call_lists(book: Book, *, now: int | None = None) -> CallLists:
    """Return all lists: campaigns first, then those that the advisor made."""
    with book.store.read() as tx:
        day = today(tx, now)
        return CallLists(calls.lists(tx, day), sources.bank(tx), policies.in_force(tx), day)


def calls_of_list(
    book: Book, list_id: bytes, limit: int = PAGE_ROWS, *, refines: bool = False, now: int | None = None
) -> CallsOfList:
    """Return the first calls of a list; that it was looked at is logged once, `refines` says that it is read again."""
    if not refines:
        with book.store.write() as tx:
            book.store.audit.append(tx, "calls.view", f"call_lists:{list_id.hex()}")
    with book.store.read() as tx:
        day = today(tx, now)
        return CallsOfList(
            calls.get_list(tx, list_id, day),
            calls.of_list(tx, list_id, day, limit),
            sources.bank(tx),
            policies.in_force(tx),
            day,
        )


def make_list(
    book: Book, title: str, origin: str, chosen: tuple[bytes, ...], *, now: int | None = None
) -> MadeList:
    """Make a list of customers, each once and in their order; `origin` is the name of what it was made from.

    Raises IssuesError for a title that says nothing, for nobody, too many, or somebody who is not in the book.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        today(tx, at)
        named, people = _title(title), tuple(dict.fromkeys(chosen))
        most = policies.in_force(tx).calls.customers
        if not people:
            raise not_saved([FieldError(N_("There is nobody to call."), field="customers")])
        if len(people) > most:
            message = N_("A list can have {most} customers at most; these are {n}.")
            raise not_saved([FieldError(message, field="customers", most=most, n=len(people))])
        if not all(customers.exists(tx, customer) for customer in people):
            raise not_saved([FieldError(N_("A customer is not in your book."), field="customers")])
        origin = clean(" ".join(origin.split()))[:LONGEST]
        return MadeList(*_made(data.make(tx, book.store, named, origin or None, people, at)))


def list_of_query(
    book: Book, title: str, query: CustomerQuery, origin: str = "", *, now: int | None = None
) -> MadeList:
    """Make a list of all customers that a query asks for, in its order. Raises what `make_list` raises."""
    with book.store.read() as tx:
        most = policies.in_force(tx).calls.customers
        found = customers.search(tx, replace(query, limit=most + 1, offset=0))
    chosen = tuple(row.id for row in found if row.closed_on is None)
    return make_list(book, title, origin, chosen, now=now)


def rename_list(book: Book, list_id: bytes, title: str) -> tuple[bytes, ...]:
    """Give a list of one's own another title; return the mutations to undo it by."""
    with book.store.write() as tx:
        fields = {"title": _title(title)}
        return tuple(data.change_list(tx, book.store, list_id, fields, "calls.rename"))


def close_list(book: Book, list_id: bytes, *, closed: bool = True) -> tuple[bytes, ...]:
    """Put a list of one's own away, or open it again; return the mutations to undo it by."""
    with book.store.write() as tx:
        fields = {"status": CLOSED if closed else None}
        action = "calls.close" if closed else "calls.reopen"
        return tuple(data.change_list(tx, book.store, list_id, fields, action))


def today(tx: Transaction, now: int | None) -> int:
    """Return the clock's day in the bank's zone. Raises InputError while the book is empty."""
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    return day_of(utc_now() if now is None else now, bank.time_zone)


def _title(text: str) -> str:
    title = clean(" ".join(text.split()))
    if not title:
        raise not_saved([FieldError(N_("Give the list a name."), field="title")])
    if len(title) > LONGEST:
        message = N_("That is {characters} characters; {most} fit.")
        raise not_saved([FieldError(message, field="title", characters=len(title), most=LONGEST)])
    return title


def _made(made: tuple[bytes, list[bytes]]) -> tuple[bytes, tuple[bytes, ...]]:
    return made[0], tuple(made[1])
