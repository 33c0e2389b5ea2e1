"""What positions add up to, and what does not count."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.positions import Position, State, Totals, allocation, convert, totals

TODAY = 20_781


def position(**values: object) -> Position:
    blank = dict.fromkeys(Position._fields)
    given = {"entity": "holdings", "kind": "fund", "currency": "CNY", "value_minor": 100, "role": "owner"}
    return Position(**{**blank, **given, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "state", "counts"),
    [
        ({}, State.ACTIVE, True),
        ({"starts_on": TODAY}, State.ACTIVE, True),
        ({"starts_on": TODAY + 1}, State.FUTURE, False),
        ({"ends_on": TODAY + 1}, State.ACTIVE, True),
        ({"ends_on": TODAY}, State.MATURED, True),
        ({"closed_on": TODAY}, State.CLOSED, False),
        ({"closed_on": TODAY + 1}, State.ACTIVE, True),
        ({"ends_on": TODAY - 9, "closed_on": TODAY - 9}, State.CLOSED, False),
        ({"role": "joint"}, State.ACTIVE, False),
        ({"value_minor": None}, State.ACTIVE, False),
    ],
)
def test_what_counts(values: dict[str, object], state: State, counts: bool) -> None:
    assert position(**values).state(TODAY) is state
    assert position(**values).counts(TODAY) is counts


def test_assets_and_debts_are_kept_apart() -> None:
    made = [
        position(value_minor=100_00),
        position(value_minor=10_00, currency="USD"),
        position(value_minor=1, currency="JPY"),
        position(value_minor=5_00, currency="EUR"),
        position(value_minor=-30_00),
        position(value_minor=7_00, closed_on=1),
        position(value_minor=None, currency=None),
    ]
    rates = {"USD": "7.125", "JPY": "0.048"}
    assert totals(made, TODAY, "CNY", rates) == Totals(100_00 + 71_25 + 5, 30_00, "CNY", ("EUR",))


@given(st.integers(-(10**12), 10**12), st.decimals("0.0001", "1000", places=4))
def test_conversion_rounds_once_halves_away_from_zero(minor: int, rate: Decimal) -> None:
    exact = Decimal(minor) * rate * 100  # yen have no decimal places, yuan have two
    assert convert(minor, "JPY", "CNY", {"JPY": str(rate)}) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_the_same_currency_needs_no_rate_and_another_does() -> None:
    assert convert(5, "CNY", "CNY", {}) == 5
    assert convert(5, "USD", "CNY", {}) is None


def test_allocation_is_of_assets_by_kind_the_largest_first() -> None:
    made = [
        position(kind="fund", value_minor=20_00),
        position(kind="wealth", value_minor=30_00),
        position(kind="fund", value_minor=15_00),
        position(entity="accounts", kind="current", value_minor=4_00),
        position(entity="accounts", kind="savings", value_minor=1_00, currency="USD"),
        position(entity="accounts", kind="current", value_minor=-90_00),  # overdrawn
        position(entity="loans", kind="mortgage", value_minor=-500_00),
        position(kind="bond", value_minor=7_00, currency="EUR"),
        position(kind="trust", value_minor=7_00, role="joint"),
        position(kind="metal", value_minor=7_00, closed_on=TODAY),
    ]
    parts = allocation(made, TODAY, "CNY", {"USD": "7"})
    assert parts == (("fund", 35_00), ("wealth", 30_00), ("deposit", 11_00))
    assert sum(value for _, value in parts) == totals(made, TODAY, "CNY", {"USD": "7"}).assets_minor
    assert allocation([], TODAY, "CNY", {}) == ()
