"""The tiers of all customers at once; `domain.tiers` is the rule for one and the reference of this one."""

import narwhals as nw

from advisor_app.analysis.aum import Frame
from advisor_app.domain.dates import month_start
from advisor_app.domain.tiers import CUT_OFF, NO_ACTIVE_HOLDING, Decision, Ladder, last_whole_month

_SHORT = '"short_minor":'


def current_tiers(customers: Frame, averages: Frame, ladder: Ladder, as_of: int) -> Frame:
    """Return customer, tier, month, average_minor and reason (JSON) for every customer.

    customers: customer, active (1 with an active holding, else 0). averages: as `aum.month_averages` returns
    them.
    """
    whole, present = last_whole_month(as_of), month_start(as_of)
    month = nw.when(nw.col("average_whole").is_null() & ~nw.col("average_present").is_null())
    known = (
        customers.join(_of_month(averages, whole, "whole"), on="customer", how="left")
        .join(_of_month(averages, present, "present"), on="customer", how="left")
        .select(
            "customer",
            "active",
            month=month.then(nw.lit(present)).otherwise(nw.lit(whole)).cast(nw.Int64),
            average_minor=nw.coalesce("average_whole", "average_present").fill_null(0).cast(nw.Int64),
            coverage=nw.coalesce("coverage_whole", "coverage_present").fill_null(100).cast(nw.Int64),
        )
    )
    return _decided(known, ladder)


def _of_month(averages: Frame, month: int, name: str) -> Frame:
    of_month = averages.filter(nw.col("month") == month)
    return of_month.select(
        "customer",
        nw.col("average_minor", "coverage").name.map(
            lambda column: f"{column.removesuffix('_minor')}_{name}"
        ),
    )


def _decided(known: Frame, ladder: Ladder) -> Frame:
    """Add tier and reason: step by step upwards, each overruling the one below it."""
    average = nw.col("average_minor")
    tier, reason, short = _step(ladder, 0)
    for number, step in enumerate(ladder.steps[1:], 1):
        reached = nw.when(average >= step.cut_off_minor)
        higher = _step(ladder, number)
        tier, reason, short = (
            reached.then(new).otherwise(old) for new, old in zip(higher, (tier, reason, short), strict=True)
        )
    active = nw.when(nw.col("active") == 1)
    entry = Decision(ladder.entry, NO_ACTIVE_HOLDING)
    return known.with_columns(
        tier=active.then(tier).otherwise(nw.lit(entry.tier)),
        reason=active.then(reason).otherwise(nw.lit(_beginning(entry))),
        short=active.then(short).otherwise(nw.lit("null")),
    ).select(
        "customer",
        "tier",
        "month",
        "average_minor",
        reason=nw.concat_str(
            "reason", "short", nw.lit(',"coverage":'), nw.col("coverage").cast(nw.String), nw.lit("}")
        ),
    )


def _step(ladder: Ladder, number: int) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    """Return tier, the beginning of its reason and, as text, what is short of the next tier."""
    step, above = ladder.steps[number], ladder.steps[number + 1 : number + 2]
    decision = Decision(step.tier, CUT_OFF, step.cut_off_minor, above[0].tier if above else None)
    short = (above[0].cut_off_minor - nw.col("average_minor")).cast(nw.String) if above else nw.lit("null")
    return nw.lit(step.tier), nw.lit(_beginning(decision)), short


def _beginning(decision: Decision) -> str:
    return decision.to_json(0).partition(_SHORT)[0] + _SHORT
