"""Opportunities: which there are and what they add up to, recording one, and moving it from stage to stage."""

from dataclasses import asdict, dataclass, fields, replace

from advisor_app.data import contacts as data
from advisor_app.data import gate, writes
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, contacts, customers, opportunities, products, sources
from advisor_app.domain import pipeline
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.dates import from_day
from advisor_app.domain.ids import new_id
from advisor_app.domain.money import from_minor
from advisor_app.domain.permission import OUT
from advisor_app.domain.pipeline import Figures, OpportunityEntry, OpportunityRow, Pursued, in_order
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.domain.records import Bank, Opportunity
from advisor_app.domain.written import Revised
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved, unsuitable
from advisor_app.services.edit_contact import Edited
from advisor_app.services.form_rules import beside_fields, terms
from advisor_app.services.open_book import Book

_WORDS = frozenset({"title", "reason", "note", "next_step"})


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Opportunities in the order in which they are to be worked on, those that ended last, and their figures."""

    rows: tuple[OpportunityRow, ...]
    figures: Figures
    policy: Policy
    bank: Bank
    today: int


@dataclass(frozen=True, slots=True)
class OpportunityForm:
    """What a form needs: the rules, the currency of amounts, the products, and what is being edited, if it is.

    `customer` is whom it is about, None where that is still to be chosen. `history` are its changes, newest first.
    """

    policy: Policy
    today: int
    currency: str
    products: tuple[tuple[int, str], ...]
    entry: OpportunityEntry
    customer: CustomerRow | None = None
    row: OpportunityRow | None = None
    history: tuple[Revised, ...] = ()


def pipeline_of(book: Book, customer_id: bytes | None = None, *, now: int | None = None) -> Pipeline:
    """Return the opportunities of one customer, or of all. Raises InputError while the book is empty."""
    with book.store.read() as tx:
        rules, bank = terms(tx, now)
        found = opportunities.listed_in(tx, pipeline.STAGES, customer_id=customer_id)
        rates = sources.rates(tx, bank.as_of)
    open_ones = sorted((row for row in found if row.stage in OPEN_STAGES), key=in_order)
    ended = sorted((row for row in found if row.stage not in OPEN_STAGES), key=_newest)
    figures = pipeline.figures(found, rules.policy, bank.base_currency, rates)
    return Pipeline((*open_ones, *ended), figures, rules.policy, bank, rules.today)


def opportunity_form(
    book: Book,
    *,
    opportunity_id: bytes | None = None,
    customer_id: bytes | None = None,
    now: int | None = None,
) -> OpportunityForm:
    """Return what a form of a new opportunity needs, or of one that there is.

    Raises InputError while the book is empty, or for an opportunity that is not in it.
    """
    with book.store.read() as tx:
        rules, bank = terms(tx, now)
        offered = products.offered(tx, rules.today)
        if opportunity_id is None:
            who = customers.get(tx, customer_id) if customer_id else None
            entry = OpportunityEntry(customer_id=who.id if who else None)
            return OpportunityForm(rules.policy, rules.today, bank.base_currency, offered, entry, who)
        row = _get(tx, opportunity_id)
        currency = row.currency or bank.base_currency
        if row.product_id is not None and row.product_id not in dict(offered):
            offered = (*offered, (row.product_id, row.product or ""))
        return OpportunityForm(
            rules.policy,
            rules.today,
            currency,
            offered,
            entry_of(row, currency),
            customers.get(tx, row.customer_id),
            row,
            contacts.history(tx, row.customer_id, row.id),
        )


def save_opportunity(
    book: Book,
    entry: OpportunityEntry,
    *,
    opportunity_id: bytes | None = None,
    shown: OpportunityEntry | None = None,
    now: int | None = None,
) -> Edited:
    """Record a new opportunity, or change one that was `shown` so.

    One that is open cannot be for a product that may not be recommended to the customer.

    Raises IssuesError with a FieldError for each fault, and then records nothing.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        if opportunity_id is None:
            return Edited((_insert(tx, book, entry, at),))
        return _change(tx, book, _get(tx, opportunity_id), entry, shown, at)


def move_opportunity(
    book: Book, opportunity_id: bytes, stage: str, *, now: int | None = None, reason: str = ""
) -> Edited:
    """Move an opportunity to another stage; what that asks for and is not recorded yet is named as in a form.

    Raises IssuesError where a reason, an amount or a product is missing or the stage cannot be gone to.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        row = _get(tx, opportunity_id)
        shown = entry_of(row, row.currency or terms(tx, at)[1].base_currency)
        return _change(tx, book, row, replace(shown, stage=stage, reason=reason or shown.reason), shown, at)


def withdraw_opportunity(book: Book, opportunity_id: bytes) -> Edited:
    """Take an opportunity back that should not have been recorded: it counts nowhere any more."""
    with book.store.write() as tx:
        values = {"stage": pipeline.WITHDRAWN}
        action = "opportunity.withdraw"
        return Edited(tuple(data.change(tx, book.store, "opportunities", opportunity_id, values, action)))


def entry_of(row: OpportunityRow, currency: str) -> OpportunityEntry:
    """Return an opportunity as a form holds it, masked as it is shown."""
    amount = "" if row.amount_minor is None else f"{from_minor(row.amount_minor, currency):f}"
    return OpportunityEntry(
        customer_id=row.customer_id,
        title=row.title,
        product_id=row.product_id,
        product_kind=row.product_kind or "",
        stage=row.stage,
        amount=amount.rstrip("0").rstrip(".") if "." in amount else amount,
        reason=row.reason or "",
        note=row.note or "",
        next_step=row.next_step or "",
        next_step_on="" if row.next_step_on is None else from_day(row.next_step_on).isoformat(),
    )


def _insert(tx: Transaction, book: Book, entry: OpportunityEntry, at: int) -> bytes:
    rules, bank = terms(tx, at)
    with beside_fields():
        pursued = pipeline.check(entry, rules, bank.base_currency)
    customer_id = entry.customer_id or b""
    if not customers.exists(tx, customer_id):
        raise not_saved([FieldError(N_("A customer is not in your book."), field="customer")])
    whole = _whole(tx, pursued)
    if whole.stage in OPEN_STAGES:
        _check_suits(tx, customer_id, whole, at)
    row = Opportunity(
        id=new_id(),
        customer_id=customer_id,
        advisor_id=advisors.own(tx, book.store.actor),
        campaign_id=None,
        currency=bank.base_currency if pursued.amount_minor is not None else None,
        opened_on=rules.today,
        closed_on=None if pursued.stage in OPEN_STAGES else rules.today,
        made_at=at,
        **whole._asdict(),
    )
    return writes.insert(tx, book.store, row, action="opportunity.add")


def _change(
    tx: Transaction,
    book: Book,
    row: OpportunityRow,
    entry: OpportunityEntry,
    shown: OpportunityEntry | None,
    at: int,
) -> Edited:
    rules, bank = terms(tx, at)
    currency = row.currency or bank.base_currency
    present = entry_of(row, currency)
    shown = shown or present
    touched = {each.name for each in fields(entry) if getattr(entry, each.name) != getattr(shown, each.name)}
    overtaken = [name for name in touched if getattr(present, name) != getattr(shown, name)]
    if overtaken:
        message = N_("This was changed elsewhere meanwhile. Close the form and open it again.")
        raise not_saved([FieldError(message, field=name) for name in overtaken])
    becomes = replace(present, **{name: getattr(entry, name) for name in touched})
    with beside_fields():
        pursued = _whole(tx, pipeline.check(becomes, rules, currency, present))
    values = _values(pursued, present, becomes)
    if row.currency is None and pursued.amount_minor is not None:
        values["currency"] = currency
    moved = pursued.stage != row.stage
    taken_up = moved and row.stage not in OPEN_STAGES
    if pursued.stage in OPEN_STAGES and (taken_up or pursued.product_id != row.product_id):
        _check_suits(tx, row.customer_id, pursued, at)
    if moved:
        values["closed_on"] = None if pursued.stage in OPEN_STAGES else rules.today
    action = f"opportunity.{pursued.stage}" if moved else "opportunity.edit"
    return Edited(tuple(data.change(tx, book.store, "opportunities", row.id, values, action)))


def _values(pursued: Pursued, present: OpportunityEntry, becomes: OpportunityEntry) -> dict[str, object]:
    """Return the fields to be written; of words, which are shown masked, those that were touched or are emptied."""
    before, after = asdict(present), asdict(becomes)
    return {
        name: value
        for name, value in pursued._asdict().items()
        if name not in _WORDS or before[name] != after[name] or (value is None and before[name])
    }


def _whole(tx: Transaction, pursued: Pursued) -> Pursued:
    """Let a product of the catalogue say of which kind it is. Raises IssuesError where the catalogue lacks it."""
    if pursued.product_id is None:
        return pursued
    kind = products.kind(tx, pursued.product_id)
    if kind is None:
        raise not_saved([FieldError(N_("This product is not in the catalogue."), field="product")])
    return pursued._replace(product_kind=kind)


def _check_suits(tx: Transaction, customer_id: bytes, pursued: Pursued, at: int) -> None:
    """Raise IssuesError for a product that may not be recommended to the customer.

    It is what is still to be sold that is judged: what was won or lost is recorded as it happened.
    """
    plan = gate.Judged(b"", customer_id, "", OUT, None, 1, at, None, pursued.product_id)
    if problems := gate.unsuitable(tx, [plan]):
        raise not_saved(unsuitable(one._replace(field="product")) for one in problems)


def _get(tx: Transaction, opportunity_id: bytes) -> OpportunityRow:
    row = opportunities.get(tx, opportunity_id)
    if row is None:
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
    return row


def _newest(row: OpportunityRow) -> tuple[int, bytes]:
    return -(row.closed_on or 0), row.id
