"""Targets (目标): what an advisor is to reach in a time, beside what is reached and how much of the time has passed.

AUM is a level: it begins with what was there, and what is to be gained of it is the way to the goal. Fees and new
customers begin at nothing.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from advisor_app.domain.records import Target

AUM, FEE_INCOME, NEW_CUSTOMERS = "aum", "fee_income", "new_customers"
MEASURES = (AUM, FEE_INCOME, NEW_CUSTOMERS)
AMOUNTS = (AUM, FEE_INCOME)
"""The measures that are amounts; the other is a number."""

REACHED, AHEAD, BEHIND, MISSED, FUTURE, UNKNOWN = "reached", "ahead", "behind", "missed", "future", "unknown"
STANDINGS = (REACHED, AHEAD, BEHIND, MISSED, FUTURE, UNKNOWN)


class Actual(NamedTuple):
    """What was there when the time of a target began, and what there is by the data; None where it is not known."""

    start: int | None
    now: int | None


class Progress(NamedTuple):
    """A target on a day: what is reached, what would be by now if every day brought the same, and where that stands.

    Values are as those of the target: minor units of its currency, or a number. `days` of the whole `of_days` have
    passed, the present one included. `expected` and `percent` (of the way from the start to the goal, at most whole
    per cents, cut off) are None where the start is not known, `percent` also where there is no way to go.
    """

    target: Target
    actual: int | None
    start: int | None
    expected: int | None
    percent: int | None
    days: int
    of_days: int
    standing: str


def progress(target: Target, actual: Actual, today: int) -> Progress:
    """Return how a target stands on a day."""
    of_days = target.ends_on - target.starts_on + 1
    days = min(max(today - target.starts_on + 1, 0), of_days)
    start = actual.start if target.measure == AUM else 0
    expected = percent = None
    if start is not None:
        way = target.goal - start
        # Where more is there than is to be reached, the goal is to be held.
        expected = start + ceil(Fraction(way * days, of_days)) if way > 0 else target.goal
        if actual.now is not None and way > 0:
            percent = int(Fraction(100 * (actual.now - start), way))
    standing = _standing(target, actual.now, expected, today)
    return Progress(target, actual.now, start, expected, percent, days, of_days, standing)


def together(several: Sequence[Progress], today: int) -> Progress:
    """Return how targets of several stand together, which are of one measure, time and currency.

    What is not known of one of them is not known of all.
    """
    one = several[0].target
    goal = sum(each.target.goal for each in several)
    actual = Actual(_sum(each.start for each in several), _sum(each.actual for each in several))
    return progress(one._replace(goal=goal), actual, today)


def _sum(values: Iterable[int | None]) -> int | None:
    known = list(values)
    return None if None in known else sum(value for value in known if value is not None)


def _standing(target: Target, now: int | None, expected: int | None, today: int) -> str:
    if today < target.starts_on:
        return FUTURE
    if now is None:
        return UNKNOWN
    if now >= target.goal:
        return REACHED
    if today > target.ends_on:
        return MISSED
    if expected is None:
        return UNKNOWN
    return AHEAD if now >= expected else BEHIND
