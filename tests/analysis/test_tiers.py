"""Bulk tiers are those of the scalar reference, month by month, reason and all, on two engines."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_app.analysis.aum import Frame
from advisor_app.analysis.tiers import Inputs, current_rows, days_of, month_rows, walk, years_of
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.policy.tiers import Hold, Lift
from advisor_app.domain.tier_ladder import Ladder, Step
from advisor_app.domain.tiers import Month, history, last_whole_month, standing_now
from tests.analysis.frames import ENGINES, Make, engine, integers, listed

AS_OF = st.integers(8000, 22000)
COUNT = 8
"""Whole months of a history: enough for every grace to run out."""
CATEGORIES = ("deposit", "fund", "card")


class Held(NamedTuple):
    """A position of a category, from a day until before another."""

    category: str
    begins: int | None
    ends: int | None


class Life(NamedTuple):
    """A customer as the bank's tables tell it; averages by month, and the transactions made."""

    opened_on: int | None
    averages: dict[int, tuple[int, int]]
    held: list[Held]
    made: dict[int, int]


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Ladders with cut-offs close together and far apart, with and without rules of loyalty."""
    cuts = sorted(draw(st.lists(st.integers(1, 10**12), max_size=3, unique=True)))
    steps = [Step("tier0", 0, draw(st.integers(1, 4)))]
    for number, cut in enumerate(cuts, 1):
        lifted_from = draw(st.none() | st.just(max(steps[-1].cut_off_minor, -(-cut * 80 // 100))))
        steps.append(Step(f"tier{number}", cut, draw(st.integers(1, 4)), lifted_from))
    lift = draw(st.none() | st.just(Lift(80, 3, 1, 1)) | st.just(Lift(80, 2, 1, 2)))
    hold = draw(st.none() | st.just(Hold(1, 2, 2)))
    return Ladder("entry", tuple(steps), lift, hold)


def near(ladder: Ladder) -> st.SearchStrategy[int]:
    """Amounts of any size, most of them at the edges of the tiers."""
    marks = [
        mark
        for step in ladder.steps
        for mark in (step.cut_off_minor, step.lift_from_minor)
        if mark is not None
    ]
    edges = [mark + delta for mark in marks for delta in (-1, 0, 1)]
    return st.sampled_from([edge for edge in edges if edge >= 0]) | st.integers(0, 2 * 10**12)


def lives(ladder: Ladder, as_of: int) -> st.SearchStrategy[Life]:
    """Customers who come, go and come again, have transactions before and within the months, or nothing at all."""
    last = last_whole_month(as_of)
    whole = [add_months(last, -back) for back in range(COUNT - 1, -1, -1)]
    shown = sorted({*whole, month_start(as_of)})
    earlier = [add_months(whole[0], -back) for back in range(1, 13)]
    a_day = st.none() | st.integers(whole[0] - 40, as_of + 40)
    spells = st.builds(Held, st.sampled_from(CATEGORIES), a_day, a_day).filter(
        lambda one: one.ends is None or one.begins is None or one.begins < one.ends
    )
    anniversaries = [add_months(month, -11) + delta for month in whole for delta in (0, 1)]
    return st.builds(
        Life,
        st.none() | st.sampled_from(anniversaries) | st.just(0) | st.just(whole[0] - 2000),
        st.dictionaries(st.sampled_from(shown), st.tuples(near(ladder), st.integers(0, 100))),
        st.lists(spells, max_size=5),
        st.dictionaries(st.sampled_from([*earlier, *whole]), st.integers(1, 3), max_size=3),
    )


def facts(life: Life, month: int) -> Month:
    """Return what the tables say of a whole month."""
    until = add_months(month, 1)
    at_end = {
        one.category
        for one in life.held
        if (one.begins is None or one.begins < until) and (one.ends is None or one.ends >= until)
    }
    average, coverage = life.averages.get(month, (0, 100))
    made = sum(count for of, count in life.made.items() if add_months(month, -12) < of <= month)
    active = month in life.averages or bool(at_end)
    return Month(month, active, average, coverage, made, len(at_end), life.opened_on)


def frames(make: Make, people: dict[bytes, Life], active: dict[bytes, bool], months: list[int]) -> Inputs:
    """Return the tables as frames of an engine."""

    def rows(found: Iterable[tuple[object, ...]], *names: str) -> Frame:
        return make(list(found), integers(*names))

    return Inputs(
        rows(
            ((key, life.opened_on, int(active[key])) for key, life in people.items()),
            "customer",
            "opened_on",
            "active",
        ),
        rows(
            ((key, month, *known) for key, life in people.items() for month, known in life.averages.items()),
            "customer",
            "month",
            "average_minor",
            "coverage",
        ),
        rows(
            ((key, *one) for key, life in people.items() for one in life.held),
            "customer",
            "category",
            "begins_on",
            "ends_on",
        ),
        rows(
            ((key, month, count) for key, life in people.items() for month, count in life.made.items()),
            "customer",
            "month",
            "count",
        ),
        rows(days_of(months), "day", "month"),
        rows(years_of(months), "month", "later"),
    )


@pytest.mark.parametrize("on", ENGINES)
@settings(max_examples=15, deadline=None)
@given(data=st.data(), ladder=ladders(), as_of=AS_OF)
def test_bulk_and_scalar_agree(on: str, data: st.DataObject, ladder: Ladder, as_of: int) -> None:
    last = last_whole_month(as_of)
    months = [add_months(last, -back) for back in range(COUNT - 1, -1, -1)]
    keys = st.binary(min_size=16, max_size=16)
    people = data.draw(st.dictionaries(keys, lives(ladder, as_of), min_size=5, max_size=20))
    active = {key: data.draw(st.booleans()) for key in people}
    with engine(on) as make:
        given_frames = frames(make, people, active, months)
        states = list(walk(given_frames, ladder, months, _kept(make)))
        found = listed(month_rows(states, ladder), "customer", "month")
        state = states[-1][1]
        now = listed(current_rows(state, given_frames.averages, ladder, last, as_of), "customer")

    expected, expected_now = [], []
    for key, life in sorted(people.items()):
        known = [facts(life, month) for month in months]
        while known and not known[0].active:
            known.pop(0)
        standings, track = history(ladder, known)
        expected += [
            {
                "customer": key,
                "month": one.month,
                "tier": one.tier,
                "state": one.state,
                "average_minor": one.average_minor,
                "reason": one.to_json(),
            }
            for one in standings
        ]
        ended = facts(life, last)
        so_far, coverage = life.averages.get(add_months(last, 1), (0, 100))
        # Who was not there in the last month has no loyalty yet, whatever was in the year before.
        present = Month(add_months(last, 1), active[key], so_far, coverage, ended.transactions)
        standing = standing_now(ladder, track, ended, present, as_of)
        expected_now.append(
            {
                "customer": key,
                "known": int(bool(known) or active[key]),
                "tier": standing.tier,
                "state": standing.state,
                "since_on": standing.since,
                "month": standing.month,
                "average_minor": standing.average_minor,
                "reason": standing.to_json(),
            }
        )
    assert found == expected
    assert now == expected_now


def _kept(make: Make) -> Callable[[Frame], Frame]:
    def keep(frame: Frame) -> Frame:
        return make(frame.collect().rows(), integers(*frame.collect_schema().names()))

    return keep
