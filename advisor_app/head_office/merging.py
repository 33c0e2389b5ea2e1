"""A prospect merged into a customer at head office: its history goes over in sets, and can go back.

What went over is kept with the conversion, row by row, so that what the customer had before stays. The books that hold
the rows are told of each.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection, select, update

from advisor_app.domain.duplicates import CARRIED_OVER, HANGING
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Bank, Base, Conversion, Customer

# An earlier merge into the prospect goes over as well, so that its prospect is known by the one who is left.
_MOVABLE = (*CARRIED_OVER, "conversions")
_CHUNK = 500  # ids of one statement
Moved = dict[str, set[bytes]]
"""The ids of rows that went over, by entity."""


def close(connection: Connection, prospect_id: bytes) -> bool:
    """Close an open prospect on the business date, and tell its book; return False where it is not open."""
    today = select(Bank.as_of).scalar_subquery()
    closed = connection.execute(
        update(Customer)
        .where(Customer.id == prospect_id, Customer.closed_on.is_(None))
        .values(closed_on=today)
    ).rowcount
    feed.record(connection, "customers", select(Customer.id).where(Customer.id == prospect_id))
    return bool(closed)


def carry_over(connection: Connection, conversion_id: bytes) -> None:
    """Let all that is written about the prospect of a conversion be of its customer."""
    customer, prospect, moved = _conversion(connection, conversion_id)
    for entity in _MOVABLE:
        table = Base.metadata.tables[entity]
        found = select(table.c.id).where(table.c.customer_id == prospect)
        if entity == "conversions":  # a pair that is known already stays where it is
            known = select(Conversion.prospect_id).where(Conversion.customer_id == customer)
            found = found.where(table.c.prospect_id.not_in(known), table.c.prospect_id != customer)
        ids = set(connection.execute(found).scalars())
        if ids:
            _move(connection, entity, ids, prospect, customer)
            moved[entity] |= ids
    _keep(connection, conversion_id, moved)


def add(connection: Connection, prospect_id: bytes, rows: Mapping[str, Collection[bytes]]) -> None:
    """Note rows, by entity, that came for a prospect after it was merged: they go back with the others."""
    found = select(Conversion.id).where(
        Conversion.prospect_id == prospect_id, Conversion.state == "confirmed"
    )
    for conversion_id in connection.execute(found).scalars().all():
        _, _, moved = _conversion(connection, conversion_id)
        for entity, ids in rows.items():
            moved[entity] |= set(ids)
        _keep(connection, conversion_id, moved)


def take_back(connection: Connection, conversion_id: bytes) -> None:
    """Give the prospect of a conversion back what went over, with what hangs on it by now, and open it again."""
    customer, prospect, moved = _conversion(connection, conversion_id)
    for entity, ids in _with_what_hangs(connection, customer, moved).items():
        if ids:
            _move(connection, entity, ids, customer, prospect)
    connection.execute(update(Customer).where(Customer.id == prospect).values(closed_on=None))
    feed.record(connection, "customers", select(Customer.id).where(Customer.id == prospect))
    _keep(connection, conversion_id, None)


def _conversion(connection: Connection, conversion_id: bytes) -> tuple[bytes, bytes, Moved]:
    customer, prospect, text = connection.execute(
        select(Conversion.customer_id, Conversion.prospect_id, Conversion.moved).where(
            Conversion.id == conversion_id
        )
    ).one()
    moved: Moved = defaultdict(set)
    for entity, keys in (json.loads(text) if text else {}).items():
        moved[entity] = {bytes.fromhex(key) for key in keys}
    return customer, prospect, moved


def _keep(connection: Connection, conversion_id: bytes, moved: Moved | None) -> None:
    text = None
    if moved is not None:
        text = json.dumps({entity: sorted(key.hex() for key in ids) for entity, ids in moved.items() if ids})
    connection.execute(update(Conversion).where(Conversion.id == conversion_id).values(moved=text))
    feed.record(connection, "conversions", select(Conversion.id).where(Conversion.id == conversion_id))


def _with_what_hangs(connection: Connection, customer: bytes, moved: Moved) -> Moved:
    """Return what went over and what was written since that hangs on it: it belongs to the same contacts."""
    going: Moved = defaultdict(set, {entity: set(ids) for entity, ids in moved.items()})
    for entity in HANGING:
        going[entity] |= _children(connection, entity, "interaction_id", customer, moved["interactions"])
    parents = {key for entity, ids in going.items() if entity != "revisions" for key in ids}
    going["revisions"] |= _children(connection, "revisions", "row_id", customer, parents)
    return going


def _children(
    connection: Connection, entity: str, field: str, customer: bytes, parents: Collection[bytes]
) -> set[bytes]:
    table = Base.metadata.tables[entity]
    found = select(table.c.id).where(table.c.customer_id == customer)
    return {
        key
        for some in _parts(parents)
        for key in connection.execute(found.where(table.c[field].in_(some))).scalars()
    }


def _move(connection: Connection, entity: str, ids: Collection[bytes], before: bytes, after: bytes) -> None:
    table = Base.metadata.tables[entity]
    for some in _parts(ids):
        connection.execute(
            update(table).where(table.c.id.in_(some), table.c.customer_id == before).values(customer_id=after)
        )
        feed.record(connection, entity, select(table.c.id).where(table.c.id.in_(some)))


def _parts(ids: Collection[bytes]) -> Iterator[list[bytes]]:
    every = sorted(ids)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]
