"""The habits of all customers: one frame per list, each cut to the policy's length and in the order of customers."""

from dataclasses import dataclass

import narwhals as nw

from advisor_app.analysis.features import lists
from advisor_app.analysis.features.inputs import Frame
from advisor_app.analysis.features.table import Parts


@dataclass(frozen=True, slots=True)
class Habits:
    """Frames with `customer` first, whose rows `facts` makes one document per customer of."""

    months: Frame
    incomes: Frame
    spending: Frame
    merchants: Frame
    recurring: Frame
    channels: Frame
    other_banks: Frame
    elsewhere: Frame


def habits(parts: Parts) -> Habits:
    """Return the habits; what is not found has no row."""
    most = parts.policy.features.most
    transactions, accounts = parts.transactions, parts.inputs.accounts
    minor, times = nw.col("minor"), nw.col("times")
    spending = parts.categories.filter(nw.col("spending") == 1)
    elsewhere = parts.categories.filter(nw.col("paid_elsewhere") == 1)
    moved = nw.col("out_minor") + nw.col("in_minor")
    # All that is told of a payment: those that do not differ in it may come in any order.
    recurring = parts.recurring.with_columns(
        order=nw.concat_str(
            "name",
            *(nw.col(name).cast(nw.String) for name in ("last_on", "times", "every_days")),
            nw.coalesce("category", nw.lit("")),
            separator=" ",
        )
    )
    return Habits(
        months=lists.months(transactions, accounts)
        .select("customer", "month", "in_minor", "out_minor", "spent_minor")
        .sort("customer", "month"),
        incomes=parts.incomes.select("customer", "month", "category", "minor", "last_on").sort(
            "customer", "month", "category"
        ),
        spending=_largest(spending, minor, "category", most, "minor", "times"),
        merchants=_largest(lists.merchants(transactions, accounts), minor, "name", most, "minor", "times"),
        recurring=_largest(
            recurring, minor, "order", most, "name", "minor", "every_days", "times", "last_on", "category"
        ),
        channels=_largest(lists.channels(transactions, accounts), times, "channel", most, "times"),
        other_banks=_largest(
            lists.other_banks(transactions, accounts), moved, "bank", most, "out_minor", "in_minor"
        ),
        elsewhere=_largest(elsewhere, minor, "category", most, "minor", "times", "last_on"),
    )


def _largest(rows: Frame, amount: nw.Expr, name: str, most: int, *more: str) -> Frame:
    told = more if name == "order" else (name, *more)
    largest = lists.largest(rows, amount, name, most)
    return largest.sort("customer", "place").select("customer", *told)
