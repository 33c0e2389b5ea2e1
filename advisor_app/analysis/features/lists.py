"""The lists of habits: what is spent on and with whom, what recurs, channels, other banks, month by month.

Each frame has rows per customer. Who pays one payee from two accounts has one merchant, and two payments that recur.
"""

import narwhals as nw

from advisor_app.analysis.features.inputs import Frame, converted, flag, owned
from advisor_app.domain.policy.features import FeatureRules


def months(transactions: Frame, accounts: Frame) -> Frame:
    """Return customer, month, in_minor, out_minor, spent_minor."""
    amounts = ("in_minor", "out_minor", "spent_minor")
    per_account = (
        transactions.with_columns(in_minor="into", out_minor="out", spent_minor="spent")
        .group_by("account", "month")
        .agg(nw.col(*amounts).sum())
    )
    return (
        owned(per_account, accounts)
        .with_columns(*(converted(name) for name in amounts))
        .group_by("customer", "month")
        .agg(nw.col(*amounts).sum())
        .with_columns(nw.col(*amounts).cast(nw.Int64))
    )


def categories(transactions: Frame, accounts: Frame) -> Frame:
    """Return customer, category, minor, times, last_on, and spending and paid_elsewhere (1 or 0), of a year."""
    kinds = (nw.col("spending") == 1) | (nw.col("paid_elsewhere") == 1)
    per_account = (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("leaves") == 1) & kinds)
        .with_columns(times=nw.lit(1).cast(nw.Int64))
        .group_by("account", "category")
        .agg(
            nw.col("minor", "times").sum(),
            nw.col("spending", "paid_elsewhere").max(),
            last_on=nw.col("day").max(),
        )
    )
    return (
        owned(per_account, accounts)
        .with_columns(converted("minor"))
        .group_by("customer", "category")
        .agg(nw.col("minor", "times").sum(), nw.col("spending", "paid_elsewhere", "last_on").max())
        .with_columns(nw.col("minor", "times").cast(nw.Int64))
    )


def merchants(transactions: Frame, accounts: Frame) -> Frame:
    """Return customer, name, minor and times of a year's spending with payees that have a name."""
    known = (nw.col("spending") == 1) & ~nw.col("counterparty").is_null()
    per_account = (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("out") > 0) & known)
        .group_by("account", "counterparty")
        .agg(minor=nw.col("out").sum(), times=nw.col("spending").sum())
    )
    return (
        owned(per_account, accounts)
        .with_columns(converted("minor"))
        .group_by("customer", "counterparty")
        .agg(nw.col("minor", "times").sum())
        .select("customer", nw.col("minor", "times").cast(nw.Int64), name="counterparty")
    )


def recurring(transactions: Frame, accounts: Frame, as_of: int, rules: FeatureRules) -> Frame:
    """Return customer, name (empty where only an account is known), category, minor (on average), every_days, times,
    last_on of payments that recur.

    Their mean distance is one of the policy's and their mean day lies midway, so that a heap at one end is none; the
    last one is no longer ago than twice the distance.
    """
    times, span = nw.col("times"), nw.col("last_on") - nw.col("first_on")
    gaps = times - 1
    every = nw.lit(0).cast(nw.Int64)
    for days in sorted(rules.recurring_days, reverse=True):
        near = (span - gaps * days).abs() <= gaps * rules.recurring_slack
        every = nw.when(near).then(nw.lit(days)).otherwise(every).cast(nw.Int64)
    midway = nw.col("days") * 2 - times * (nw.col("first_on") + nw.col("last_on"))
    regular = (
        _paid(transactions)
        .filter(
            (times >= rules.recurring_least)
            & (nw.col("high") * 100 <= nw.col("low") * (100 + rules.recurring_percent))
            & (midway.abs() <= times * 2 * rules.recurring_slack)
        )
        .with_columns(every_days=every)
        .filter((nw.col("every_days") > 0) & (as_of - nw.col("last_on") <= 2 * nw.col("every_days")))
    )
    return owned(regular, accounts).select(
        "customer",
        "category",
        "every_days",
        "last_on",
        "times",
        minor=(nw.col("total") * nw.col("factor") / times + 0.5).floor().cast(nw.Int64),
        name=nw.when(nw.col("named") == 1).then(nw.col("payee")).otherwise(nw.lit("")),
    )


def _paid(transactions: Frame) -> Frame:
    """Return what each account paid to whom in the year by kinds that may recur: account, payee, named, category, sums.

    A payee is known by name, or (`named` 0) by account number.
    """
    out, day = nw.col("out"), nw.col("day")
    sums = ("times", "total", "days")
    return (
        transactions.filter((nw.col("in_year") == 1) & (out > 0) & (nw.col("repeats") == 1))
        .with_columns(
            payee=nw.coalesce("counterparty", "counterparty_account"),
            named=flag(~nw.col("counterparty").is_null()),
        )
        .filter(~nw.col("payee").is_null())
        .group_by("account", "payee", "named", "category")
        .agg(
            times=nw.col("repeats").sum(),
            total=out.sum(),
            days=day.sum(),
            low=out.min(),
            high=out.max(),
            first_on=day.min(),
            last_on=day.max(),
        )
        .with_columns(nw.col(*sums).cast(nw.Int64))
    )


def channels(transactions: Frame, accounts: Frame) -> Frame:
    """Return customer, channel and times of transactions of the customer's own."""
    per_account = (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("own") == 1) & ~nw.col("channel").is_null())
        .group_by("account", "channel")
        .agg(times=nw.col("own").sum())
    )
    return (
        owned(per_account, accounts)
        .group_by("customer", "channel")
        .agg(nw.col("times").sum())
        .with_columns(nw.col("times").cast(nw.Int64))
    )


def other_banks(transactions: Frame, accounts: Frame) -> Frame:
    """Return customer, bank, out_minor and in_minor of money that went to another bank or came from one."""
    amounts = ("out_minor", "in_minor")
    per_account = (
        transactions.filter((nw.col("in_year") == 1) & (nw.col("other_bank") == 1) & (nw.col("outside") == 1))
        .with_columns(out_minor="out", in_minor="into", bank="counterparty_bank")
        .group_by("account", "bank")
        .agg(nw.col(*amounts).sum())
    )
    return (
        owned(per_account, accounts)
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
