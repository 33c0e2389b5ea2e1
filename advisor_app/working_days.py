"""Working days as announced in China, with 调休, and birthdays by the Chinese calendar.

Days off are announced a year ahead; a day that the library does not know yet is open unless it is one of a weekend.
Of banks elsewhere only the weekends are known. Devices and head office look days up here alike.
"""

from datetime import date, datetime
from functools import cache

from advisor_app.domain.dates import from_day
from advisor_app.domain.prompts.calendar import Calendar, Weekdays

CHINESE_ZONES = {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "PRC"}
_REACH = 60
"""How many days ahead an anniversary is looked for."""


def calendar_in(time_zone: str) -> Calendar:
    """Return the calendar by which branches are open in a time zone."""
    return ChineseCalendar() if time_zone in CHINESE_ZONES else Weekdays()


class ChineseCalendar:
    """Looks days up in the libraries, which are loaded when the first one is asked for."""

    def is_open(self, day: int) -> bool:
        """Tell whether branches are open on a day."""
        return _is_open(from_day(day))

    def lunar_anniversary(self, born: int, today: int) -> int | None:
        """Return the next anniversary within two months, None where there is none.

        Who was born in a leap month has it in the month of the same number; on the 30th, in a month of 29 days, on
        the last.
        """
        month, day, _ = _lunar(from_day(born))
        for ahead in range(_REACH):
            at = today + ahead
            found_month, found_day, leap = _lunar(from_day(at))
            if found_month != month or leap:
                continue
            is_last = day == 30 and found_day == 29 and _lunar(from_day(at + 1))[1] == 1
            if found_day == day or is_last:
                return at
        return None


@cache
def _is_open(day: date) -> bool:
    import chinese_calendar  # type: ignore[import-untyped]  # late: only who looks at days needs it

    first, last = _announced()
    return bool(chinese_calendar.is_workday(day)) if first <= day.year <= last else day.weekday() < 5


@cache
def _announced() -> tuple[int, int]:
    """Return the first and the last year whose days off the library knows."""
    import chinese_calendar

    years = [one.year for one in chinese_calendar.holidays]
    return min(years), max(years)


@cache
def _lunar(day: date) -> tuple[int, int, bool]:
    """Return month, day and whether the month is a leap one, by the Chinese calendar."""
    import cnlunar  # type: ignore[import-untyped]

    found = cnlunar.Lunar(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # a day of the calendar, no instant
    return int(found.lunarMonth), int(found.lunarDay), bool(found.isLunarLeapMonth)
