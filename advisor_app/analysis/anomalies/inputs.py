"""What unusual activity is found in: transactions beside the past that they are compared with.

One split for all: the recent days, and the past before them. Within a day there is no order, so nothing is concluded
from one. Conditions become integer columns before anything is grouped, as `analysis.features` says why.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import narwhals as nw

from advisor_app.analysis.anomalies.returned import returned
from advisor_app.analysis.features.inputs import converted, flag, one_of
from advisor_app.domain.policy import Policy

Frame = nw.LazyFrame[Any]

MILLI = 1000
_HOUR = 3_600_000_000  # in µs, as instants are
_HOURS = 24


class Span(NamedTuple):
    """The days that are looked at: the past from `first` on, and what is judged from `recent` until `as_of`."""

    first: int
    recent: int
    as_of: int

    @classmethod
    def of(cls, policy: Policy, as_of: int) -> "Span":
        """Return the span for a date of the data."""
        rules = policy.anomalies
        recent = as_of - rules.recent_days + 1
        return cls(recent - rules.history_days, recent, as_of)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The frames of one computation, all on one engine; days are days since 1970-01-01.

    accounts: account, customer (of the owner), factor (minor units of the base currency for one of its own; 0 without
    a rate), opened_on. transactions (those of the span): id, account, day, at (UTC µs), amount_minor, kind, category,
    counterparty (a name), counterparty_bank, counterparty_account. calendar: day, begins (UTC µs). `unit` is how many
    minor units the base currency has in one of its whole units.
    """

    accounts: Frame
    transactions: Frame
    calendar: Frame
    unit: int


def own_kinds(policy: Policy) -> tuple[str, ...]:
    """Return the kinds of transactions that customers make themselves."""
    return tuple(dict.fromkeys((*policy.anomalies.kinds, *policy.quiet.kinds)))


def payments(inputs: Inputs, policy: Policy, span: Span) -> Frame:
    """Return what customers did themselves, on accounts with an owner and a rate.

    What came back is left out. Columns: id, customer, account, day, recent (1 or 0), counts (1 for payments, 0 for what
    only moves money within the bank), out (1 or 0), kind, category (empty where there is none), booked (as it is on the
    account), minor (base currency, without its sign), milli (its logarithm, in thousandths), payee (None where there is
    none), hour (of the bank's zone; None where the time is not known or is of another day).
    """
    rules = policy.anomalies
    hour = ((nw.col("at") - nw.col("begins")) / _HOUR).floor().cast(nw.Int64)
    return (
        standing(inputs, policy, span)
        .with_columns(
            counts=one_of("kind", rules.kinds) * (1 - one_of("category", policy.flows.internal)),
            own=one_of("kind", own_kinds(policy)) * (1 - one_of("category", rules.ignored)),
        )
        .filter(nw.col("own") == 1)
        .join(inputs.accounts.select("account", "customer", "factor"), on="account")
        .join(inputs.calendar, on="day")
        .with_columns(
            recent=flag(nw.col("day") >= span.recent),
            out=flag(nw.col("amount_minor") < 0),
            booked=nw.col("amount_minor"),
            category=nw.coalesce(nw.col("category"), nw.lit("")),
            minor=nw.col("amount_minor").abs(),
            hour=nw.when((hour >= 0) & (hour < _HOURS)).then(hour).cast(nw.Int64),
        )
        .with_columns(converted("minor"))
        .filter(nw.col("minor") > 0)
        .with_columns(milli=(nw.col("minor").cast(nw.Float64).log() * MILLI + 0.5).floor().cast(nw.Int64))
        .select(
            "id",
            "customer",
            "account",
            "day",
            "recent",
            "counts",
            "out",
            "kind",
            "category",
            "booked",
            "minor",
            "milli",
            "payee",
            "hour",
        )
    )


def standing(inputs: Inputs, policy: Policy, span: Span) -> Frame:
    """Return the transactions of the span with their `payee`, without those that came back."""
    named = _named(inputs, span)
    if not policy.anomalies.returned_days:
        return named
    return named.join(came_back(inputs, policy, span), on="id", how="anti")


def came_back(inputs: Inputs, policy: Policy, span: Span) -> Frame:
    """Return the ids of payments of the span that came back, and of those by which they did."""
    kept = _named(inputs, span).with_columns(kept=one_of("kind", policy.anomalies.kinds))
    return returned(kept.filter(nw.col("kept") == 1), policy.anomalies.returned_days)


def _named(inputs: Inputs, span: Span) -> Frame:
    rows = inputs.transactions.filter((nw.col("day") >= span.first) & (nw.col("day") <= span.as_of))
    return rows.with_columns(payee=_payee())


def _payee() -> nw.Expr:
    """Return who is at the other end: the account, as names are written in many ways; the name where it has none."""
    bank = nw.coalesce(nw.col("counterparty_bank"), nw.lit(""))
    number = nw.concat_str([bank, nw.col("counterparty_account")], separator=" ")
    return nw.when(~nw.col("counterparty_account").is_null()).then(number).otherwise(nw.col("counterparty"))


def largest(rows: Frame, *by: str) -> Frame:
    """Return the largest payment of each group, with how many there are in it (`payments`) and their sum (`total`)."""
    keys = list(by)
    one = nw.lit(1).cast(nw.Int64)
    sums = (
        rows.with_columns(payments=one, total=nw.col("minor"))
        .group_by(*keys)
        .agg(nw.col("payments", "total").sum())
        .with_columns(nw.col("payments", "total").cast(nw.Int64))
    )
    return (
        rows.with_columns(less=-nw.col("minor"), one=one)
        .with_columns(place=nw.col("one").cum_sum().over(*keys, order_by=["less", "id"]))
        .filter(nw.col("place") == 1)
        .drop("less", "one", "place")
        .join(sums, on=keys)
    )
