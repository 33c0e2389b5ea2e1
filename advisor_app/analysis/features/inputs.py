"""What features are computed from, the time that is looked at, and how flags are built so that engines agree.

Conditions become integer columns before anything is grouped: on pandas a condition inside an aggregation is silently
ignored, and Spark does not sum booleans. Amounts are added up in their own currency and converted once per account.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import narwhals as nw

from advisor_app.domain.dates import add_months, month_start

Frame = nw.LazyFrame[Any]

YEAR, QUARTER = 365, 90
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Inputs:
    """The frames of one computation, all on one engine; days are days since 1970-01-01.

    customers: customer, birth_day, opened_on; only those of whom something may be computed. accounts: account,
    customer (of the owner), factor (minor units of the base currency for one of its own), balance_minor; open ones
    have `open` 1. transactions: account, day, amount_minor, kind, channel, category, counterparty (a name),
    counterparty_bank, counterparty_account. calendar: as `calendar` gives it. averages: as `aum.month_averages`
    returns them. positions (open ones): customer, kind, factor, value_minor, matures_on. loans (open ones): account,
    outstanding_minor. cards (valid ones): customer. bought: customer, day (on which a product was opened). visits:
    customer, day, kind. contacts: customer, day, two_way and social (1 or 0). campaigns (calls that were made):
    customer, day, agreed (1 or 0). feedback: customer, day, complaint and negative (1 or 0). A currency without a rate
    has the factor 0.

    `bank` is the name of the bank itself, as it may stand in counterparty_bank.
    """

    customers: Frame
    accounts: Frame
    transactions: Frame
    calendar: Frame
    averages: Frame
    positions: Frame
    loans: Frame
    cards: Frame
    bought: Frame
    visits: Frame
    contacts: Frame
    campaigns: Frame
    feedback: Frame
    bank: str = ""


class Span(NamedTuple):
    """The time that is looked at, until the date of the data."""

    as_of: int

    @property
    def first(self) -> int:
        """The first day of which transactions are needed: twelve whole months, and the present one."""
        return min(add_months(month_start(self.as_of), -MONTHS), self.year_from)

    @property
    def whole_month(self) -> int:
        """The newest month that has passed wholly."""
        return add_months(month_start(self.as_of + 1), -1)

    @property
    def income_from(self) -> int:
        """The first of the twelve months, of which the last is that of the date of the data."""
        return add_months(month_start(self.as_of), 1 - MONTHS)

    @property
    def year_from(self) -> int:
        """The first of the 365 days that end with the date of the data."""
        return self.as_of - YEAR + 1


class Day(NamedTuple):
    """A day of the span: its month, and (1 or 0) whether it is in the year, in the last 90 days, in the 90 before."""

    day: int
    month: int
    day_of_month: int
    in_year: int
    recent: int
    before: int


def calendar(span: Span) -> list[Day]:
    """Return the days of the span, one row each."""
    days = []
    for day in range(span.first, span.as_of + 1):
        back, month = span.as_of - day, month_start(day)
        days.append(
            Day(
                day=day,
                month=month,
                day_of_month=day - month + 1,
                in_year=int(back < YEAR),
                recent=int(back < QUARTER),
                before=int(QUARTER <= back < 2 * QUARTER),
            )
        )
    return days


def flag(condition: nw.Expr) -> nw.Expr:
    """Return 1 where a condition holds, and 0 where it does not or is not known."""
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


def one_of(column: str, codes: Collection[str]) -> nw.Expr:
    """Return 1 where a column has one of the codes; no code at all is none of them."""
    return flag(nw.col(column).is_in(list(codes))) if codes else nw.lit(0).cast(nw.Int64)


def owned(rows: Frame, accounts: Frame) -> Frame:
    """Return rows of accounts with owner and factor; joined late, as accounts are far fewer than transactions."""
    return rows.join(accounts.select("account", "customer", "factor"), on="account")


def converted(column: str) -> nw.Expr:
    """Return an amount in minor units of the base currency, rounded half up."""
    return (nw.col(column) * nw.col("factor") + 0.5).floor().cast(nw.Int64).alias(column)


def percent(part: nw.Expr, whole: nw.Expr) -> nw.Expr:
    """Return the percentage of a whole, rounded down; null where the whole is not positive."""
    divisor = nw.max_horizontal(whole, nw.lit(1).cast(nw.Int64))
    return nw.when(whole > 0).then((part * 100 / divisor).floor().cast(nw.Int64))
