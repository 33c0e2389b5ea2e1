"""What a customer has with the bank, whatever table it comes from, and what it adds up to."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from advisor_app.domain import money
from advisor_app.domain.masking import MaskedCardNumber

OWNER = "owner"
DEPOSIT = "deposit"
"""The kind that current and savings accounts are counted as."""


class State(Enum):
    """Where a position stands on a day."""

    FUTURE = "future"
    ACTIVE = "active"
    MATURED = "matured"
    CLOSED = "closed"


class Position(NamedTuple):
    """One position: an account, a holding, a loan or a card, as `entity` says.

    `value_minor` is what it adds to the customer's assets, negative for what is owed, None where nothing is
    known or the position has no value of its own (a card). `role` is the customer's part in an account or in
    a loan repaid from it; what somebody else owns counts for them only.
    """

    entity: str
    id: int
    account_id: int | None
    kind: str
    name: str | None
    number: MaskedCardNumber | None
    currency: str | None
    value_minor: int | None
    principal_minor: int | None
    quantity: str | None
    rate: str | None
    risk_grade: str | None
    status: str | None
    starts_on: int | None
    ends_on: int | None
    closed_on: int | None
    as_of: int | None
    role: str
    source_id: int

    def state(self, today: int) -> State:
        """Return where the position stands; a contract that begins later is there but not active."""
        if self.closed_on is not None and self.closed_on <= today:
            return State.CLOSED
        if self.starts_on is not None and self.starts_on > today:
            return State.FUTURE
        if self.ends_on is not None and self.ends_on <= today:
            return State.MATURED
        return State.ACTIVE

    def counts(self, today: int) -> bool:
        """Tell whether its value is the customer's own on that day; the matured counts until it is closed."""
        return (
            self.role == OWNER
            and self.value_minor is not None
            and self.state(today) in (State.ACTIVE, State.MATURED)
        )


class Totals(NamedTuple):
    """Assets and debts in the base currency, without the currencies `left_out` for want of a rate."""

    assets_minor: int
    debts_minor: int
    currency: str
    left_out: tuple[str, ...]


def totals(positions: Iterable[Position], today: int, base: str, rates: Mapping[str, str]) -> Totals:
    """Add up what counts today; `rates` are units of the base currency for one of another, as decimals."""
    assets = debts = 0
    left_out: dict[str, None] = {}
    for position in positions:
        if not position.counts(today) or position.currency is None or position.value_minor is None:
            continue
        value = convert(position.value_minor, position.currency, base, rates)
        if value is None:
            left_out[position.currency] = None
        elif value < 0:
            debts -= value
        else:
            assets += value
    return Totals(assets, debts, base, tuple(left_out))


def allocation(
    positions: Iterable[Position], today: int, base: str, rates: Mapping[str, str]
) -> tuple[tuple[str, int], ...]:
    """Return what the assets that count today consist of: kind and value in the base currency, largest first.

    Current and savings accounts together are the kind "deposit". What is left out, `totals` names.
    """
    values: dict[str, int] = {}
    for position in positions:
        if not position.counts(today) or position.currency is None or position.value_minor is None:
            continue
        value = convert(position.value_minor, position.currency, base, rates)
        if value is not None and value > 0:
            kind = DEPOSIT if position.entity == "accounts" else position.kind
            values[kind] = values.get(kind, 0) + value
    return tuple(sorted(values.items(), key=lambda part: (-part[1], part[0])))


def convert(minor: int, currency: str, base: str, rates: Mapping[str, str]) -> int | None:
    """Return an amount in minor units of the base currency, or None without a rate."""
    if currency == base:
        return minor
    rate = rates.get(currency)
    return None if rate is None else money.convert(minor, currency, Decimal(rate), base)
