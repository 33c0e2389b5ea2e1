"""Money: exact conversion by the currency's exponent, refusal of everything else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.money import LARGEST_MINOR, convert, exponent, from_minor, to_minor

CURRENCIES = st.sampled_from(["CNY", "CZK", "JPY", "KWD", "CLF", "USD"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.30", "CNY", 1230),
        ("-0.05", "CNY", -5),
        ("+7", "CNY", 700),
        ("1200", "JPY", 1200),
        ("1200.00", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("0.0001", "CLF", 1),
        ("92233720368547758.07", "CNY", LARGEST_MINOR),
        (Decimal("1E+3"), "CNY", 100_000),
        (Decimal("1.50"), "CNY", 150),
        ("000000000000000000000000.01", "CNY", 1),
    ],
)
def test_an_amount_in_minor_units(amount: Decimal | str, currency: str, minor: int) -> None:
    assert to_minor(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("1.5", "JPY"),
        ("1.005", "CNY"),
        ("1.00000000000000000000000000000000000001", "CNY"),
        ("1,000", "CNY"),
        ("1e3", "CNY"),
        ("", "CNY"),
        ("-", "CNY"),
        (" 1", "CNY"),
        ("1.", "CNY"),
        ("１", "CNY"),
        ("92233720368547758.08", "CNY"),
        ("9" * 5000, "JPY"),
        (Decimal("NaN"), "CNY"),
        (Decimal("Infinity"), "CNY"),
        (Decimal("1E+1000000"), "CNY"),
        (Decimal("0.001"), "CNY"),
    ],
)
def test_what_is_no_exact_amount_is_refused(amount: Decimal | str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimal places"):
        to_minor(amount, currency)


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), CURRENCIES)
def test_minor_units_come_back_from_amount_and_text(minor: int, currency: str) -> None:
    amount = from_minor(minor, currency)
    assert -int(amount.as_tuple().exponent) == exponent(currency)
    assert to_minor(amount, currency) == to_minor(str(format(amount, "f")), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "rate", "base", "expected"),
    [
        (100_00, "USD", "7.1234", "CNY", 712_34),
        (1_000, "JPY", "0.0463", "CNY", 46_30),
        (1_000, "KWD", "23.5", "CNY", 23_50),
        (500, "CNY", "21.6", "JPY", 108),
        (1, "USD", "0.49", "CNY", 0),
        (1, "USD", "0.5", "CNY", 1),
        (3, "USD", "0.5", "CNY", 2),
        (-3, "USD", "0.5", "CNY", -2),
        (10**17, "KRW", "0.005305", "CNY", 53_050_000_000_000_000),
    ],
)
def test_a_conversion_rounds_halves_away_from_zero(
    minor: int, currency: str, rate: str, base: str, expected: int
) -> None:
    assert convert(minor, currency, Decimal(rate), base) == expected
