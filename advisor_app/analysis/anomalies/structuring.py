"""Structuring: several transactions within a few days, each just below an amount from which on more is asked."""

import narwhals as nw

from advisor_app.analysis.anomalies.inputs import Frame, largest
from advisor_app.analysis.features.inputs import one_of
from advisor_app.domain.policy.anomalies import AnomalyRules, Limit

_ONE = nw.lit(1).cast(nw.Int64)


def below_limit(paid: Frame, rules: AnomalyRules, limit: Limit, unit: int) -> Frame:
    """Return who keeps below a limit: of each customer the largest transaction of the first such day's window.

    With it come `first_on` (the day on which there were enough), `past` (transactions just below the limit before) and
    `most` (within so many days, before). Who always had as many does what is usual.
    """
    top = limit.amount * unit
    near = paid.with_columns(kept=one_of("kind", limit.kinds)).filter(
        (nw.col("kept") == 1)
        & (nw.col("out") == (0 if limit.inward else 1))
        & (nw.col("minor") < top)
        & (nw.col("minor") * 100 >= top * (100 - rules.limit_percent))
    )
    days = (
        near.select("customer", "day", "recent", payments=_ONE)
        .group_by("customer", "day", "recent")
        .agg(nw.col("payments").sum())
        .with_columns(nw.col("payments").cast(nw.Int64))
    )
    other = days.select("customer", until=nw.col("day"), recent_then=nw.col("recent"))
    windows = (
        days.join(other, on="customer")
        .filter((nw.col("day") <= nw.col("until")) & (nw.col("until") - nw.col("day") < rules.limit_days))
        .group_by("customer", "until", "recent_then")
        .agg(nw.col("payments").sum())
        .with_columns(nw.col("payments").cast(nw.Int64))
    )
    before = (
        windows.filter(nw.col("recent_then") == 0)
        .group_by("customer")
        .agg(nw.col("payments").max())
        .select("customer", most=nw.col("payments"))
    )
    counted = (
        days.filter(nw.col("recent") == 0)
        .group_by("customer")
        .agg(nw.col("payments").sum())
        .select("customer", past=nw.col("payments").cast(nw.Int64))
    )
    zero = nw.lit(0).cast(nw.Int64)
    found = (
        windows.filter((nw.col("recent_then") == 1) & (nw.col("payments") >= rules.limit_times))
        .join(before, on="customer", how="left")
        .join(counted, on="customer", how="left")
        # pandas makes a float of an integer that a join leaves out, and keeps it one.
        .with_columns(
            most=nw.coalesce(nw.col("most"), zero).cast(nw.Int64),
            past=nw.coalesce(nw.col("past"), zero).cast(nw.Int64),
        )
        .filter(nw.col("payments") > nw.col("most"))
        .group_by("customer", "most", "past")
        .agg(nw.col("until").min())
        .rename({"until": "first_on"})
    )
    within = near.join(found, on="customer").filter(
        (nw.col("day") <= nw.col("first_on")) & (nw.col("first_on") - nw.col("day") < rules.limit_days)
    )
    return largest(within, "customer")
