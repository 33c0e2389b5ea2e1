"""An advisor at work on a device: contacts, promises, files, tasks and prospects, and what the device then holds."""

import hashlib
from typing import Any

from sqlalchemy import Engine, select

from advisor_app.data import apply, outbox, taking_back, writes
from advisor_app.data.store import Store
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import ENTITIES, Attachment, Customer, Interaction, Promise, Task
from advisor_app.head_office.db.models import Base
from tests.support.bank import AS_OF

NOON = AS_OF * 86_400_000_000 + 4 * 3_600_000_000


def interaction(customer: bytes, note: str = "", **values: Any) -> Interaction:
    """Return a contact with valid values for all that is not given."""
    blank = dict.fromkeys(Interaction._fields)
    needed = {
        "id": new_id(),
        "customer_id": customer,
        "channel": "phone",
        "direction": "out",
        "note": note,
        "happened_at": NOON,
        "recorded_at": NOON,
    }
    return Interaction(**{**blank, **needed, **values})


def log(store: Store, customer: bytes, note: str = "", **values: Any) -> bytes:
    """Log a contact and return its id."""
    with store.write() as tx:
        return writes.insert(tx, store, interaction(customer, note, **values))


def promise(store: Store, customer: bytes, text: str, interaction_id: bytes | None = None) -> bytes:
    """Log a promise and return its id."""
    row = Promise(new_id(), customer, interaction_id, None, text, AS_OF + 7, None, None, NOON)
    with store.write() as tx:
        return writes.insert(tx, store, row)


def attach(store: Store, customer: bytes, interaction_id: bytes, content: bytes) -> bytes:
    """Attach a file to a contact and return its id."""
    digest = hashlib.sha256(content).digest()
    row = Attachment(
        new_id(), customer, interaction_id, "a.pdf", "application/pdf", len(content), digest, content
    )
    with store.write() as tx:
        return writes.insert(tx, store, row)


def plan(store: Store, title: str, customer: bytes | None = None, **values: Any) -> bytes:
    """Write a task, of the advisor alone unless it is for a customer, and return its id."""
    blank = dict.fromkeys(Task._fields)
    needed = {"id": new_id(), "kind": "task", "title": title, "due_on": AS_OF + 1, "made_at": NOON}
    with store.write() as tx:
        return writes.insert(tx, store, Task(**{**blank, **needed, "customer_id": customer, **values}))


def meet(store: Store, name: str, **values: Any) -> bytes:
    """Take a prospect in and return the id."""
    blank = dict.fromkeys(Customer._fields)
    row = Customer(**{**blank, "id": new_id(), "kind": "prospect", "name": name, **values})
    with store.write() as tx:
        return writes.insert(tx, store, row)


def edit(store: Store, row_id: bytes, entity: str = "interactions", **fields: Any) -> bytes | None:
    """Change fields of a row and return the mutation id."""
    with store.write() as tx:
        return writes.change(tx, store, entity, row_id, fields)


def take_back(store: Store, mutation_id: bytes) -> bytes | None:
    """Undo a mutation."""
    with store.write() as tx:
        return taking_back.undo(tx, store, mutation_id)


def row_of(store: Store, row_id: bytes, entity: str = "interactions") -> Any:
    """Return a row as the device has it, or None."""
    record = ENTITIES[entity].record
    query = f"SELECT {', '.join(record._fields)} FROM {entity} WHERE id = ?"
    with store.read() as tx:
        row = apply.driver(tx).execute(query, (row_id,)).fetchone()
    return None if row is None else record(*row)


def waiting(store: Store) -> outbox.Waiting:
    """Return what waits on the device."""
    with store.read() as tx:
        return outbox.waiting(tx)


def at_head_office(engine: Engine, row_id: bytes, entity: str = "interactions") -> Any:
    """Return a row as head office has it, or None."""
    table, record = Base.metadata.tables[entity], ENTITIES[entity].record
    with engine.connect() as connection:
        query = select(*(table.c[field] for field in record._fields)).where(table.c.id == row_id)
        row = connection.execute(query).one_or_none()
    return None if row is None else record(*row)
