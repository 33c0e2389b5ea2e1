"""Writing call lists: a list with its customers in one transaction, and what becomes of a call."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from advisor_app.data import writes
from advisor_app.data.reads.rows import one
from advisor_app.data.store import Store
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Call, CallList


def make(
    tx: Connection, store: Store, title: str, origin: str | None, customers: Sequence[bytes], now: int
) -> tuple[bytes, list[bytes]]:
    """Write a list of customers in their order, and return its id and the mutations to undo it by."""
    row = one(tx, "SELECT id FROM advisors WHERE number = :number", number=store.actor)
    advisor = row[0] if row else None
    made = CallList(new_id(), advisor, title, origin, None, now)
    first = writes.insert(tx, store, made, action="calls.list")
    calls = [
        writes.insert(
            tx,
            store,
            Call(new_id(), customer, made.id, place, None, None, None, None, None, advisor),
            action="calls.add",
        )
        for place, customer in enumerate(customers, 1)
    ]
    return made.id, [*calls, first]


def change(
    tx: Connection, store: Store, call_id: bytes, fields: Mapping[str, Any], action: str
) -> list[bytes]:
    """Change fields of a call and return the mutation, if there was one."""
    made = writes.change(tx, store, "calls", call_id, fields, action=action)
    return [made] if made else []


def change_list(
    tx: Connection, store: Store, list_id: bytes, fields: Mapping[str, Any], action: str
) -> list[bytes]:
    """Change fields of a list of the advisor's own and return the mutation, if there was one."""
    made = writes.change(tx, store, "call_lists", list_id, fields, action=action)
    return [made] if made else []
