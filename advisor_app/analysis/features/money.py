"""What a customer's transactions come to: one pass over all of them, per account, then per customer."""

from collections.abc import Sequence
from functools import reduce

import narwhals as nw

from advisor_app.analysis.features.inputs import Frame, Inputs, Span, converted, flag, one_of, owned
from advisor_app.domain.insights.income import NEWEST
from advisor_app.domain.policy import Policy

MINOR = (
    "in_90_minor",
    "in_before_minor",
    "in_365_minor",
    "out_90_minor",
    "out_before_minor",
    "out_365_minor",
    "cash_out_365_minor",
    "spent_90_minor",
    "spent_365_minor",
    "other_banks_in_365_minor",
    "other_banks_out_90_minor",
    "other_banks_out_365_minor",
)
COUNTS = ("own_90", "own_365", "digital_365", "transactions_365")


def flows(inputs: Inputs, policy: Policy) -> Frame:
    """Return the transactions with what they are: columns of 1 or 0, and `minor`, the amount without its sign.

    `outside`: money that came to the bank or left it. `own`: made by the customer, who takes money out or brings cash.
    """
    rules, internal = policy.features, policy.flows.internal
    return (
        inputs.transactions.join(inputs.calendar, on="day")
        .with_columns(
            comes=flag(nw.col("amount_minor") > 0),
            leaves=flag(nw.col("amount_minor") < 0),
            outside=1 - one_of("category", internal),
            cash=one_of("kind", rules.cash),
            initiated=one_of("kind", policy.quiet.kinds),
            spending=one_of("category", policy.flows.spending),
            income=one_of("category", rules.income),
            paid_elsewhere=one_of("category", rules.elsewhere),
            repeats=one_of("kind", rules.recurring),
            digital=one_of("channel", rules.digital),
            # Money of other people counts as well: what matters is that the account is at another bank.
            other_bank=flag(_other_bank(inputs.bank, rules.own_banks)),
            minor=nw.col("amount_minor").abs(),
        )
        .with_columns(
            own=flag((nw.col("initiated") == 1) & ((nw.col("leaves") == 1) | (nw.col("cash") == 1))),
            into=nw.col("comes") * nw.col("outside") * nw.col("minor"),
            out=nw.col("leaves") * nw.col("outside") * nw.col("minor"),
            spent=nw.col("leaves") * nw.col("spending") * nw.col("minor"),
        )
    )


def numbers(transactions: Frame, accounts: Frame) -> Frame:
    """Return one row per customer with transactions: `MINOR` (base currency), `COUNTS` and a few days."""
    year, recent, before = nw.col("in_year"), nw.col("recent"), nw.col("before")
    into, out, spent = nw.col("into"), nw.col("out"), nw.col("spent")
    own, elsewhere = nw.col("own"), nw.col("other_bank")
    per_account = (
        transactions.select(
            "account",
            in_90_minor=into * recent,
            in_before_minor=into * before,
            in_365_minor=into * year,
            out_90_minor=out * recent,
            out_before_minor=out * before,
            out_365_minor=out * year,
            cash_out_365_minor=out * year * nw.col("cash"),
            spent_90_minor=spent * recent,
            spent_365_minor=spent * year,
            other_banks_in_365_minor=into * year * elsewhere,
            other_banks_out_90_minor=out * recent * elsewhere,
            other_banks_out_365_minor=out * year * elsewhere,
            out_largest_minor=out * recent,
            own_90=own * recent,
            own_365=own * year,
            digital_365=own * year * nw.col("digital"),
            transactions_365=year,
            own_last_on=own * year * nw.col("day"),
            income_last_on=nw.col("income") * nw.col("comes") * year * nw.col("day"),
        )
        .group_by("account")
        .agg(
            nw.col(*MINOR, *COUNTS).sum(),
            nw.col("out_largest_minor", "own_last_on", "income_last_on").max(),
        )
        .with_columns(nw.col(*MINOR, *COUNTS).cast(nw.Int64))
    )
    return (
        owned(per_account, accounts)
        .with_columns(*(converted(name) for name in (*MINOR, "out_largest_minor")))
        .group_by("customer")
        .agg(
            nw.col(*MINOR, *COUNTS).sum(),
            nw.col("out_largest_minor", "own_last_on", "income_last_on").max(),
        )
        .with_columns(nw.col(*MINOR, *COUNTS).cast(nw.Int64))
    )


def incomes(transactions: Frame, accounts: Frame, span: Span) -> Frame:
    """Return what came as salary or pension in twelve months: customer, month, category, minor, last_on.

    What was booked back under the same category in the same month did not come.
    """
    per_account = (
        transactions.filter((nw.col("income") == 1) & (nw.col("month") >= span.income_from))
        .with_columns(minor="amount_minor", last_on=nw.col("day") * nw.col("comes"))
        .group_by("account", "month", "category")
        .agg(nw.col("minor").sum(), nw.col("last_on").max())
        .filter(nw.col("minor") > 0)
    )
    return (
        owned(per_account, accounts)
        .with_columns(converted("minor"))
        .group_by("customer", "month", "category")
        .agg(nw.col("minor").sum(), nw.col("last_on").max())
        .with_columns(nw.col("minor").cast(nw.Int64))
    )


def newest_incomes(incomes: Frame) -> Frame:
    """Return customer, income_months and income_minor, the average of the newest three months with an income."""
    one = nw.lit(1).cast(nw.Int64)
    return (
        incomes.group_by("customer", "month")
        .agg(nw.col("minor").sum())
        .with_columns(back=-nw.col("month"), one=one)
        .with_columns(place=nw.col("one").cum_sum().over("customer", order_by="back"))
        .with_columns(newest=flag(nw.col("place") <= NEWEST))
        .with_columns(newest_minor=nw.col("minor") * nw.col("newest"))
        .group_by("customer")
        .agg(nw.col("newest_minor", "newest", "one").sum())
        .select(
            "customer",
            income_months=nw.col("one").cast(nw.Int64),
            income_minor=(nw.col("newest_minor") / nw.col("newest") + 0.5).floor().cast(nw.Int64),
        )
    )


def _other_bank(name: str, beginnings: Sequence[str]) -> nw.Expr:
    """Return whether the counterparty's bank is known and is not the bank itself."""
    bank = nw.col("counterparty_bank")
    known = ~bank.is_null() & ~bank.is_in(["", name])
    return reduce(lambda others, begin: others & ~bank.str.starts_with(begin), beginnings, known)
