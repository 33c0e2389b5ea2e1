"""On which days branches are open, and birthdays by the Chinese calendar: what a rule asks of a calendar.

The days off are announced a year ahead and come from a library, which whoever runs the rules hands in.
"""

from typing import Protocol

from advisor_app.domain.dates import from_day


class Calendar(Protocol):
    """A calendar of a country; days are numbers since 1970-01-01."""

    def is_open(self, day: int) -> bool:
        """Tell whether branches are open on a day."""

    def lunar_anniversary(self, born: int, today: int) -> int | None:
        """Return the next day, today included, that is the anniversary of a birth by the Chinese calendar."""


class Weekdays:
    """Closed at weekends and at no other time; it knows no Chinese calendar."""

    def is_open(self, day: int) -> bool:
        """Tell whether a day is none of a weekend."""
        return from_day(day).weekday() < 5

    def lunar_anniversary(self, born: int, today: int) -> int | None:  # noqa: ARG002
        """Return None."""
        return None


_LONGEST_HOLIDAY = 15


def last_open(calendar: Calendar, day: int, today: int) -> int:
    """Return the last day up to `day`, and not before today, on which branches are open; `day` where there is none."""
    for back in range(_LONGEST_HOLIDAY):
        if day - back < today:
            break
        if calendar.is_open(day - back):
            return day - back
    return day
