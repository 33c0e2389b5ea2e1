"""Which products suit a customer: the whole catalogue judged, or one product before it is spoken of.

Works on what the book holds, so offline too. What was looked at is in the audit log.
"""

from dataclasses import dataclass
from typing import NamedTuple

from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import sources, suitability
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Product, RiskAssessment
from advisor_app.domain.suitability import CustomerFacts, Terms, Verdict, gate
from advisor_app.domain.suitability.tolerance import current
from advisor_app.domain.suitability.verdict import SALE_ENDED
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.i18n import N_
from advisor_app.services.open_book import Book

_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")


class Judged(NamedTuple):
    """A product with the verdict for one customer."""

    product: Product
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Products:
    """The catalogue for one customer: what may be recommended, and what may not with every rule that is against it.

    What is not sold any more is `ended`. All stand in the order of the kinds of the policy, the higher return first.
    `assessment` is the last one, whether it still counts or not, and `data_on` the day of the oldest data that counted.
    """

    customer_id: bytes
    allowed: tuple[Judged, ...]
    refused: tuple[Judged, ...]
    ended: tuple[Judged, ...]
    assessment: RiskAssessment | None
    policy: Policy
    today: int
    data_on: int


@dataclass(frozen=True, slots=True)
class Checked:
    """One product judged for one customer."""

    customer_id: bytes
    product: Product
    verdict: Verdict
    policy: Policy


def allowed_products(book: Book, customer_id: bytes, *, now: int | None = None) -> Products:
    """Judge the whole catalogue for a customer. Raises InputError if the customer is not in the book."""
    with book.store.read() as tx:
        customer, terms = _known(tx, customer_id, now)
        judged = [Judged(one, gate(customer, one, terms)) for one in suitability.catalogue(tx)]
    with book.store.write() as tx:
        book.store.audit.append(tx, "products.view", f"customers:{customer_id.hex()}")
    kinds = list(terms.policy.codes.product_kinds)
    judged.sort(key=lambda one: _place(one, kinds))
    return Products(
        customer_id,
        tuple(one for one in judged if one.verdict.allowed),
        tuple(one for one in judged if not one.verdict.allowed and not _has_ended(one)),
        tuple(one for one in judged if _has_ended(one)),
        current(customer, terms),
        terms.policy,
        terms.today,
        min([customer.data_on, *(one.verdict.data_on for one in judged)]),
    )


def check_product(
    book: Book,
    customer_id: bytes,
    product_id: int,
    *,
    wanted_minor: int | None = None,
    now: int | None = None,
) -> Checked:
    """Judge one product for a customer, and for an amount in the product's currency where one is wanted.

    Raises InputError if the customer is not in the book or the product not in the catalogue, and IssuesError with a
    FieldError for `amount` where that is nothing to buy with.
    """
    if wanted_minor is not None and wanted_minor <= 0:
        error = FieldError(N_("The amount must be above zero."), field="amount")
        raise IssuesError(N_("This was not checked."), issues=(error,))
    with book.store.read() as tx:
        customer, terms = _known(tx, customer_id, now)
        product = suitability.product(tx, product_id)
    if product is None:
        raise InputError(N_("This product is not in the catalogue."), what_to_do=_AGAIN)
    verdict = gate(customer, product, terms, wanted_minor=wanted_minor)
    with book.store.write() as tx:
        book.store.audit.append(
            tx,
            "product.check",
            f"customers:{customer_id.hex()}",
            result="allowed" if verdict.allowed else "refused",
            reason=f"products:{product_id} {' '.join(refusal.rule for refusal in verdict.refusals)}".strip(),
        )
    return Checked(customer_id, product, verdict, terms.policy)


def _known(tx: Transaction, customer_id: bytes, now: int | None) -> tuple[CustomerFacts, Terms]:
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    terms = suitability.terms(tx, bank, utc_now() if now is None else now)
    customer = suitability.facts(tx, customer_id, bank, terms.today)
    if customer is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    return customer, terms


def _has_ended(judged: Judged) -> bool:
    return any(refusal.rule == SALE_ENDED for refusal in judged.verdict.refusals)


def _place(judged: Judged, kinds: list[str]) -> tuple[int, float, str, int]:
    product = judged.product
    place = kinds.index(product.kind) if product.kind in kinds else len(kinds)
    return place, -float(product.rate or product.benchmark or 0), product.name, product.id
