"""The months of a computation, and the one rate of each currency in each."""

from advisor_app.head_office.nightly.months import Month, factors, months_until
from tests.head_office.nightly.conftest import day


def test_the_last_month_ends_with_the_business_date() -> None:
    assert months_until(day("2024-03-05"), 3) == [
        Month(day("2024-01-01"), day("2024-02-01")),
        Month(day("2024-02-01"), day("2024-03-01")),
        Month(day("2024-03-01"), day("2024-03-06")),
    ]


def test_a_month_takes_the_newest_rate_of_its_last_day() -> None:
    months = months_until(day("2026-11-24"), 3)
    rates = [
        ("USD", day("2026-11-25"), "9"),  # after the business date
        ("USD", day("2026-10-31"), "7.2"),
        ("USD", day("2026-10-30"), "7.1"),
        ("JPY", day("2026-09-01"), "0.05"),
        ("EUR", day("2026-11-24"), "0"),
        ("CNY", day("2026-11-24"), "8"),  # a rate of the base currency means nothing
    ]
    found = {(currency, month): factor for currency, month, factor in factors(rates, months, "CNY", 31)}
    september, october, november = (month.month for month in months)
    assert found == {
        ("CNY", september): 1.0,
        ("CNY", october): 1.0,
        ("CNY", november): 1.0,
        ("USD", october): 7.2,
        ("USD", november): 7.2,  # 24 days old
        ("JPY", september): 5.0,  # 29 days old; a yen has no minor units
    }
