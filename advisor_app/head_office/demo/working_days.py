"""The days on which a branch is open: weekends, public holidays and 调休 (days worked in exchange) as
announced.

They are only announced a year ahead, so the calendar knows them up to a last year and refuses later ones;
days to come that it does not know yet are taken to be worked on unless they fall on a weekend.
"""

from datetime import date

import chinese_calendar  # type: ignore[import-untyped]

from advisor_app.domain.dates import from_day, to_day

FIRST_YEAR = min(day.year for day in chinese_calendar.holidays)
LAST_YEAR = max(day.year for day in chinese_calendar.holidays)


class WorkingDays:
    """Working days between two days, looked up by day number."""

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        dates = [from_day(day) for day in range(first, last + 1)]
        self.open = [self._is_open(day) for day in dates]
        self.holidays = [day in chinese_calendar.holidays for day in dates]

    @staticmethod
    def _is_open(day: date) -> bool:
        return bool(chinese_calendar.is_workday(day)) if day.year <= LAST_YEAR else day.weekday() < 5

    def is_open(self, day: int) -> bool:
        """Return whether branches are open on `day`."""
        return self.open[day - self.first]

    def on_or_after(self, day: int) -> int:
        """Return the first working day from `day` on."""
        while not self.is_open(day):
            day += 1
        return day

    def on_or_before(self, day: int) -> int:
        """Return the last working day up to `day`."""
        while not self.is_open(day):
            day -= 1
        return day


def spring_festival(year: int) -> int:
    """Return the day number of the first day off of the Spring Festival of a known year."""
    festival = chinese_calendar.Holiday.spring_festival.value
    return min(
        to_day(day)
        for day, name in chinese_calendar.holidays.items()
        if day.year == year and name == festival
    )
