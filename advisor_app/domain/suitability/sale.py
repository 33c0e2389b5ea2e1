"""Whether a product can be had at all: on sale, not stale, for enough money, in a currency, by a listed issuer."""

from collections.abc import Iterator

from advisor_app.domain.records import Product
from advisor_app.domain.suitability import verdict
from advisor_app.domain.suitability.facts import CustomerFacts, Terms
from advisor_app.domain.suitability.verdict import Refusal


def on_sale(product: Product, terms: Terms) -> Iterator[Refusal]:
    """Find what the catalogue says against it; the last day of a sale counts."""
    today, as_of = terms.today, product.as_of
    if product.opens_on is not None and product.opens_on > today:
        yield Refusal(verdict.NOT_ON_SALE_YET, {"on": product.opens_on}, as_of)
    if product.closed_on is not None and product.closed_on <= today:
        yield Refusal(verdict.SALE_ENDED, {"on": product.closed_on}, as_of)
    elif product.closes_on is not None and product.closes_on < today:
        yield Refusal(verdict.SALE_ENDED, {"on": product.closes_on}, as_of)
    age = (today if terms.catalogue_day is None else terms.catalogue_day) - as_of
    if age > terms.rules.product_days:
        yield Refusal(verdict.STALE, {"days": age, "most": terms.rules.product_days}, as_of)


def amount(product: Product, wanted_minor: int | None) -> Iterator[Refusal]:
    """Find what stands against an amount in the product's currency; without one, whether anything is left."""
    values = {"currency": product.currency}
    least = max(1, product.minimum_minor or 0)
    if product.quota_minor is not None and product.quota_minor < least:
        yield Refusal(verdict.SOLD_OUT, {}, product.as_of)
    elif None not in (wanted_minor, product.quota_minor) and wanted_minor > product.quota_minor:  # type: ignore[operator]
        yield Refusal(verdict.ABOVE_QUOTA, {"minor": product.quota_minor, **values}, product.as_of)
    if None not in (wanted_minor, product.minimum_minor) and wanted_minor < product.minimum_minor:  # type: ignore[operator]
        yield Refusal(verdict.BELOW_MINIMUM, {"minor": product.minimum_minor, **values}, product.as_of)


def currency(customer: CustomerFacts, product: Product, terms: Terms) -> Iterator[Refusal]:
    """Find a product in a foreign currency for a customer without an account in it."""
    if product.currency not in {terms.base_currency, *customer.currencies}:
        yield Refusal(verdict.NO_ACCOUNT_IN_CURRENCY, {"currency": product.currency}, customer.data_on)


def issuer(product: Product, terms: Terms) -> Iterator[Refusal]:
    """Find an issuer who is not known, or whose products the bank does not sell for others."""
    if product.issuer_kind is None:
        yield Refusal(verdict.ISSUER_UNKNOWN, {}, product.as_of)
    elif product.issuer_kind in terms.rules.listed_kinds and product.issuer not in terms.rules.whitelist:
        yield Refusal(verdict.NOT_LISTED, {"issuer": product.issuer}, product.as_of)
