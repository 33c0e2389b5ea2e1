"""The outbox: what the advisor wrote and head office has not acknowledged, one event for each mutation.

An event holds the fields as they were (`assumed`, None for a new row) and as they are now (`new`). Its
mutation id is the key by which head office knows a repetition; that of a new row is the row's own id.
Only `data.writes` and `data.taking_back` add events; sync takes them out when head office has answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from advisor_app.data import merging, revisions
from advisor_app.data.apply import driver
from advisor_app.data.search_key import refresh
from advisor_app.domain import merge
from advisor_app.domain.records import ENTITIES, Revision
from advisor_app.domain.writable import WRITABLE

_FIELDS = "mutation_id, entity, row_id, customer_id, assumed, new, made_at, sent, refused, theirs, sequence"


class Event(NamedTuple):
    """One event, in the order in which it was made.

    `sent`: head office may have it, though its answer has not come. `refused` is the code with which it was
    refused. `theirs` is what head office had for these fields when a pull last brought the row, where that was
    not as assumed. `sequence` is its place in the order; it is given when the event is added.
    """

    mutation_id: bytes
    entity: str
    row_id: bytes
    customer_id: bytes
    assumed: dict[str, Any] | None
    new: dict[str, Any]
    made_at: int
    sent: bool
    refused: str | None
    theirs: dict[str, Any] | None
    sequence: int | None = None


class Parcel(NamedTuple):
    """An event as it is sent: its fields are still the MessagePack that they are kept as."""

    mutation_id: bytes
    entity: str
    row_id: bytes
    customer_id: bytes
    assumed: bytes | None
    new: bytes
    made_at: int
    sequence: int


class Queued(NamedTuple):
    """An event that waits to be pushed, without its fields."""

    mutation_id: bytes
    entity: str
    row_id: bytes
    customer_id: bytes
    made_at: int
    change: bool


class Waiting(NamedTuple):
    """How many events wait to be pushed, and how many were refused."""

    unsent: int
    refused: int


def append(connection: Connection, event: Event) -> None:
    """Add an event at the end."""
    driver(connection).execute(
        f"INSERT INTO outbox ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        event._replace(
            assumed=pack(event.assumed),  # type: ignore[arg-type]
            new=pack(event.new),  # type: ignore[arg-type]
            theirs=pack(event.theirs),  # type: ignore[arg-type]
        ),
    )


def get(connection: Connection, mutation_id: bytes) -> Event | None:
    """Return an event, or None if it is not (or no longer) in the outbox."""
    found = _select(connection, "WHERE mutation_id = ?", (mutation_id,))
    return found[0] if found else None


def of_row(connection: Connection, entity: str, row_id: bytes) -> list[Event]:
    """Return the events of one row, oldest first."""
    return _select(connection, "WHERE row_id = ? AND entity = ? ORDER BY sequence", (row_id, entity))


def of_customer(connection: Connection, customer_id: bytes) -> list[Event]:
    """Return the events of one customer, oldest first."""
    return _select(connection, "WHERE customer_id = ? ORDER BY sequence", (customer_id,))


def refused(connection: Connection) -> list[Event]:
    """Return the events that head office refused, oldest first."""
    return _select(connection, "WHERE refused IS NOT NULL ORDER BY sequence", ())


def unsent(connection: Connection, most: int) -> list[Queued]:
    """Return the events that wait to be pushed, newest first, at most so many."""
    rows = driver(connection).execute(
        "SELECT mutation_id, entity, row_id, customer_id, made_at, assumed IS NOT NULL FROM outbox "
        "WHERE refused IS NULL ORDER BY sequence DESC LIMIT ?",
        (most,),
    )
    return [Queued._make(row)._replace(change=bool(row[-1])) for row in rows]


def next_unsent(connection: Connection, events: int, size: int) -> list[Parcel]:
    """Return the oldest events to push: at most `events`, of at most `size` bytes together, but at least one."""
    rows = driver(connection).execute(
        f"SELECT {', '.join(Parcel._fields)} FROM outbox WHERE refused IS NULL ORDER BY sequence LIMIT ?",
        (events,),
    )
    parcels: list[Parcel] = []
    for row in map(Parcel._make, rows):
        size -= len(row.new) + len(row.assumed or b"")
        if parcels and size < 0:
            break
        parcels.append(row)
    return parcels


def mark_sent(connection: Connection, until: int) -> None:
    """Remember, before they leave, that head office may have the events up to a place in the order."""
    driver(connection).execute(
        "UPDATE outbox SET sent = 1 WHERE sequence <= ? AND NOT sent AND refused IS NULL", (until,)
    )


def acknowledge(connection: Connection, until: int) -> None:
    """Take out the events up to a place in the order, but for those refused: head office has them."""
    driver(connection).execute("DELETE FROM outbox WHERE sequence <= ? AND refused IS NULL", (until,))


def remove(connection: Connection, mutations: Iterable[bytes]) -> None:
    """Take events out that were undone."""
    driver(connection).executemany(
        "DELETE FROM outbox WHERE mutation_id = ?", [(mutation,) for mutation in mutations]
    )


def refuse(connection: Connection, mutation_id: bytes, code: str) -> None:
    """Keep an event, with the code with which head office refused it, until the advisor decides."""
    driver(connection).execute("UPDATE outbox SET refused = ? WHERE mutation_id = ?", (code, mutation_id))


def waiting(connection: Connection) -> Waiting:
    """Count what waits and what was refused."""
    row = (
        driver(connection).execute("SELECT count(*) - count(refused), count(refused) FROM outbox").fetchone()
    )
    return Waiting(*row)


def kinds(connection: Connection) -> dict[str, int]:
    """Count what waits, by entity."""
    query = "SELECT entity, count(*) FROM outbox WHERE refused IS NULL GROUP BY entity ORDER BY entity"
    return dict(driver(connection).execute(query).fetchall())


def customers_waiting(connection: Connection) -> set[bytes]:
    """Return the customers with events that wait to be pushed."""
    query = "SELECT DISTINCT customer_id FROM outbox WHERE refused IS NULL"
    return {row[0] for row in driver(connection).execute(query)}


def uncertain(connection: Connection) -> bool:
    """Whether head office may have an event of which we do not know it: its answer has not come."""
    query = "SELECT 1 FROM outbox WHERE sent AND refused IS NULL LIMIT 1"
    return driver(connection).execute(query).fetchone() is not None


def own_rows(connection: Connection) -> dict[str, int]:
    """Return per table how many rows are in it because of events that head office does not have."""
    raw = driver(connection)
    counts = {
        name: raw.execute(
            f"SELECT count(*) FROM outbox JOIN {name} ON {name}.id = outbox.row_id "
            "WHERE entity = ? AND assumed IS NULL",
            (name,),
        ).fetchone()[0]
        for name in WRITABLE
    }
    changes = raw.execute(
        "SELECT count(*) FROM outbox JOIN revisions ON revisions.id = outbox.mutation_id"
    ).fetchone()[0]
    return counts | {"revisions": changes}


def lay(connection: Connection, arrived: Mapping[str, Sequence[bytes]], actor: str) -> None:
    """Lay the events of rows that have just arrived on top of them, and put back new rows that went missing.

    `arrived` has the ids of rows by entity, each now as head office has it; `actor` is the advisor's number.
    """
    raw = driver(connection)
    if raw.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is None:
        return
    touched = _put_back(connection, actor)
    for entity in WRITABLE:
        ids = set(arrived.get(entity, ()))
        for event in _select(connection, "WHERE entity = ? ORDER BY sequence", (entity,)) if ids else ():
            if event.row_id in ids and event.assumed is not None:
                _lay(connection, event, actor)
                touched.add((entity, event.row_id))
    refresh(connection, [row_id for entity, row_id in touched if entity == "customers"])
    merging.settle(connection, arrived.get("conversions", ()))


def revise(connection: Connection, event: Event, actor: str) -> None:
    """Keep as a revision what the fields of a row were before an event changed them."""
    if event.assumed is not None:
        text = revisions.changes_text(event.assumed, event.new)
        revision = Revision(
            event.mutation_id, event.customer_id, event.entity, event.row_id, None, event.made_at, text
        )
        revisions.add(connection, revision, actor)


def unpack(data: Any) -> dict[str, Any]:
    """Return the fields that a column of this table, or of the conflicts, holds as MessagePack."""
    return msgspec.msgpack.decode(data, type=dict[str, Any])


def pack(fields: dict[str, Any] | None) -> bytes | None:
    """Return fields as a column of this table holds them."""
    return None if fields is None else msgspec.msgpack.encode(fields)


def _lay(connection: Connection, event: Event, actor: str) -> None:
    raw = driver(connection)
    fields = list(event.new)
    row = raw.execute(
        f"SELECT {', '.join(fields)} FROM {event.entity} WHERE id = ?", (event.row_id,)
    ).fetchone()
    if row is None:
        return
    laid = merge.lay(event.assumed or {}, event.new, dict(zip(fields, row, strict=True)))
    if laid.apply:
        marks = ", ".join(f"{field} = ?" for field in laid.apply)
        raw.execute(f"UPDATE {event.entity} SET {marks} WHERE id = ?", (*laid.apply.values(), event.row_id))
    raw.execute("UPDATE outbox SET theirs = ? WHERE mutation_id = ?", (pack(laid.under), event.mutation_id))
    revise(connection, event, actor)  # a book that was fetched anew has only head office's revisions


def _put_back(connection: Connection, actor: str) -> set[tuple[str, bytes]]:
    """Insert new rows of the outbox that are not there, where their customer is; return their entities and ids."""
    raw, put = driver(connection), set[tuple[str, bytes]]()
    for entity in WRITABLE:
        missing = _select(
            connection,
            "WHERE entity = ? AND assumed IS NULL AND "
            "(entity = 'customers' OR customer_id = zeroblob(16) OR customer_id IN (SELECT id FROM customers)) "
            f"AND NOT EXISTS (SELECT 1 FROM {entity} WHERE {entity}.id = outbox.row_id) ORDER BY sequence",
            (entity,),
        )
        for event in missing:
            fields = ENTITIES[entity].fields
            raw.execute(
                f"INSERT INTO {entity} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})",
                [event.new.get(field) for field in fields],
            )
            put.add((entity, event.row_id))
            for later in of_row(connection, entity, event.row_id):
                if later.assumed is not None:
                    _lay(connection, later, actor)
    return put


def _select(connection: Connection, where: str, values: Sequence[Any]) -> list[Event]:
    rows = driver(connection).execute(f"SELECT {_FIELDS} FROM outbox {where}", values).fetchall()
    return [_event(row) for row in rows]


def _event(row: tuple[Any, ...]) -> Event:
    event = Event(*row)
    return event._replace(
        assumed=None if event.assumed is None else unpack(event.assumed),
        new=unpack(event.new),
        sent=bool(event.sent),
        theirs=None if event.theirs is None else unpack(event.theirs),
    )
