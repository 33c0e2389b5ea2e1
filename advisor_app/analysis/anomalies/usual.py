"""What is usual: the median of a customer's amounts and their median deviation, which a few large ones do not move."""

from math import log
from typing import NamedTuple

import narwhals as nw

from advisor_app.analysis.anomalies.inputs import MILLI, Frame
from advisor_app.domain.policy.anomalies import AnomalyRules

_TO_DEVIATION = 1.4826  # a standard deviation is so many median deviations where amounts are spread normally
_TENTHS = 10
_MEASURES = ("past", "middle", "spread", "usual_minor", "most_minor")


class Usual(NamedTuple):
    """What is usual in each group of the past, and what the groups are by."""

    frame: Frame
    by: tuple[str, ...]


def usual(past: Frame, rules: AnomalyRules, since: int, *by: str) -> Usual:
    """Return past (how many), middle and spread (thousandths of logarithms), usual_minor (the median amount) and
    most_minor (the largest) of each group that has a past: enough payments, of which the first is long enough ago.

    `since` is the day on which it must have begun.
    """
    known = past.select(*by, "day", "minor", "milli", past=nw.lit(1).cast(nw.Int64))
    middles = (
        known.with_columns(most_minor=nw.col("minor"), middle=nw.col("milli"))
        .group_by(*by)
        .agg(
            nw.col("past").sum(),
            nw.col("middle", "minor").median(),
            nw.col("most_minor").max(),
            nw.col("day").min(),
        )
        .filter((nw.col("past") >= rules.least_history) & (nw.col("day") <= since))
    )
    spreads = (
        known.select(*by, "milli")
        .join(middles.select(*by, "middle"), on=list(by))
        .with_columns(spread=(nw.col("milli") - nw.col("middle")).abs())
        .group_by(*by)
        .agg(nw.col("spread").median())
    )
    found = middles.join(spreads, on=list(by)).select(
        *by,
        nw.col("past").cast(nw.Int64),
        "middle",
        "spread",
        (nw.col("minor") + 0.5).floor().cast(nw.Int64).alias("usual_minor"),
        "most_minor",
    )
    return Usual(found, by)


def scored(rows: Frame, rules: AnomalyRules, narrow: Usual, wide: Usual) -> Frame:
    """Return rows with what is usual by the narrow group, where that has no past by the wide one, and `tenths`.

    Rows without any past are left out. `tenths` is how far above the median an amount is, in tenths of deviations.
    """
    columns = (*rows.collect_schema().names(), *_MEASURES)
    close = rows.join(narrow.frame, on=list(narrow.by)).select(*columns)
    others = rows.join(narrow.frame.select(*narrow.by), on=list(narrow.by), how="anti")
    far = others.join(wide.frame, on=list(wide.by)).select(*columns)
    least = nw.lit(MILLI * log(1 + rules.spread_percent / 100))
    deviation = nw.max_horizontal(nw.col("spread") * _TO_DEVIATION, least)
    return nw.concat([close, far]).with_columns(
        tenths=(nw.col("milli") - nw.col("middle")) * _TENTHS / deviation
    )
