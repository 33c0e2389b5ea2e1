"""The tiers of all customers, month by month; `domain.tiers` is the rule for one and the reference of this one.

A month depends on the one before it, so the months are walked through: a frame with one row per customer says where
each has got to, and becomes that of the next month. So no more than one month is ever in memory.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import narwhals as nw

from advisor_app.analysis.aum import Frame
from advisor_app.analysis.tier_reasons import flag, named, number
from advisor_app.domain.dates import add_months
from advisor_app.domain.policy.tiers import Hold, Lift
from advisor_app.domain.tier_ladder import ENTRY, Ladder

_UNKNOWN = ENTRY - 1
_NOT_HAD = -1
_NEVER = 2**31  # later than any day
_YEAR = 12
_JUDGED = ("rank", "reached", "below", "extra", "average", "coverage", "made", "categories")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The frames of one computation, all on one engine; days and months are days since 1970-01-01.

    customers: customer, opened_on, active (1 with an active holding today, else 0). averages: as `aum.month_averages`
    returns them. held: customer, category, begins_on, ends_on (the first day on which it is not held any more). made:
    customer, month, count (of the transactions that the customer made); the year before the months too. days: day,
    month; years: month, later (the month 12 months later); as `days_of` and `years_of` list them.

    Columns whose name ends with `_on` may have gaps; what has no beginning was always held.
    """

    customers: Frame
    averages: Frame
    held: Frame
    made: Frame
    days: Frame
    years: Frame


def days_of(months: Sequence[int]) -> list[tuple[int, int]]:
    """Return each day of some months with its month."""
    return [(day, month) for month in months for day in range(month, add_months(month, 1))]


def years_of(months: Sequence[int]) -> list[tuple[int, int]]:
    """Return the months, and those of the year before them, with the month a year later."""
    before = [add_months(months[0], -back) for back in range(_YEAR, 0, -1)]
    return [(month, add_months(month, _YEAR)) for month in [*before, *months]]


def walk(
    inputs: Inputs, ladder: Ladder, months: Sequence[int], keep: Callable[[Frame], Frame]
) -> Iterator[tuple[int, Frame]]:
    """Yield whole months, oldest first, each with where the customers have got to by it.

    `keep` computes a frame once, and returns it so that it can be read often.
    """
    made = _made_changes(inputs, months).select(
        "customer", "month", made_change="change", held_change=number(0)
    )
    held = _category_changes(inputs, months).select(
        "customer", "month", made_change=number(0), held_change="change"
    )
    changes = keep(
        nw.concat([made, held]).group_by("customer", "month").agg(nw.col("made_change", "held_change").sum())
    )
    averages = inputs.averages.rename({"average_minor": "average"})
    state = inputs.customers.select(
        "customer",
        active_now=nw.col("active").cast(nw.Int64),
        opened_on=nw.col("opened_on").fill_null(_NEVER).cast(nw.Int64),
        active=number(0),
        rank=number(_UNKNOWN),
        since=number(0),
        made=number(0),
        categories=number(0),
        **{run: number(_NOT_HAD) for run in _runs(ladder)},
    )
    carried = state.collect_schema().names()
    for month in months:
        known = state.select(carried)
        for brought in (averages, changes):
            known = known.join(
                brought.filter(nw.col("month") == month).drop("month"), on="customer", how="left"
            )
        state = keep(_advanced(known, ladder, month))
        yield month, state


def month_rows(states: Sequence[tuple[int, Frame]], ladder: Ladder) -> Frame:
    """Return customer, month, tier, state, average_minor and reason (JSON), of those who had anything until then.

    `states` are some months, as `walk` yields them; many at once take less time and more memory.
    """
    judged = [state.select("customer", *_JUDGED, month=number(month)) for month, state in states]
    known = nw.concat(judged).filter(nw.col("rank") > _UNKNOWN)
    return named(known, ladder, settled=True).select(
        "customer", "month", "tier", "state", "average_minor", "reason"
    )


def current_rows(state: Frame, averages: Frame, ladder: Ladder, last: int, as_of: int) -> Frame:
    """Return customer, known, tier, state, since_on, month, average_minor and reason of all, in the present month.

    `last` is the whole month before it, which `state` is of. `known` is 1 for those who have or had anything.
    """
    present = add_months(last, 1)
    so_far = averages.filter(nw.col("month") == present).select(
        "customer", average_now="average_minor", coverage_now="coverage"
    )
    active, stays = nw.col("active_now") == 1, (nw.col("active") == 1) & (nw.col("active_now") == 1)
    known = state.join(so_far, on="customer", how="left").with_columns(
        average_now=nw.col("average_now").fill_null(0).cast(nw.Int64),
        coverage_now=nw.col("coverage_now").fill_null(100).cast(nw.Int64),
        # Who has just come has no loyalty yet; that of the others is that of the last whole month.
        lifts=nw.when(stays).then(nw.col("lifts")).otherwise(number(0)),
        extra=nw.when(stays).then(nw.col("extra")).otherwise(number(0)),
    )
    known = known.with_columns(
        reached=nw.when(active)
        .then(_reached(ladder, "average_now", nw.col("lifts") == 1))
        .otherwise(number(ENTRY))
    )
    rank = nw.when(stays).then(_had(ladder)).otherwise(nw.col("reached"))
    known = known.with_columns(before="rank", rank=rank)
    unchanged = nw.col("rank") == nw.col("before")
    gone = (nw.col("active") == 0) & (nw.col("active_now") == 0) & unchanged
    judged = nw.when(active & (nw.col("active") == 0))
    known = known.with_columns(
        month=judged.then(number(present)).otherwise(number(last)),
        average=judged.then(nw.col("average_now")).otherwise(nw.col("average")),
        coverage=judged.then(nw.col("coverage_now")).otherwise(nw.col("coverage")),
        below=nw.when(stays).then(_run_of_rank(ladder)).otherwise(number(0)),
        since_on=nw.when(gone | (stays & unchanged))
        .then(nw.col("since"))
        .otherwise(nw.when(stays).then(number(present)).otherwise(number(as_of))),
    )
    anything = active | (nw.col("before") > _UNKNOWN)
    found = named(known.with_columns(known=flag(anything)), ladder, settled=False)
    return found.select("customer", "known", "tier", "state", "since_on", "month", "average_minor", "reason")


def _made_changes(inputs: Inputs, months: Sequence[int]) -> Frame:
    """Return by how much the count of 12 months changes from month to month: customer, month, change."""
    came = inputs.made.select("customer", "month", change=nw.col("count").cast(nw.Int64))
    gone = came.join(inputs.years, on="month").select("customer", month="later", change=0 - nw.col("change"))
    return _added_up(nw.concat([came, gone]), months)


def _category_changes(inputs: Inputs, months: Sequence[int]) -> Frame:
    """Return by how much the number of categories changes from one month's end to the next."""
    key = ("customer", "category")
    begins = inputs.held.select(*key, day=_not_before("begins_on", months[0]), change=number(1))
    ended = inputs.held.filter(~nw.col("ends_on").is_null())
    ends = ended.select(*key, day=_not_before("ends_on", months[0]), change=number(-1))
    held = (
        nw.concat([begins, ends])
        .join(inputs.days, on="day")
        .group_by(*key, "month")
        .agg(nw.col("change").sum())
        .with_columns(count=nw.col("change").cum_sum().over(*key, order_by="month"))
        .with_columns(held=flag(nw.col("count") > 0))
        .with_columns(before=nw.col("held").shift(1).over(*key, order_by="month"))
    )
    changes = held.select("customer", "month", change=nw.col("held") - nw.col("before").fill_null(0))
    return _added_up(changes, months)


def _not_before(column: str, day: int) -> nw.Expr:
    return nw.max_horizontal(nw.col(column).fill_null(day), nw.lit(day)).cast(nw.Int64)


def _added_up(changes: Frame, months: Sequence[int]) -> Frame:
    """Add up changes by customer and month; what was before the months counts to the first of them."""
    return (
        changes.filter(nw.col("month") <= months[-1])
        .with_columns(month=_not_before("month", months[0]))
        .group_by("customer", "month")
        .agg(nw.col("change").sum())
        .with_columns(nw.col("change").cast(nw.Int64))
        .filter(nw.col("change") != 0)
    )


def _advanced(known: Frame, ladder: Ladder, month: int) -> Frame:
    """Return where the customers have got to by a month, from where they were and what it brought them."""
    known = known.with_columns(
        was_active="active",
        before="rank",
        positions=~nw.col("average").is_null(),
        average=nw.col("average").fill_null(0).cast(nw.Int64),
        coverage=nw.col("coverage").fill_null(100).cast(nw.Int64),
        made=nw.col("made") + nw.col("made_change").fill_null(0).cast(nw.Int64),
        categories=nw.col("categories") + nw.col("held_change").fill_null(0).cast(nw.Int64),
    )
    there = nw.col("positions") | (nw.col("categories") > 0)
    lifts = _loyal(month, ladder.lift) & (nw.col("made") >= ladder.lift.transactions) if ladder.lift else None
    extra = nw.when(_loyal(month, ladder.hold)).then(number(ladder.hold.months)) if ladder.hold else None
    known = known.with_columns(
        lifts=flag(lifts) if lifts is not None else number(0),
        extra=extra.otherwise(number(0)) if extra is not None else number(0),
        active=flag(there),
        reached=nw.when(there).then(_reached(ladder, "average", lifts)).otherwise(number(ENTRY)),
    )
    active = nw.col("active") == 1
    stays = active & (nw.col("was_active") == 1)
    never = (nw.col("before") == _UNKNOWN) & ~active
    rank = nw.when(stays).then(_had(ladder)).otherwise(nw.col("reached"))
    known = known.with_columns(rank=nw.when(never).then(number(_UNKNOWN)).otherwise(rank))
    opened_within = (nw.col("opened_on") > month) & (nw.col("opened_on") < add_months(month, 1))
    begun = nw.when(opened_within).then(nw.col("opened_on")).otherwise(number(month))
    beneath = stays & (nw.col("rank") > nw.col("reached"))
    runs = {}
    for place, (run, step) in enumerate(zip(_runs(ladder), ladder.steps, strict=True)):
        lasts = stays & (nw.col(run) > _NOT_HAD) & (nw.col(run) + 1 < nw.col("extra") + step.grace)
        kept = nw.when(lasts).then(nw.col(run) + 1).otherwise(number(_NOT_HAD))
        runs[run] = nw.when(active & (nw.col("reached") >= place)).then(number(0)).otherwise(kept)
    return known.select(
        *("customer", "active_now", "opened_on", "active", "lifts"),
        *("rank", "reached", "extra", "average", "coverage", "made", "categories"),
        since=nw.when(nw.col("rank") == nw.col("before")).then(nw.col("since")).otherwise(begun),
        below=nw.when(beneath).then(_run_of_rank(ladder) + 1).otherwise(number(0)),
        **runs,
    )


def _loyal(month: int, rule: Lift | Hold) -> nw.Expr:
    """Tell who has been with the bank for long enough by a month's end, with enough categories."""
    with_us = nw.col("opened_on") <= add_months(month, 1 - _YEAR * rule.years)
    return with_us & (nw.col("categories") >= rule.categories)


def _reached(ladder: Ladder, average: str, lifts: nw.Expr | None) -> nw.Expr:
    """Return the highest step that an average reaches, or is lifted into."""
    found = number(0)
    for rank, step in enumerate(ladder.steps[1:], 1):
        reached = nw.col(average) >= step.cut_off_minor
        if step.lift_from_minor is not None and lifts is not None:
            reached |= lifts & (nw.col(average) >= step.lift_from_minor)
        found = nw.when(reached).then(number(rank)).otherwise(found)
    return found


def _had(ladder: Ladder) -> nw.Expr:
    """Return the highest step whose grace has not run out."""
    found = number(0)
    for rank, run in enumerate(_runs(ladder)[1:], 1):
        found = nw.when(nw.col(run) > _NOT_HAD).then(number(rank)).otherwise(found)
    return found


def _run_of_rank(ladder: Ladder) -> nw.Expr:
    """Return the months since the tier of `rank` was reached."""
    first, *others = (nw.col(run) for run in _runs(ladder))
    for rank, run in enumerate(others, 1):
        first = nw.when(nw.col("rank") >= rank).then(run).otherwise(first)
    return first


def _runs(ladder: Ladder) -> list[str]:
    return [f"run_{place}" for place in range(len(ladder.steps))]
