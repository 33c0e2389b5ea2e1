"""The features of all customers as they were at past ends of months, of those that are known as they were.

What the bank keeps only as it is today (balances, values, what is outstanding) would tell of what came after; it is
left out, and of positions only counts whether there were any.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
from sqlalchemy import Connection, func, select

from advisor_app.analysis.aum import Frame
from advisor_app.analysis.features import Inputs, Parts, Span, columns, features
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.insights.features import HELD
from advisor_app.domain.policy import Policy
from advisor_app.head_office.db.models import AumMonth, Transaction
from advisor_app.head_office.nightly.feature_inputs import Of, People, inputs, transactions, undated
from advisor_app.head_office.nightly.frames import INTEGER, Frames, fetched
from advisor_app.head_office.nightly.inputs import owned_accounts

LEFT_OUT = (
    *("deposits_minor", "loans_minor", "kinds_held", "largest_minor", "largest_percent"),
    # Of products that were over before the first extract nobody knows, so those that are known were kept until later.
    *("bought_365", "bought_last_on"),
)
_ANY = "maturing_90_minor"
_DAYS = "_on"


class Snapshot(NamedTuple):
    """Customers on a day of the past: their ids, and by field one number each (NaN: not known)."""

    day: int
    customers: list[bytes]
    values: dict[str, Any]


def ends(connection: Connection, as_of: int) -> list[int]:
    """Return the ends of months with a whole year of transactions before them, the newest before `as_of` last."""
    first = connection.execute(select(func.min(Transaction.day))).scalar()
    assets = connection.execute(select(func.min(AumMonth.month))).scalar()
    if first is None or assets is None:
        return []
    begin = max(add_months(first, 12 if first == month_start(first) else 13), add_months(assets, 4))
    found = []
    while (end := begin - 1) <= as_of:
        found.append(end)
        begin = add_months(begin, 1)
    return found


def snapshots(
    connection: Connection, policy: Policy, bank: Of, days: list[int], most: int
) -> Iterator[Snapshot]:
    """Yield the customers at each of some ends of months, in the order of ids: the same ones, at most so many.

    What has days of its own is read once for all months.
    """
    if not days:
        return
    with Frames(connection) as frames:
        people = People(frames, policy, most=most)
        whole, booked = undated(frames, people, policy, bank), _booked(frames, people, days)
        for day in days:
            span = Span(day)
            of_span = booked.filter(nw.col("day") >= span.first, nw.col("day") <= day)
            read = {**whole, "transactions": of_span}
            then = _then(inputs(frames, people, policy, bank._replace(as_of=day), read), day)
            table = features(Parts(then, policy, span, frames.kept)).sort("customer")
            yield _snapshot(table.collect("pyarrow").to_native(), people, policy, day)


def _booked(frames: Frames, people: People, days: list[int]) -> Frame:
    """Return the transactions of all months, of the accounts of some people: of a large bank they are few."""
    owned = owned_accounts().subquery()
    theirs = people.of(select(owned.c.customer_id, owned.c.id), account=INTEGER).select("account")
    accounts = sorted(account for batch in fetched(theirs) for (account,) in batch)
    return frames.kept(transactions(frames, Span(days[0]).first, days[-1], accounts))


def _snapshot(table: Any, people: People, policy: Policy, day: int) -> Snapshot:
    values = {
        scored_name(name): _scored(name, table[name], day) for name in columns(policy) if name not in LEFT_OUT
    }
    return Snapshot(day, [people.ids[number] for number in table["customer"].to_pylist()], values)


def _then(found: Inputs, day: int) -> Inputs:
    """Return what was there then: customers who had come, and positions that count as one each whatever their worth."""
    return replace(
        found,
        customers=found.customers.filter(nw.col("opened_on").is_null() | (nw.col("opened_on") <= day)),
        positions=found.positions.with_columns(
            value_minor=nw.lit(1).cast(nw.Int64), factor=nw.lit(1.0).cast(nw.Float64)
        ),
    )


def _scored(name: str, column: Any, day: int) -> Any:
    """Return a field as `Features.scored` gives it to a card; of positions only whether there were any."""
    numbers = column.to_numpy(zero_copy_only=False).astype(float)
    if name.endswith(_DAYS):
        return day - numbers
    return np.minimum(numbers, 1) if is_any(name) else numbers


def is_any(name: str) -> bool:
    """Tell whether of a field only counts if there is any: it is an amount of today in what devices score."""
    before, _, after = HELD.partition("{kind}")
    return name == _ANY or (name.startswith(before) and name.endswith(after))


def scored_name(name: str) -> str:
    """Return what a feature is called as a field of a card: a day is scored as the time since then."""
    return name.removesuffix(_DAYS) + "_days" if name.endswith(_DAYS) else name
