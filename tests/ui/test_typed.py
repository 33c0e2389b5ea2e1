"""What people type into fields: read generously, refused with a sentence where it could mean two things."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError
from advisor_app.i18n import format_number
from advisor_app.ui import typed
from tests.support.factories import TODAY


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("88.5", 88_50),
        ("1,234,567.89", 1_234_567_89),
        ("¥ 88", 88_00),
        ("５０００", 5_000_00),
        ("5万", 50_000_00),
        ("1.25 亿", 125_000_000_00),
        ("30k", 30_000_00),
        ("2M", 2_000_000_00),
    ],
)
def test_amounts_are_read(text: str, minor: int | None) -> None:
    assert typed.amount(text, "CNY") == minor


@pytest.mark.parametrize("text", ["-5", "abc", "12,5", "1.234", "1e9", "5 6x", "9" * 30, "万", "١٢"])
def test_what_is_no_amount_is_refused_with_its_own_words(text: str) -> None:
    with pytest.raises(InputError) as caught:
        typed.amount(text, "CNY")
    assert text in str(caught.value)


def test_a_currency_without_decimals_takes_none() -> None:
    assert typed.amount("500", "JPY") == 500
    with pytest.raises(InputError):
        typed.amount("500.5", "JPY")


@given(some.integers(0, 10**15))
def test_what_is_shown_can_be_typed(minor: int) -> None:
    assert typed.amount(format_number(minor // 100) + f".{minor % 100:02}", "CNY") == minor


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", "2026-11-24"),
        ("2026/1/2", "2026-01-02"),
        ("20260209", "2026-02-09"),
        ("2026年2月9日", "2026-02-09"),
        ("２０２６．１．３", "2026-01-03"),
        ("11-24", "2026-11-24"),
        ("11-25", "2025-11-25"),
        ("3月5日", "2026-03-05"),
    ],
)
def test_days_are_read(text: str, day: str) -> None:
    read = typed.day(text, TODAY)
    assert read is not None
    assert from_day(read).isoformat() == day


def test_no_day_is_none() -> None:
    assert typed.day(" ", TODAY) is None


@pytest.mark.parametrize(
    "text", ["2026-13-01", "20260229", "2-30", "x", "2026-11", "2026-11-24x", "0000-01-01"]
)
def test_what_is_no_day_is_refused_with_its_own_words(text: str) -> None:
    with pytest.raises(InputError) as caught:
        typed.day(text, TODAY)
    assert text in str(caught.value)


@given(some.integers(-20_000, 40_000))
def test_a_day_that_is_shown_can_be_typed(day: int) -> None:
    assert typed.day(from_day(day).isoformat(), TODAY) == day


@given(some.text(max_size=12))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    for read in (lambda: typed.amount(text, "CNY"), lambda: typed.day(text, TODAY)):
        with suppress(InputError):
            read()
