"""The lists of habits: what is spent on and with whom, what recurs, channels, other banks, month by month.

Each frame has rows per customer. Who pays one payee from two accounts has one merchant, and two payments that recur.
"""

import narwhals as nw

from advisor_app.analysis.features.inputs import Frame, converted, flag
from advisor_app.domain.policy.features import FeatureRules

_PAYEE = ("customer", "account", "factor", "payee", "named", "category")


def months(transactions: Frame) -> Frame:
    """Return customer, month, in_minor, out_minor, spent_minor."""
    amounts = ("in_minor", "out_minor", "spent_minor")
    return (
        transactions.with_columns(in_minor="into", out_minor="out", spent_minor="spent")
        .group_by("customer", "account", "factor", "month")
        .agg(nw.col(*amounts).sum())
        .with_columns(*(converted(name) for name in amounts))
        .group_by("customer", "month")
        .agg(nw.col(*amounts).sum())
        .with_columns(nw.col(*amounts).cast(nw.Int64))
    )


def categories(transactions: Frame) -> Frame:
    """Return customer, category, minor, times, last_on, and spending and paid_elsewhere (1 or 0), of a year."""
    kinds = (nw.col("spending") == 1) | (nw.col("paid_elsewhere") == 1)
    return (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("leaves") == 1) & kinds)
        .with_columns(times=nw.lit(1).cast(nw.Int64))
        .group_by("customer", "account", "factor", "category")
        .agg(
            nw.col("minor", "times").sum(),
            nw.col("spending", "paid_elsewhere").max(),
            last_on=nw.col("day").max(),
        )
        .with_columns(converted("minor"))
        .group_by("customer", "category")
        .agg(nw.col("minor", "times").sum(), nw.col("spending", "paid_elsewhere", "last_on").max())
        .with_columns(nw.col("minor", "times").cast(nw.Int64))
    )


def payees(transactions: Frame) -> Frame:
    """Return whom each account paid in the year, and how regularly: `_PAYEE`, and sums.

    A payee is known by name, or (`named` 0) by account number. `repeats`, `low`, `high`, `total`, `days`, `first_on`
    and `last_on` are of payments that could recur, `spent` and `times` of spending.
    """
    repeats = nw.when(nw.col("repeats") == 1)
    sums = ("repeats", "total", "days", "spent", "times")
    return (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("out") > 0))
        .with_columns(
            payee=nw.coalesce("counterparty", "counterparty_account"),
            named=flag(~nw.col("counterparty").is_null()),
        )
        .filter(~nw.col("payee").is_null() & ((nw.col("repeats") == 1) | (nw.col("spending") == 1)))
        .with_columns(
            low=repeats.then(nw.col("minor")),
            high=repeats.then(nw.col("minor")),
            first_on=repeats.then(nw.col("day")),
            last_on=repeats.then(nw.col("day")),
            total=nw.col("minor") * nw.col("repeats"),
            days=nw.col("day") * nw.col("repeats"),
            times=nw.col("spending"),
        )
        .group_by(*_PAYEE)
        .agg(
            nw.col(*sums).sum(),
            nw.col("low", "first_on").min(),
            nw.col("high", "last_on").max(),
        )
        .with_columns(nw.col(*sums).cast(nw.Int64))
    )


def merchants(payees: Frame) -> Frame:
    """Return customer, name, minor and times of spending with payees that have a name."""
    return (
        payees.filter((nw.col("named") == 1) & (nw.col("times") > 0))
        .with_columns(converted("spent"))
        .group_by("customer", "payee")
        .agg(nw.col("spent", "times").sum())
        .select("customer", nw.col("spent", "times").cast(nw.Int64), name="payee")
        .rename({"spent": "minor"})
    )


def recurring(payees: Frame, as_of: int, rules: FeatureRules) -> Frame:
    """Return customer, name (empty where only an account is known), category, minor (on average), every_days, times,
    last_on of payments that recur.

    Their mean distance is one of the policy's and their mean day lies midway, so that a heap at one end is none; the
    last one is no longer ago than twice the distance.
    """
    times, span = nw.col("repeats"), nw.col("last_on") - nw.col("first_on")
    gaps = times - 1
    every = nw.lit(0).cast(nw.Int64)
    for days in sorted(rules.recurring_days, reverse=True):
        near = (span - gaps * days).abs() <= gaps * rules.recurring_slack
        every = nw.when(near).then(nw.lit(days)).otherwise(every).cast(nw.Int64)
    midway = nw.col("days") * 2 - times * (nw.col("first_on") + nw.col("last_on"))
    return (
        payees.filter(
            (times >= rules.recurring_least)
            & (nw.col("high") * 100 <= nw.col("low") * (100 + rules.recurring_percent))
            & (midway.abs() <= times * 2 * rules.recurring_slack)
        )
        .with_columns(every_days=every)
        .filter((nw.col("every_days") > 0) & (as_of - nw.col("last_on") <= 2 * nw.col("every_days")))
        .with_columns(minor=(nw.col("total") * nw.col("factor") / times + 0.5).floor().cast(nw.Int64))
        .select(
            "customer",
            "category",
            "minor",
            "every_days",
            "last_on",
            name=nw.when(nw.col("named") == 1).then(nw.col("payee")).otherwise(nw.lit("")),
            times=times,
        )
    )


def channels(transactions: Frame) -> Frame:
    """Return customer, channel and times of transactions of the customer's own."""
    return (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("own") == 1) & ~nw.col("channel").is_null())
        .group_by("customer", "channel")
        .agg(times=nw.col("own").sum())
        .with_columns(nw.col("times").cast(nw.Int64))
    )


def other_banks(transactions: Frame) -> Frame:
    """Return customer, bank, out_minor and in_minor of money that came to the bank or left it."""
    amounts = ("out_minor", "in_minor")
    return (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("bank_known") == 1) & (nw.col("outside") == 1))
        .with_columns(out_minor="out", in_minor="into", bank="counterparty_bank")
        .group_by("customer", "account", "factor", "bank")
        .agg(nw.col(*amounts).sum())
        .with_columns(*(converted(name) for name in amounts))
        .group_by("customer", "bank")
        .agg(nw.col(*amounts).sum())
        .with_columns(nw.col(*amounts).cast(nw.Int64))
    )


def largest(rows: Frame, amount: nw.Expr, name: str, most: int) -> Frame:
    """Return the rows of each customer with the largest amounts, by `name` where they are the same, with `place`."""
    return (
        rows.with_columns(less=-amount, one=nw.lit(1).cast(nw.Int64))
        .with_columns(place=nw.col("one").cum_sum().over("customer", order_by=["less", name]))
        .filter(nw.col("place") <= most)
        .drop("less", "one")
        .with_columns(nw.col("place").cast(nw.Int64))
    )
