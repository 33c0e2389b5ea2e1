"""Average assets under management (管理资产) per customer and month, from movements and known values.

A position is worth a step function of days. An account steps with its bookings, a holding with the values
that were stated for it; so both are a number of movements, from which one pass over all positions sums worth
× days:

- An account is worth its stated balance on the day of it, and before and after that what its bookings make
  of it; their order within a day means nothing. Without a stated balance it began at zero when it was
  opened, provided that the bookings of its source go back so far. Days before the first booking of the
  source are not known.
- A holding is worth its principal until the first month in which a value was stated, from then on the value
  of that month or the newest before it. Without both it is not known. It counts until it is closed: what has
  matured and was not paid out is still there.
- A position that begins after the business date is not active. An overdraft counts as zero, as loans do not
  count.
- The average of a month is over all its days, of the present one over those that have passed. It is
  converted with one rate per month; a position without one is left out.
- What is not known or not converted adds nothing, and lowers `coverage`: the percentage of position-days
  that are in the average, rounded down.

Conversion is in binary floating point, which is exact to the minor unit for averages below 10^13 minor units.
"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]

_BEFORE = -(2**31)  # earlier than any month


@dataclass(frozen=True, slots=True)
class Inputs:
    """The frames of one computation, all on one engine; days and months are days since 1970-01-01.

    accounts: position, customer (of the owner), currency, opened_on, closed_on, balance_minor, balance_on,
    source. bookings: position, day, amount_minor; in any order. holdings: position, customer, currency,
    starts_on, closed_on, principal_minor. values: position, month, value_minor; at most one row per position
    and month. months: month (its first day), until (the day after the last that counts); without gaps.
    rates: currency, month, factor (minor units of the base currency for one of `currency`); the base
    currency too.

    Columns whose name ends with `_on`, the balance and the principal may have gaps.
    """

    accounts: Frame
    bookings: Frame
    holdings: Frame
    values: Frame
    months: Frame
    rates: Frame


def month_averages(inputs: Inputs, as_of: int) -> Frame:
    """Return customer, month, average_minor (base currency) and coverage, where there is any position."""
    accounts = _account_positions(inputs.accounts, inputs.bookings, as_of)
    holdings, steps = _holding_positions(inputs.holdings, inputs.values, as_of)
    parts = nw.concat(
        [
            _worth_by_month(accounts, inputs.bookings, inputs.months),
            _worth_by_month(holdings, steps, inputs.months),
        ]
    )
    return _averages(parts, inputs.months, inputs.rates)


def _account_positions(accounts: Frame, bookings: Frame, as_of: int) -> Frame:
    settled = nw.col("day") <= nw.col("balance_on")
    booked = (
        bookings.join(accounts.select("position", "balance_on"), on="position")
        .with_columns(settled=nw.col("amount_minor") * settled.fill_null(False).cast(nw.Int64))
        .group_by("position")
        .agg(first=nw.col("day").min(), settled=nw.col("settled").sum())
    )
    accounts = accounts.join(booked, on="position", how="left")
    ledgers = accounts.group_by("source").agg(ledger=nw.col("first").min())
    opened = nw.coalesce("opened_on", "balance_on")
    complete = nw.when(nw.col("start") >= nw.col("ledger")).then(nw.col("start"))
    from_ledger = nw.max_horizontal("start", "ledger")
    balance_known = ~nw.col("balance_minor").is_null()
    return (
        accounts.join(ledgers, on="source", how="left")
        .with_columns(start=nw.min_horizontal(opened, nw.col("first")), end=_end(as_of))
        .filter(nw.col("start") < nw.col("end"))
        .with_columns(known_from=nw.when(balance_known).then(from_ledger).otherwise(complete))
        .with_columns(
            known_from=nw.coalesce("known_from", "end"),
            opening=nw.col("balance_minor").fill_null(0)
            - nw.when(balance_known).then(nw.col("settled")).otherwise(nw.lit(0)).fill_null(0),
        )
        .select(*_POSITION)
    )


def _holding_positions(holdings: Frame, values: Frame, as_of: int) -> tuple[Frame, Frame]:
    """Return positions, and their steps as movements: position, day, amount_minor."""
    values = values.with_columns(before=nw.col("value_minor").shift(1).over("position", order_by="month"))
    first = values.filter(nw.col("before").is_null()).select(
        "position", first_month="month", first_value="value_minor"
    )
    holdings = (
        holdings.join(first, on="position", how="left")
        .with_columns(
            start=nw.coalesce("starts_on", "first_month"),
            end=_end(as_of),
            worth=nw.coalesce("principal_minor", "first_value"),
        )
        .filter(nw.col("start") < nw.col("end"))
        .with_columns(
            known_from=nw.when(nw.col("worth").is_null()).then(nw.col("end")).otherwise(nw.col("start")),
            opening=nw.col("worth").fill_null(0),
        )
        .select(*_POSITION)
    )
    steps = values.join(holdings.select("position", "opening"), on="position").select(
        "position",
        day=nw.col("month"),
        amount_minor=nw.col("value_minor") - nw.coalesce("before", "opening"),
    )
    return holdings, steps


_POSITION = ("position", "customer", "currency", "start", "end", "known_from", "opening")


def _end(as_of: int) -> nw.Expr:
    """The day after the last on which a position counts."""
    return nw.min_horizontal(nw.col("closed_on"), nw.lit(as_of + 1))


def _worth_by_month(positions: Frame, movements: Frame, months: Frame) -> Frame:
    """Return customer, currency, month, days (of positions), known_days and worth, summed over known days."""
    # A point where each position enters each month makes stretches of constant worth end with the month.
    entries = (
        positions.join(months, how="cross")
        .filter((nw.col("start") < nw.col("until")) & (nw.col("end") > nw.col("month")))
        .select(
            "position",
            day=nw.max_horizontal("start", "month").cast(nw.Int64),
            amount_minor=nw.lit(0).cast(nw.Int64),
            month=nw.col("month").cast(nw.Int64),
        )
    )
    moved = movements.select(
        "position",
        day=nw.col("day").cast(nw.Int64),
        amount_minor=nw.col("amount_minor").cast(nw.Int64),
        month=nw.lit(_BEFORE).cast(nw.Int64),
    )
    stretches = (
        nw.concat([moved, entries])
        .group_by("position", "day")
        .agg(nw.col("amount_minor").sum(), nw.col("month").max())
        .with_columns(
            moved=nw.col("amount_minor").cum_sum().over("position", order_by="day"),
            month=nw.col("month").cum_max().over("position", order_by="day"),
            next_day=nw.col("day").shift(-1).over("position", order_by="day"),
        )
        .filter(nw.col("month") > _BEFORE)
        .join(positions, on="position")
        .with_columns(until=nw.min_horizontal("next_day", "end"))
    )
    nothing = nw.lit(0).cast(nw.Int64)
    since = nw.max_horizontal("day", "known_from")
    return (
        stretches.with_columns(
            days=nw.max_horizontal(nw.col("until") - nw.col("day"), nothing).cast(nw.Int64),
            known_days=nw.max_horizontal(nw.col("until") - since, nothing).cast(nw.Int64),
            worth=nw.max_horizontal(nw.col("opening") + nw.col("moved"), nothing).cast(nw.Int64),
        )
        .with_columns(worth=nw.col("worth") * nw.col("known_days"))
        .group_by("customer", "currency", "month")
        .agg(nw.col("days", "known_days", "worth").sum())
        .with_columns(nw.col("days", "known_days", "worth").cast(nw.Int64))
    )


def _averages(parts: Frame, months: Frame, rates: Frame) -> Frame:
    length = nw.col("until") - nw.col("month")
    return (
        parts.group_by("customer", "currency", "month")
        .agg(nw.col("days", "known_days", "worth").sum())
        .join(rates, on=["currency", "month"], how="left")
        .join(months, on="month")
        .with_columns(
            average_minor=(nw.col("worth") * nw.col("factor") / length + 0.5)
            .floor()
            .fill_null(0)
            .cast(nw.Int64),
            known_days=nw.col("known_days") * (~nw.col("factor").is_null()).cast(nw.Int64),
        )
        .group_by("customer", "month")
        .agg(nw.col("average_minor", "days", "known_days").sum())
        .select(
            "customer",
            "month",
            nw.col("average_minor").cast(nw.Int64),
            coverage=(nw.col("known_days") * 100 // nw.col("days")).cast(nw.Int64),
        )
    )
