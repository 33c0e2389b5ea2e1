"""Conflicts: the same field changed here and elsewhere. Head office's value stands; both are kept, and the advisor
decides, and can change that decision.

There is one open conflict for a row at most: what clashes again while it is open goes into the same one.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection

from advisor_app.data import outbox, taking_back, writes
from advisor_app.data.apply import driver
from advisor_app.data.audit import utc_now
from advisor_app.data.outbox import Event
from advisor_app.data.store import Store
from advisor_app.errors import InputError

Decision = Literal["ours", "theirs"]
_COLUMNS = (
    "id, entity, row_id, customer_id, assumed, ours, theirs, found_at, decision, decided_at, mutation_id"
)


class Conflict(NamedTuple):
    """Fields of one row with three values each: as both sides had them, ours, and theirs, which stands.

    `decision` is None while it is open; `mutation_id` is the change that carries the decision for ours.
    """

    id: bytes
    entity: str
    row_id: bytes
    customer_id: bytes
    assumed: dict[str, Any]
    ours: dict[str, Any]
    theirs: dict[str, Any]
    found_at: int
    decision: Decision | None
    decided_at: int | None
    mutation_id: bytes | None


def record(connection: Connection, event: Event, theirs: Mapping[str, Any]) -> None:
    """Keep both values of the fields in which an event clashed."""
    assumed = {field: (event.assumed or {}).get(field) for field in theirs}
    ours = {field: event.new[field] for field in theirs}
    query = "WHERE row_id = ? AND entity = ? AND decision IS NULL"
    found = _select(connection, query, (event.row_id, event.entity))
    conflict_id, stands = event.mutation_id, dict(theirs)
    if found:
        conflict_id = found[0].id
        assumed = assumed | found[0].assumed
        ours, stands = found[0].ours | ours, found[0].theirs | stands
    packed = [msgspec.msgpack.encode(fields) for fields in (assumed, ours, stands)]
    driver(connection).execute(
        f"INSERT INTO conflicts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL) "
        "ON CONFLICT (id) DO UPDATE SET "
        "assumed = excluded.assumed, ours = excluded.ours, theirs = excluded.theirs",
        (conflict_id, event.entity, event.row_id, event.customer_id, *packed, utc_now()),
    )


def get(connection: Connection, conflict_id: bytes) -> Conflict:
    """Return a conflict. Raises InputError if there is none, because its customer has left the book."""
    found = _select(connection, "WHERE id = ?", (conflict_id,))
    if not found:
        raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
    return found[0]


def listed(connection: Connection, *, decided: bool = False) -> list[Conflict]:
    """Return the conflicts that are open, or those decided, newest first."""
    state = "IS NOT NULL" if decided else "IS NULL"
    return _select(connection, f"WHERE decision {state} ORDER BY found_at DESC, id DESC", ())


def count(connection: Connection) -> int:
    """Count the open conflicts."""
    row = driver(connection).execute("SELECT count(*) FROM conflicts WHERE decision IS NULL").fetchone()
    return int(row[0])


def decide(tx: Connection, store: Store, conflict_id: bytes, decision: Decision) -> bytes | None:
    """Decide an open conflict; return the id of the change that carries ours, if one was needed.

    Ours is a change like any other, made on what stands now. Raises InputError if it is decided already.
    """
    conflict = get(tx, conflict_id)
    if conflict.decision is not None:
        raise InputError("This has been decided already.", what_to_do="Undo the decision first.")
    made = None
    if decision == "ours":
        made = writes.change(
            tx, store, conflict.entity, conflict.row_id, conflict.ours, action="conflict.ours"
        )
    driver(tx).execute(
        "UPDATE conflicts SET decision = ?, decided_at = ?, mutation_id = ? WHERE id = ?",
        (decision, utc_now(), made, conflict_id),
    )
    store.audit.append(tx, "conflict.decide", f"conflicts:{conflict_id.hex()}", result=decision)
    return made


def reopen(tx: Connection, store: Store, conflict_id: bytes) -> None:
    """Undo a decision: the conflict is open again, and what carried ours is taken back.

    Raises InputError if it is not decided, or the row was changed again since.
    """
    conflict = get(tx, conflict_id)
    if conflict.decision is None:
        raise InputError(
            "There is nothing to undo.", what_to_do="It was undone before, or has left your book."
        )
    if conflict.mutation_id is not None:
        taking_back.undo(tx, store, conflict.mutation_id)
    driver(tx).execute(
        "UPDATE conflicts SET decision = NULL, decided_at = NULL, mutation_id = NULL WHERE id = ?",
        (conflict_id,),
    )
    store.audit.append(tx, "conflict.reopen", f"conflicts:{conflict_id.hex()}")


def _select(connection: Connection, where: str, values: Sequence[Any]) -> list[Conflict]:
    rows = driver(connection).execute(f"SELECT {_COLUMNS} FROM conflicts {where}", values).fetchall()
    return [
        Conflict(*row)._replace(
            assumed=outbox.unpack(row[4]), ours=outbox.unpack(row[5]), theirs=outbox.unpack(row[6])
        )
        for row in rows
    ]
