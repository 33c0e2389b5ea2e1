"""What days are to a bank: the calendar of its branches, and how days off are marked on a screen."""

from datetime import timedelta
from typing import NamedTuple

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.prompts.calendar import Calendar
from advisor_app.domain.records import Bank
from advisor_app.i18n import N_
from advisor_app.working_days import CHINESE_ZONES, calendar_in

_NAMES = {
    "New Year's Day": N_("New Year"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Tomb-Sweeping Day"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "National Day": N_("National Day"),
    "Mid-autumn Festival": N_("Mid-Autumn Festival"),
}


class DayMark(NamedTuple):
    """A day off, or a day worked in exchange for one; `name` is the message id of the holiday, empty where unknown."""

    off: bool
    name: str


def calendar_of(bank: Bank) -> Calendar:
    """Return the calendar by which a bank's branches are open."""
    return calendar_in(bank.time_zone)


def day_marks(bank: Bank, first: int, last: int) -> dict[int, DayMark]:
    """Return the holidays and exchanged days of a range of days."""
    if bank.time_zone not in CHINESE_ZONES:
        return {}
    import chinese_calendar  # type: ignore[import-untyped]  # late: only who looks at days needs it

    found = {}
    day, end = from_day(first), from_day(last)
    while day <= end:
        for off, known in ((True, chinese_calendar.holidays), (False, chinese_calendar.workdays)):
            if day in known:
                found[to_day(day)] = DayMark(off, _NAMES.get(known[day], ""))
        day += timedelta(1)
    return found
