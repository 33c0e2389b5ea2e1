"""Amounts as people write them, days that must lie ahead, texts that are too long."""

import pytest

from advisor_app.domain.dates import from_day
from advisor_app.domain.entries import EntryError, Reader, Terms, amount_of, whole_date
from advisor_app.domain.policy import parse
from advisor_app.paths import resources

POLICY = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
TODAY = 20_781  # 2026-11-24


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("500000", 50_000_000),
        ("50万", 50_000_000),
        ("５０ 万元", 50_000_000),
        ("1.2亿", 12_000_000_000),
        ("12.5万", 12_500_000),
        ("500,000.50", 50_000_050),
        ("300k", 30_000_000),
        ("1.5M", 150_000_000),
        ("0.5元", 50),
        ("0.005", None),
        ("1.23456万", 1_234_560),
        ("1.2345678万", None),
        ("-5", None),
        ("many", None),
        ("", None),
        ("9" * 30, None),
    ],
)
def test_amounts_are_read_exactly_or_not_at_all(typed: str, minor: int | None) -> None:
    assert amount_of(typed, "CNY") == minor


def test_a_currency_without_decimal_places_takes_none() -> None:
    assert amount_of("1.2万", "JPY") == 12_000
    assert amount_of("1.5", "JPY") is None


def reasons(reader: Reader) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for problem in reader.problems]


def test_everything_that_is_wrong_is_named() -> None:
    reader = Reader(Terms(POLICY, TODAY))
    assert reader.day_ahead("ahead", "下周一") == TODAY + 6
    assert reader.day_ahead("blank", " ") is None
    reader.day_ahead("past", "2026-11-23")
    reader.day_ahead("far", "2036-01-01")
    reader.day("odd", "someday")
    reader.text("long", "长" * 201)
    reader.line("needed", "\x00 ", required=True)
    reader.code("code", "nope", {"yes"})
    reader.amount("amount", "none", "CNY")
    assert reasons(reader) == [
        ("past", "in_past"),
        ("far", "too_far"),
        ("odd", "not_a_day"),
        ("long", "too_long"),
        ("needed", "missing"),
        ("code", "unknown_code"),
        ("amount", "not_an_amount"),
    ]
    with pytest.raises(EntryError) as error:
        reader.done({"past", "far", "odd", "long", "needed", "code"})
    assert [problem.field for problem in error.value.problems] == ["amount"]
    reader.done({problem.field for problem in reader.problems})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1961-03-09", "1961-03-09"),
        ("1961/3/9", "1961-03-09"),
        ("１９６１年３月９日", "1961-03-09"),
        ("19610309", "1961-03-09"),
        ("2036.12.31", "2036-12-31"),
        ("1961-02-30", None),
        ("3月9日", None),
        ("1961", None),
    ],
)
def test_dates_with_a_year_are_read_however_far_off(typed: str, day: str | None) -> None:
    found = whole_date(typed)
    assert (None if found is None else from_day(found).isoformat()) == day
