"""Targets on a day: level and flow, before, within and after their time, with values worked out by hand."""

import pytest

from advisor_app.domain.records import Target
from advisor_app.domain.targets import (
    AHEAD,
    AUM,
    BEHIND,
    FEE_INCOME,
    FUTURE,
    MISSED,
    NEW_CUSTOMERS,
    REACHED,
    UNKNOWN,
    Actual,
    Progress,
    progress,
    together,
)

FIRST = 20_000


def target(measure: str, goal: int, days: int = 10) -> Target:
    return Target(1, 7, measure, FIRST, FIRST + days - 1, goal, "CNY")


@pytest.mark.parametrize(
    ("measure", "start", "now", "day", "expected", "percent", "standing"),
    [
        # Ten days to 100: after four of them 40 would be there.
        (FEE_INCOME, None, 40, 4, 40, 40, AHEAD),
        (FEE_INCOME, None, 39, 4, 40, 39, BEHIND),
        (NEW_CUSTOMERS, None, 100, 4, 40, 100, REACHED),
        (NEW_CUSTOMERS, None, 130, 11, 100, 130, REACHED),
        (NEW_CUSTOMERS, None, 99, 10, 100, 99, BEHIND),
        (NEW_CUSTOMERS, None, 99, 11, 100, 99, MISSED),
        (NEW_CUSTOMERS, None, 0, 0, 0, 0, FUTURE),
        (NEW_CUSTOMERS, None, None, 4, 40, None, UNKNOWN),
        # Of a level only what is gained counts: from 60 to 100, after five days 80.
        (AUM, 60, 80, 5, 80, 50, AHEAD),
        (AUM, 60, 79, 5, 80, 47, BEHIND),
        (AUM, 60, 50, 5, 80, -25, BEHIND),
        (AUM, None, 80, 5, None, None, UNKNOWN),
        (AUM, None, 100, 5, None, None, REACHED),
        (AUM, None, 80, 11, None, None, MISSED),
        # A goal below what was there: it is held, and there is no way to go.
        (AUM, 120, 110, 5, 100, None, REACHED),
        (AUM, 120, 90, 5, 100, None, BEHIND),
    ],
)
def test_where_a_target_stands(
    measure: str,
    start: int | None,
    now: int | None,
    day: int,
    expected: int | None,
    percent: int | None,
    standing: str,
) -> None:
    found = progress(target(measure, 100), Actual(start, now), FIRST + day - 1)
    assert (found.expected, found.percent, found.standing) == (expected, percent, standing)
    assert (found.days, found.of_days) == (min(day, 10), 10)


def test_several_stand_together_as_one() -> None:
    today = FIRST + 3

    def one(goal: int, start: int | None, now: int | None) -> Progress:
        return progress(target(AUM, goal), Actual(start, now), today)

    found = together([one(100, 60, 80), one(50, 40, 41)], today)
    # From 100 to 150, of which 40 % are due after four days.
    assert (found.target.goal, found.start, found.actual, found.expected) == (150, 100, 121, 120)
    assert (found.percent, found.standing) == (42, AHEAD)
    alone = one(100, 60, 80)
    assert together([alone], today) == alone
    unknown = together([alone, one(50, None, 41)], today)
    assert (unknown.start, unknown.expected, unknown.standing) == (None, None, UNKNOWN)
    assert together([alone, one(50, 40, None)], today).actual is None
