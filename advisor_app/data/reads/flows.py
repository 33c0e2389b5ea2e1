"""What came to the bank and left it with each customer, month by month, as head office added it up.

The facts of a whole book are read here, not by SQLite's functions for JSON, which take several times as long.
"""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from advisor_app.data.reads.rows import rows
from advisor_app.domain import insights

_FACTS = f"""
    SELECT customer_id, facts FROM insights WHERE kind = '{insights.FLOWS}' AND version = {insights.VERSION}
"""


class Month(msgspec.Struct):
    """A month of a customer; both sums are positive minor units of the base currency."""

    month: int
    in_minor: int
    out_minor: int


class _Facts(msgspec.Struct):
    months: list[Month] = []


_DECODER = msgspec.json.Decoder(_Facts)


def by_customer(connection: Connection) -> Iterator[tuple[bytes, list[Month]]]:
    """Yield customers with their months; facts that cannot be read are left out."""
    for customer, facts in rows(connection, _FACTS):
        try:
            yield customer, _DECODER.decode(facts).months
        except msgspec.DecodeError:
            continue


def with_more(connection: Connection, month: int, *, came: bool) -> list[bytes]:
    """Return the customers with whom more came than left in a month, or less."""
    return [
        customer
        for customer, months in by_customer(connection)
        for one in months
        if one.month == month and (one.in_minor > one.out_minor if came else one.in_minor < one.out_minor)
    ]
