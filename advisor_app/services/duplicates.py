"""Who may be in the book twice: looked up while somebody is typed, listed with what agrees, merged or kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor_app.data import duplicates, office_checks, writes
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import duplicates as reads
from advisor_app.data.reads import policies, sources
from advisor_app.domain.duplicates import (
    CONFIRMED,
    DUPLICATE,
    REFUSED,
    Candidate,
    HeadOffice,
    Matches,
    OfficeCheck,
    Pair,
    Person,
    pair_id,
)
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank, Conversion, Proposal
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services.open_book import Book

_CHUNK = 5_000  # customers hashed in one transaction


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The pairs to be decided, and the prospects whom head office knows or was not asked about."""

    pairs: tuple[Pair, ...]
    checks: tuple[OfficeCheck, ...]
    policy: Policy
    bank: Bank | None


def check(book: Book, candidate: Candidate, *, besides: bytes | None = None) -> Matches:
    """Return who in the book may be a person who is being typed, `besides` the record that is edited.

    `head_office` is what head office said about that record; a candidate that is new is unchecked.
    """
    _refresh(book)
    with book.store.read() as tx:
        answer = office_checks.of(tx, besides) if besides else None
        rows = duplicates.matches(tx, candidate, besides)
    return Matches(rows, HeadOffice(answer) if answer else HeadOffice.UNCHECKED)


def duplicates_list(book: Book) -> Duplicates:
    """Return who may be in the book twice, with what agrees; masked. That it was looked at is logged."""
    _refresh(book)
    with book.store.write() as tx:
        book.store.audit.append(tx, "duplicates.list")
    with book.store.read() as tx:
        return Duplicates(
            reads.pairs(tx),
            tuple(office_checks.listed(tx)),
            policies.in_force(tx),
            sources.bank(tx),
        )


def count_duplicates(book: Book) -> int:
    """Return how many wait for the advisor: pairs that are not reported, and prospects whom the bank knows already."""
    _refresh(book)
    with book.store.read() as tx:
        known = sum(each.answer == HeadOffice.EXISTS.value for each in office_checks.listed(tx))
        return known + sum(not pair.reported for pair in reads.pairs(tx))


def merge(
    book: Book, customer_id: bytes, prospect_id: bytes, evidence: Sequence[str], *, now: int | None = None
) -> tuple[bytes, ...]:
    """Let all that was written about a prospect be of a customer (or another prospect); return what `undo` takes.

    It goes over at once, and at head office when it has been sent. Raises InputError where the one is no open
    prospect, or either is not in the book.
    """
    with book.store.write() as tx:
        customer, prospect = _both(tx, customer_id, prospect_id)
        if not prospect.is_prospect or customer.id == prospect.id:
            raise InputError(
                N_("Only a prospect can be merged; two customers are the core system's."),
                what_to_do=N_("Report the two numbers to head office instead."),
            )
        return _decide(tx, book, customer_id, prospect_id, evidence, CONFIRMED, "duplicate.merge", now)


def keep_apart(
    book: Book, first_id: bytes, second_id: bytes, evidence: Sequence[str], *, now: int | None = None
) -> tuple[bytes, ...]:
    """Remember, here and at head office, that two records are of two people; return what `undo` takes.

    Raises InputError where either is not in the book.
    """
    with book.store.write() as tx:
        _both(tx, first_id, second_id)
        return _decide(tx, book, first_id, second_id, evidence, REFUSED, "duplicate.apart", now)


def report(
    book: Book, first_id: bytes, second_id: bytes, evidence: Sequence[str], *, now: int | None = None
) -> tuple[bytes, ...]:
    """Tell head office that two customers seem to be one person; return what `undo` takes.

    Raises InputError where either is not in the book.
    """
    at = utc_now() if now is None else now
    blank = dict.fromkeys(Proposal._fields)
    with book.store.write() as tx:
        first, second = _both(tx, first_id, second_id)
        row = {
            "id": new_id(),
            "customer_id": first.id,
            "kind": DUPLICATE,
            "value": second.number or second.id.hex(),
            "label": ",".join(evidence),
            "related_id": second.id,
            "source": "advisor",
            "made_at": at,
        }
        proposal = Proposal(**(blank | row))  # type: ignore[arg-type]
        return (writes.insert(tx, book.store, proposal, action="duplicate.report"),)


def _refresh(book: Book) -> None:
    """Hash whoever was written since: after a sync nobody, so that this costs a glance."""
    while True:
        with book.store.read() as tx:
            if not duplicates.stale(tx):
                return
        with book.store.write() as tx:
            duplicates.refresh(tx, _CHUNK)


def _both(tx: Transaction, first_id: bytes, second_id: bytes) -> tuple[Person, Person]:
    first, second = reads.person(tx, first_id), reads.person(tx, second_id)
    if first is None or second is None:
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
    return first, second


def _decide(
    tx: Transaction,
    book: Book,
    customer_id: bytes,
    prospect_id: bytes,
    evidence: Sequence[str],
    state: str,
    action: str,
    now: int | None,
) -> tuple[bytes, ...]:
    """Write a decision: a new row, or the state of the one that is there."""
    if there := reads.decision(tx, customer_id, prospect_id):
        made = writes.change(tx, book.store, "conversions", there[0], {"state": state}, action=action)
        return (made,) if made else ()
    at = utc_now() if now is None else now
    row = Conversion(
        id=pair_id(customer_id, prospect_id),
        customer_id=customer_id,
        prospect_id=prospect_id,
        evidence=",".join(evidence),
        state=state,
        proposed_at=at,
        decided_at=at,
    )
    return (writes.insert(tx, book.store, row, action=action),)
