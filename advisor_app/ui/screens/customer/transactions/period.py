"""The spans of time that transactions are looked at by."""

from calendar import monthrange
from datetime import date
from enum import Enum

from advisor_app.domain.dates import from_day, to_day
from advisor_app.i18n import N_


class Period(Enum):
    """A span that ends on the business date, the whole, or one between two days of the advisor's."""

    ALL = N_("All days")
    DAYS_30 = N_("Last 30 days")
    MONTHS_3 = N_("Last 3 months")
    MONTHS_12 = N_("Last 12 months")
    CUSTOM = N_("Custom dates")

    def since(self, today: int) -> int | None:
        """Return the first day of a span that ends today, None where it has no beginning."""
        if self is Period.DAYS_30:
            return today - 29
        months = {Period.MONTHS_3: 3, Period.MONTHS_12: 12}.get(self)
        return None if months is None else _months_before(today, months) + 1


def _months_before(day: int, months: int) -> int:
    """Return the same day of an earlier month, or the last of that month where it is shorter."""
    now = from_day(day)
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return to_day(date(year, month + 1, min(now.day, last)))
