"""Writing tasks: made, changed, settled and reopened; doing one of a series makes the next, in one transaction.

The mutations that are returned undo what was done when they are taken back in their order.
"""

from typing import Any

from sqlalchemy import Connection

from advisor_app.data import contacts, writes
from advisor_app.data.reads import tasks as reads
from advisor_app.data.reads.rows import one
from advisor_app.data.store import Store
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Task
from advisor_app.domain.task_check import TaskFields
from advisor_app.domain.tasks import CANCELLED, DONE, next_of


def add(
    tx: Connection,
    store: Store,
    fields: TaskFields,
    now: int,
    *,
    customer_id: bytes | None = None,
    origin: str | None = None,
    interaction_id: bytes | None = None,
    uid: str | None = None,
) -> bytes:
    """Write a new task and return its id, which is its mutation too; a repeating one begins a series."""
    key = new_id()
    row = Task(
        id=key,
        customer_id=customer_id,
        advisor_id=_advisor(tx, store),
        series_id=key if fields.repeats else None,
        uid=uid,
        origin=origin,
        interaction_id=interaction_id,
        status=None,
        settled_at=None,
        settled_by=None,
        made_at=now,
        **fields._asdict(),
    )
    return writes.insert(tx, store, row, action="task.add")


def change(tx: Connection, store: Store, task_id: bytes, values: dict[str, Any], action: str) -> list[bytes]:
    """Change fields of a task, in which words were typed over masked ones; return the mutation if there was one."""
    return contacts.change(tx, store, "tasks", task_id, values, f"task.{action}")


def settle(
    tx: Connection,
    store: Store,
    task: Task,
    now: int,
    time_zone: str,
    *,
    status: str = DONE,
    by: bytes | None = None,
) -> list[bytes]:
    """Say that a task is done (`by` a contact) or cancelled; the next one of its series is made."""
    values = {"status": status, "settled_at": now, "settled_by": by}
    made = change(tx, store, task.id, values, "cancel" if status == CANCELLED else "settle")
    return [*go_on(tx, store, task, now, time_zone), *made]


def end(tx: Connection, store: Store, task: Task, now: int) -> list[bytes]:
    """Cancel a task and with it all that would have followed in its series."""
    return change(tx, store, task.id, {"status": CANCELLED, "settled_at": now}, "end")


def reopen(tx: Connection, store: Store, task_id: bytes) -> list[bytes]:
    """Let a task that was settled be open again."""
    values = {"status": None, "settled_at": None, "settled_by": None}
    return change(tx, store, task_id, values, "reopen")


def detach(
    tx: Connection, store: Store, task: Task, values: dict[str, Any], now: int, time_zone: str
) -> list[bytes]:
    """Change one of a series alone: the others go on as they were."""
    made = change(tx, store, task.id, values | {"repeats": None}, "edit")
    return [*go_on(tx, store, task, now, time_zone), *made]


def go_on(tx: Connection, store: Store, task: Task, now: int, time_zone: str) -> list[bytes]:
    """Make the next task of a series, unless a later one is open already (it was made before a reopening)."""
    following = next_of(task, now, time_zone, new_id())
    if following is None or following.series_id is None:
        return []
    if reads.open_later(tx, following.series_id, task.due_on):
        return []
    return [
        writes.insert(tx, store, following._replace(advisor_id=_advisor(tx, store)), action="task.repeat")
    ]


def _advisor(tx: Connection, store: Store) -> int | None:
    """Return the id of this device's advisor, None while no pull has brought the advisors."""
    row = one(tx, "SELECT id FROM advisors WHERE number = :number", number=store.actor)
    return row[0] if row else None
