"""What days are to a bank in China, and to one elsewhere."""

from datetime import date

import pytest

from advisor_app.domain.dates import to_day
from advisor_app.domain.records import Bank
from advisor_app.services.calendars import calendar_of, day_marks


def bank(time_zone: str) -> Bank:
    return Bank(**dict.fromkeys(Bank._fields))._replace(time_zone=time_zone)  # type: ignore[arg-type]


def test_days_off_come_from_the_calendar_of_china() -> None:
    calendar = calendar_of(bank("Asia/Shanghai"))
    open_on = {
        date(2025, 10, 1): False,
        date(2025, 9, 28): True,  # a Sunday that is worked in exchange
        date(2025, 10, 9): True,
        date(2060, 1, 3): False,  # a Saturday that no calendar announces yet
        date(2060, 1, 5): True,
    }
    assert {day: calendar.is_open(to_day(day)) for day in open_on} == open_on


@pytest.mark.parametrize(
    ("born", "today", "falls_on"),
    [
        (date(1980, 2, 16), date(2026, 2, 1), date(2026, 2, 17)),  # New Year's day of 1980 and of 2026
        (date(1979, 10, 5), date(2026, 9, 20), date(2026, 9, 25)),  # Mid-autumn, 15th of the eighth month
        (date(1980, 2, 16), date(2026, 5, 1), None),  # not within two months
    ],
)
def test_birthdays_by_the_chinese_calendar(born: date, today: date, falls_on: date | None) -> None:
    found = calendar_of(bank("Asia/Shanghai")).lunar_anniversary(to_day(born), to_day(today))
    assert found == (None if falls_on is None else to_day(falls_on))


def test_a_bank_elsewhere_does_not_work_in_exchange_for_holidays_of_china() -> None:
    calendar = calendar_of(bank("Europe/Prague"))
    assert calendar.is_open(to_day(date(2025, 10, 1)))
    assert not calendar.is_open(to_day(date(2025, 9, 28)))
    assert calendar.lunar_anniversary(to_day(date(1980, 2, 16)), to_day(date(2026, 2, 1))) is None
    assert day_marks(bank("Europe/Prague"), to_day(date(2025, 9, 1)), to_day(date(2025, 10, 31))) == {}
