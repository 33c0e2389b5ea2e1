"""Salary or pension of one customer, found in what came month by month; and the month in which most is spent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import dropwhile
from typing import NamedTuple

from advisor_app.domain.dates import month_start, months_between
from advisor_app.domain.insights.habits import Income, IncomeState, Month, Season
from advisor_app.domain.policy.features import FeatureRules

NEWEST = 3
"""Of how many months an average is taken; fewer months with an income are not yet a habit."""

_WHOLE_YEAR = 12


class Came(NamedTuple):
    """What came in one month under one category; `last_on` is the day of the last of it."""

    month: int
    category: str
    minor: int
    last_on: int


def income_of(came: Sequence[Came], as_of: int, rules: FeatureRules) -> Income | None:
    """Return the salary or pension that comes, or has stopped to come; None where there is none.

    The category that brought most names it; all of them count.
    """
    months = sorted({each.month for each in came}, reverse=True)
    if len(months) < NEWEST:
        return None
    by_month = {month: [each for each in came if each.month == month] for month in months}
    totals = {month: sum(each.minor for each in there) for month, there in by_month.items()}
    settled = _settled(months, totals, as_of)
    monthly = _average([totals[month] for month in settled[:NEWEST]])
    earlier = [totals[month] for month in settled[NEWEST : 2 * NEWEST]]
    before = _average(earlier) if earlier else None
    last_on = max(each.last_on for each in came)
    by_category = Counter[str]()
    for each in came:
        by_category[each.category] += each.minor
    return Income(
        category=min(by_category, key=lambda code: (-by_category[code], code)),
        state=_state(monthly, before, as_of - last_on, rules),
        monthly_minor=monthly,
        day=_usual_day(came),
        months=len(months),
        last_on=last_on,
        before_minor=before,
    )


def season_of(months: Sequence[Month], whole_month: int, rules: FeatureRules) -> Season | None:
    """Return the month that stands out among the twelve whole ones up to `whole_month`; None where none does, or the
    customer did not spend in at least half of them.

    Months before the first spending are none of an average: whoever came, or began to pay, half a year ago has no
    season for it.
    """
    there = [month for month in months if month.month <= whole_month][-_WHOLE_YEAR:]
    whole = list(dropwhile(lambda month: month.spent_minor <= 0, there))
    spent = sum(month.spent_minor for month in whole)
    if sum(month.spent_minor > 0 for month in whole) < _WHOLE_YEAR // 2 or not spent:
        return None
    most = max(whole, key=lambda month: (month.spent_minor, month.month))
    many = months_between(whole[0].month, whole_month) + 1
    percent = most.spent_minor * 100 * many // spent
    return Season(most.month, percent) if percent >= rules.season_percent else None


def _settled(months: Sequence[int], totals: Mapping[int, int], as_of: int) -> Sequence[int]:
    """Return the months, the newest first, without the present one where more may still come in it: where it is not
    over, and has brought less so far than the one before it.
    """
    over = months[0] < month_start(as_of + 1)
    less = len(months) > NEWEST and totals[months[0]] < totals[months[1]]
    return months[1:] if less and not over else months


def _state(monthly: int, before: int | None, quiet_days: int, rules: FeatureRules) -> str:
    if quiet_days > rules.stopped_days:
        return IncomeState.STOPPED.value
    changed = before is not None and abs(monthly - before) * 100 >= before * rules.changed_percent
    return IncomeState.CHANGED.value if changed else IncomeState.REGULAR.value


def _average(amounts: Sequence[int]) -> int:
    return (2 * sum(amounts) + len(amounts)) // (2 * len(amounts))


def _usual_day(came: Sequence[Came]) -> int:
    """Return the day of the month on which it came most often, the earlier of two."""
    days = Counter(each.last_on - month_start(each.last_on) + 1 for each in came)
    return min(days, key=lambda day: (-days[day], day))
