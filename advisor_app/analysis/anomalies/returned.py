"""Payments that came back: the same amount, on the same account, from where it had gone. Nothing is left of them."""

from typing import Any

import narwhals as nw

from advisor_app.analysis.features.inputs import flag

Frame = nw.LazyFrame[Any]

_SAME = ("account", "minor", "payee", "place")


def returned(transactions: Frame, within: int) -> Frame:
    """Return the ids (`id`) of payments that came back within so many days, and of those by which they did.

    `transactions` have id, account, day, amount_minor and payee. Each payment comes back once: of equal ones the first
    with the first, so that a second one that stays away is not taken for one that came back.
    """
    one = nw.lit(1).cast(nw.Int64)
    ranked = (
        transactions.filter(~nw.col("payee").is_null())
        .with_columns(out=flag(nw.col("amount_minor") < 0), minor=nw.col("amount_minor").abs(), one=one)
        .with_columns(
            place=nw.col("one").cum_sum().over("account", "minor", "payee", "out", order_by=["day", "id"])
        )
    )
    paid = ranked.filter(nw.col("out") == 1).select(*_SAME, "id", "day")
    back = ranked.filter(nw.col("out") == 0).select(*_SAME, back_id=nw.col("id"), back_on=nw.col("day"))
    days = nw.col("back_on") - nw.col("day")
    pairs = paid.join(back, on=list(_SAME)).filter((days >= 0) & (days <= within))
    return nw.concat([pairs.select("id"), pairs.select(id=nw.col("back_id"))])
