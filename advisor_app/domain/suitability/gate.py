"""The gate: every rule that applies to a kind of product is asked, and all that stand against it are named."""

from collections.abc import Iterator

from advisor_app.domain.assessments import age_on
from advisor_app.domain.policy.suitability import CREDIT, GRADE, INSURANCE
from advisor_app.domain.records import Product
from advisor_app.domain.suitability import aims, sale, special, tolerance, verdict
from advisor_app.domain.suitability.facts import CustomerFacts, Terms
from advisor_app.domain.suitability.verdict import Refusal, Verdict


def gate(
    customer: CustomerFacts, product: Product, terms: Terms, *, wanted_minor: int | None = None
) -> Verdict:
    """Judge whether a product may be recommended to a customer, and for an amount where one is `wanted_minor`.

    The amount is in minor units of the product's currency; without one the product's minimum is taken where it
    matters.
    """
    return Verdict(
        product.id,
        tolerance.grade_of(product, terms),
        tuple(_refusals(customer, product, terms, wanted_minor)),
        tuple(_conditions(customer, product, terms)),
        terms.policy.version,
        min(customer.data_on, product.as_of),
    )


def suits(customer: CustomerFacts, product: Product, terms: Terms) -> bool:
    """Tell whether the gate allows a product, for whom no reasons are wanted: it ends at the first rule against it."""
    return next(_refusals(customer, product, terms, None), None) is None


def checks_of(product: Product, terms: Terms) -> frozenset[str] | None:
    """Return what a product is checked by, None for a kind without rules. Whatever has a grade is checked by it."""
    of_kind = terms.rules.checks.get(product.kind)
    if of_kind is None:
        return None
    graded = product.risk_grade is not None or product.issuer_grade is not None
    return frozenset(of_kind) | ({GRADE} if graded else set())


def _refusals(
    customer: CustomerFacts, product: Product, terms: Terms, wanted_minor: int | None
) -> Iterator[Refusal]:
    checks = checks_of(product, terms)
    if customer.closed_on is not None and customer.closed_on <= terms.today:
        yield Refusal(verdict.CUSTOMER_LEFT, {"on": customer.closed_on}, customer.data_on)
    if checks is None:
        yield Refusal(verdict.KIND_WITHOUT_RULES, {"kind": product.kind}, product.as_of)
    yield from sale.on_sale(product, terms)
    yield from sale.amount(product, wanted_minor)
    yield from sale.currency(customer, product, terms)
    yield from sale.issuer(product, terms)
    yield from special.placement(customer, product, terms)
    for check in (GRADE, INSURANCE, CREDIT):
        if check in (checks or ()):
            yield from _check(check, customer, product, terms, wanted_minor)


def _check(
    check: str, customer: CustomerFacts, product: Product, terms: Terms, wanted_minor: int | None
) -> Iterator[Refusal]:
    if check == GRADE:
        yield from tolerance.tolerance(customer, product, terms)
        yield from aims.aims(customer, product, terms)
        yield from aims.concentration(customer, product, wanted_minor, terms)
    elif check == INSURANCE:
        yield from special.insurance(customer, terms)
    else:
        yield from special.credit(customer, product, terms)


def _conditions(customer: CustomerFacts, product: Product, terms: Terms) -> Iterator[str]:
    recording = terms.rules.recording
    if recording is not None:
        born = customer.birth_day
        elder = recording.from_age is not None and (
            born is None or age_on(born, terms.today) >= recording.from_age
        )
        if product.kind in recording.kinds or (elder and checks_of(product, terms)):
            yield verdict.DUAL_RECORDING
    if product.placement == special.PRIVATE and terms.rules.private is not None:
        yield verdict.COOLING_OFF_AFTER
