"""Details that customers told: proposing one, taking it back, and all that is known with its history."""

from dataclasses import dataclass

from advisor_app.data import proposals as data
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers
from advisor_app.data.reads import proposals as reads
from advisor_app.data.reveal import reveal_proposal
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.details import DetailEntry, DetailRow, check
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.written import Revised
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.edit_contact import Edited
from advisor_app.services.form_rules import beside_fields, terms
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class Details:
    """All that advisors learned about a customer, newest first, and how the record itself was edited.

    `editable`: the record is a prospect of an advisor's own, which is edited and not proposed to.
    """

    rows: tuple[DetailRow, ...]
    edits: tuple[Revised, ...]
    editable: bool
    policy: Policy
    bank: Bank
    today: int


@dataclass(frozen=True, slots=True)
class DetailForm:
    """What a form needs to know, and about whom it is."""

    policy: Policy
    today: int
    currency: str
    customer: CustomerRow
    editable: bool


def details(book: Book, customer_id: bytes, *, now: int | None = None) -> Details:
    """Return what was learned about a customer. Raises InputError while the book is empty."""
    with book.store.read() as tx:
        rules, bank = terms(tx, now)
        return Details(
            reads.of_customer(tx, customer_id, book.store.actor),
            reads.history(tx, customer_id),
            reads.is_own_prospect(tx, customer_id),
            rules.policy,
            bank,
            rules.today,
        )


def detail_form(book: Book, customer_id: bytes, *, now: int | None = None) -> DetailForm:
    """Return what a form needs. Raises InputError for somebody who is not in the book."""
    with book.store.read() as tx:
        rules, bank = terms(tx, now)
        row = customers.get(tx, customer_id)
        if row is None:
            raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
        editable = reads.is_own_prospect(tx, customer_id)
        return DetailForm(rules.policy, rules.today, bank.base_currency, row, editable)


def propose(
    book: Book, entry: DetailEntry, *, interaction_id: bytes | None = None, now: int | None = None
) -> Edited:
    """Record what was learned, or raise IssuesError with a FieldError for each fault and record nothing."""
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        rules, bank = terms(tx, at)
        with beside_fields():
            detail = check(entry, rules, bank.base_currency)
        customer_id = entry.customer_id or b""
        for field, key in (("customer", customer_id), ("related", detail.related_id)):
            if key is not None and not customers.exists(tx, key):
                raise not_saved([FieldError(N_("A customer is not in your book."), field=field)])
        with beside_fields():
            made = data.propose(tx, book.store, customer_id, detail, bank.base_currency, at, interaction_id)
        return Edited((made,))


def withdraw_proposal(book: Book, proposal_id: bytes) -> Edited:
    """Take back what was recorded by mistake, or is not so any more.

    Raises InputError if it is not in the book, or head office has decided about it.
    """
    with book.store.write() as tx:
        row = reads.get(tx, proposal_id, book.store.actor)
        if row is None:
            raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
        if not row.is_open:
            raise InputError(N_("Head office has decided about this already."))
        made = data.withdraw(tx, book.store, proposal_id)
        return Edited((made,) if made else ())


def reveal_detail(book: Book, proposal_id: bytes, reason: str) -> str:
    """Return the raw value of a proposal, after logging who asked for it and why.

    Raises InputError for a reason that says nothing, or where there is no such value.
    """
    return reveal_proposal(book.store, proposal_id, reason)
