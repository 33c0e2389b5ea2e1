"""The words of bulk tiers: tier, state, rule and the reason as JSON, as `domain.tiers.Standing` writes them."""

import json
from collections.abc import Sequence

import narwhals as nw

from advisor_app.analysis.aum import Frame
from advisor_app.domain.tier_ladder import ENTRY, Ladder
from advisor_app.domain.tiers import (
    CUT_OFF,
    GRACE,
    HELD,
    HOLD,
    LIFT,
    LIFTED,
    NO_ACTIVE_HOLDING,
    NORMAL,
    UPGRADE_NEXT,
    WATCH,
)


def named(known: Frame, ladder: Ladder, *, settled: bool) -> Frame:
    """Add tier, state and the reason as `domain.tiers.Standing.to_json` writes it."""
    steps, above = ladder.steps, [*ladder.steps[1:], None]
    average = nw.col("average")
    text = nw.String
    known = known.with_columns(
        average_minor="average",
        tier=_by_rank(nw.lit(ladder.entry), [nw.lit(step.tier) for step in steps]),
        grace=_by_rank(number(0), [nw.col("extra") + step.grace for step in steps]),
        kept=_by_rank(number(0), [number(step.grace) for step in steps]),
        cut_off=_by_rank(nw.lit("null"), [nw.lit(str(step.cut_off_minor)) for step in steps]),
        margin=_by_rank(nw.lit("null"), [(average - step.cut_off_minor).cast(text) for step in steps]),
        next_tier=_by_rank(
            nw.lit("null"), [nw.lit(f'"{step.tier}"') if step else nw.lit("null") for step in above]
        ),
        short=_by_rank(
            nw.lit("null"),
            [
                nw.max_horizontal(step.cut_off_minor - average, number(0)).cast(text)
                if step
                else nw.lit("null")
                for step in above
            ],
        ),
        lies=_by_rank(number(0), [average - step.cut_off_minor for step in steps]),
    )
    entered, beneath = nw.col("rank") == ENTRY, nw.col("below") > 0
    beyond, lifted = nw.col("below") > nw.col("kept"), nw.col("lies") < 0

    def chosen(entry: str, beyond_it: str, below_it: str, lifted_to: str, plain: str) -> nw.Expr:
        within = nw.when(beyond).then(nw.lit(beyond_it)).otherwise(nw.lit(below_it))
        there = nw.when(lifted).then(nw.lit(lifted_to)).otherwise(nw.lit(plain))
        held = nw.when(beneath).then(within).otherwise(there)
        return nw.when(entered).then(nw.lit(entry)).otherwise(held)

    state = chosen(NORMAL, HELD, WATCH, LIFTED, NORMAL)
    rises = nw.col("reached") > nw.col("rank")
    known = known.with_columns(
        rule=chosen(NO_ACTIVE_HOLDING, HOLD, GRACE, LIFT, CUT_OFF),
        state=nw.when(rises).then(nw.lit(UPGRADE_NEXT)).otherwise(state),
    )
    return known.with_columns(
        reason=nw.concat_str(
            nw.lit('{"rule":"'),
            "rule",
            nw.lit('","state":"'),
            "state",
            nw.lit('","cut_off_minor":'),
            "cut_off",
            nw.lit(',"margin_minor":'),
            "margin",
            nw.lit(',"next_tier":'),
            "next_tier",
            nw.lit(',"short_minor":'),
            "short",
            *(
                part
                for name, column in _COUNTS.items()
                for part in (nw.lit(f',"{name}":'), nw.col(column).cast(text))
            ),
            nw.lit(f',"settled":{json.dumps(settled)}}}'),
        )
    )


_COUNTS = {
    "below": "below",
    "grace": "grace",
    "transactions": "made",
    "categories": "categories",
    "coverage": "coverage",
}


def _by_rank(entry: nw.Expr, steps: Sequence[nw.Expr]) -> nw.Expr:
    """Return what belongs to the tier of `rank`."""
    found, *others = steps
    for rank, one in enumerate(others, 1):
        found = nw.when(nw.col("rank") >= rank).then(one).otherwise(found)
    return nw.when(nw.col("rank") == ENTRY).then(entry).otherwise(found)


def flag(condition: nw.Expr) -> nw.Expr:
    """Return 1 where a condition holds and 0 elsewhere: what every engine can add up."""
    return nw.when(condition).then(number(1)).otherwise(number(0))


def number(value: int) -> nw.Expr:
    """Return a constant of the type that all whole numbers have here."""
    return nw.lit(value).cast(nw.Int64)
