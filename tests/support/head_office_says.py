"""What a push leaves on the device, without a head office: work that arrived, clashed or was refused."""

from typing import Any

from advisor_app.data import conflicts, outbox
from advisor_app.data.apply import driver
from advisor_app.data.store import Store
from tests.support.writing import edit


def arrived(store: Store) -> None:
    """Head office has all that waits."""
    with store.write() as tx:
        outbox.mark_sent(tx, 1 << 60)
        outbox.acknowledge(tx, 1 << 60)


def clash(
    store: Store, row_id: bytes, ours: dict[str, Any], theirs: dict[str, Any], entity: str = "interactions"
) -> bytes:
    """Change fields here that are changed at head office too, and return the id of the conflict."""
    mutation = edit(store, row_id, entity, **ours)
    assert mutation is not None
    with store.write() as tx:
        event = outbox.get(tx, mutation)
        assert event is not None
        conflicts.record(tx, event, theirs)
        outbox.remove(tx, [mutation])
        marks = ", ".join(f"{field} = ?" for field in theirs)
        driver(tx).execute(f"UPDATE {entity} SET {marks} WHERE id = ?", (*theirs.values(), row_id))
    return mutation


def refuse(store: Store, mutation_id: bytes, code: str) -> None:
    """Head office refuses a mutation that waits."""
    with store.write() as tx:
        outbox.mark_sent(tx, 1 << 60)
        outbox.refuse(tx, mutation_id, code)
