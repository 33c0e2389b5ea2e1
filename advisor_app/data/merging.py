"""A prospect merged into a customer on the device: what was written about the one goes to the other, and back again.

That two are one is a row of `conversions`; this makes the other rows follow its state, at once and offline. The same
happens at head office when the row arrives there, and what it then sends agrees. The prospect stays in the book,
closed and out of sight, so that all can go back to it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection

from advisor_app.data.apply import driver
from advisor_app.data.reads.rows import one, rows
from advisor_app.data.search_key import refresh
from advisor_app.domain.duplicates import CARRIED_OVER, CONFIRMED, HANGING, PROPOSED

_ROW = "SELECT customer_id, prospect_id, state, moved FROM conversions WHERE id = :id"
_WAITING = "SELECT row_id, refused, assumed FROM outbox WHERE entity = 'conversions' ORDER BY sequence"
Moved = dict[str, set[bytes]]
"""The ids of rows that went over, by entity."""


def follow(tx: Connection, conversion_id: bytes) -> None:
    """Carry over or take back, as the state of a conversion says; what is done already is not done again."""
    row = one(tx, _ROW, id=conversion_id)
    if row is not None and row[2] == CONFIRMED:
        _carry_over(tx, conversion_id, row)
    else:
        take_back(tx, conversion_id)


def take_back(tx: Connection, conversion_id: bytes) -> None:
    """Give the prospect back what went over, with what hangs on it by now.

    A prospect that is not in the book gets it from head office, when that has taken it back.
    """
    row = one(tx, _ROW, id=conversion_id)
    if row is None or row[3] is None:
        return
    customer, prospect, _, moved = row
    if one(tx, "SELECT 1 FROM customers WHERE id = :id", id=prospect) is None:
        return
    raw, going = driver(tx), _with_what_hangs(tx, customer, load(moved))
    for entity, ids in going.items():
        raw.executemany(
            f"UPDATE {entity} SET customer_id = ? WHERE id = ? AND customer_id = ?",
            [(prospect, key, customer) for key in ids],
        )
    raw.execute("UPDATE customers SET closed_on = NULL WHERE id = ?", (prospect,))
    raw.execute("UPDATE conversions SET moved = NULL WHERE id = ?", (conversion_id,))
    raw.execute(
        "DELETE FROM pinned_customers WHERE customer_id = ? AND pinned_at = "
        "(SELECT pinned_at FROM pinned_customers WHERE customer_id = ?)",
        (customer, prospect),
    )
    refresh(tx, [prospect])


def stand_off(tx: Connection, conversion_id: bytes, assumed: bytes | None) -> None:
    """Undo here what head office refused to do; `assumed` is the row as it has it, as an event of the outbox says."""
    state = msgspec.msgpack.decode(assumed)["state"] if assumed else PROPOSED
    driver(tx).execute("UPDATE conversions SET state = ? WHERE id = ?", (state, conversion_id))
    follow(tx, conversion_id)


def settle(tx: Connection, arrived: Iterable[bytes]) -> None:
    """Make the book agree again with what was decided, when head office has sent rows (of these conversions among
    others): that may be rows of a prospect who is merged here and not yet there.
    """
    for key in arrived:
        follow(tx, key)
    for key, refused, assumed in rows(tx, _WAITING):
        if refused is None:
            follow(tx, key)
        else:
            stand_off(tx, key, assumed)


def load(moved: str | None) -> Moved:
    """Return what `Conversion.moved` says."""
    found: dict[str, list[str]] = json.loads(moved) if moved else {}
    return {
        entity: {bytes.fromhex(key) for key in keys} for entity, keys in found.items() if entity in _MOVABLE
    }


def _carry_over(tx: Connection, conversion_id: bytes, row: tuple[Any, ...]) -> None:
    customer, prospect, _, before = row
    if one(tx, "SELECT 1 FROM customers WHERE id = :id", id=prospect) is None:
        return
    raw, moved = driver(tx), load(before)
    for entity in _MOVABLE:
        found = {key for (key,) in rows(tx, f"SELECT id FROM {entity} WHERE customer_id = :id", id=prospect)}
        if found:
            raw.execute(f"UPDATE {entity} SET customer_id = ? WHERE customer_id = ?", (customer, prospect))
            moved.setdefault(entity, set()).update(found)
    text = json.dumps({entity: sorted(key.hex() for key in ids) for entity, ids in moved.items()})
    raw.execute("UPDATE conversions SET moved = ? WHERE id = ?", (text, conversion_id))
    raw.execute(
        "UPDATE customers SET closed_on = (SELECT as_of FROM bank) WHERE id = ? AND closed_on IS NULL",
        (prospect,),
    )
    # The same instant as the prospect's, by which it is known that this pin goes when the prospect comes back.
    raw.execute(
        "INSERT INTO pinned_customers (customer_id, pinned_at) "
        "SELECT ?, pinned_at FROM pinned_customers WHERE customer_id = ? ON CONFLICT DO NOTHING",
        (customer, prospect),
    )
    refresh(tx, [prospect])


def _with_what_hangs(tx: Connection, customer: bytes, moved: Moved) -> Moved:
    """Return what went over and what was written since that hangs on it: it belongs to the same contacts."""
    going = {entity: set(ids) for entity, ids in moved.items()}
    for entity in HANGING:
        found = _children(tx, entity, "interaction_id", customer, moved.get("interactions", set()))
        going.setdefault(entity, set()).update(found)
    parents = {key for entity, ids in going.items() if entity != "revisions" for key in ids}
    going.setdefault("revisions", set()).update(_children(tx, "revisions", "row_id", customer, parents))
    return going


def _children(
    tx: Connection, entity: str, field: str, customer: bytes, parents: set[bytes]
) -> Iterator[bytes]:
    query = f"SELECT id, {field} FROM {entity} WHERE customer_id = :customer AND {field} IS NOT NULL"
    return (key for key, parent in rows(tx, query, customer=customer) if parent in parents)


# An earlier merge into the prospect goes over as well, so that its prospect is known by the one who is left.
_MOVABLE = (*CARRIED_OVER, "conversions")
