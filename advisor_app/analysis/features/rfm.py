"""RFM of all customers at once: each value's place among those with an active holding, in fifths."""

from functools import reduce

import narwhals as nw

from advisor_app.analysis.features.inputs import Frame
from advisor_app.domain.insights.rfm import FIFTHS, OTHER
from advisor_app.domain.policy.features import FeatureRules

_VALUES = {"recency": "recency_days", "frequency": "frequency", "average": "average_minor"}


def rfm(features: Frame, active: Frame, as_of: int, rules: FeatureRules) -> Frame:
    """Return customer, last_on, frequency, average_minor, the three places, segment and customers.

    features: as `table.features` returns them. active: customer, active (1 with an active holding).
    """
    known = features.join(active.filter(nw.col("active") == 1).select("customer"), on="customer").select(
        "customer",
        last_on="own_last_on",
        frequency="own_365",
        average_minor=nw.col("aum_minor").fill_null(0),
        # Fewer days are better; who made no transaction in the year comes last.
        recency_days=nw.col("own_last_on").fill_null(0) - as_of,
        everybody=nw.lit(1).cast(nw.Int64),
    )
    return (
        reduce(_placed, _VALUES, known)
        .with_columns(
            customers=nw.col("everybody").sum().over("everybody").cast(nw.Int64), segment=_segment(rules)
        )
        .drop("everybody", "recency_days")
    )


def _placed(rows: Frame, name: str) -> Frame:
    """Add `{name}_place`, as `domain.insights.rfm.place` counts it."""
    value = _VALUES[name]
    steps = (
        rows.group_by("everybody", value)
        .agg(same=nw.col("everybody").sum())
        .with_columns(best_first=-nw.col(value))
        .with_columns(
            reached=nw.col("same").cum_sum().over("everybody", order_by="best_first"),
            whole=nw.col("same").sum().over("everybody"),
        )
        .select(
            value,
            (
                # Of `reached` as good or better, `same` are as good: twice the better ones and the same but one.
                (
                    nw.lit(FIFTHS)
                    - (nw.col("reached") * 2 - nw.col("same") - 1) * FIFTHS // (nw.col("whole") * 2)
                ).cast(nw.Int64)
            ).alias(f"{name}_place"),
        )
    )
    return rows.join(steps, on=value)


def _segment(rules: FeatureRules) -> nw.Expr:
    segment = nw.lit(OTHER)
    for each in reversed(rules.segments):
        reached = (
            (nw.col("recency_place") >= each.recency)
            & (nw.col("frequency_place") >= each.frequency)
            & (nw.col("average_place") >= each.average)
        )
        segment = nw.when(reached).then(nw.lit(each.code)).otherwise(segment)
    return segment
