"""Taking a merge back of which head office will never hear, because it has not left; what came since goes along."""

from sqlalchemy import Connection

from advisor_app.data import merging, outbox
from advisor_app.data.apply import driver
from advisor_app.data.outbox import Event
from advisor_app.data.reads.rows import rows


def part(tx: Connection, event: Event) -> None:
    """Make rows follow a conversion again whose `event` is being removed, and the events after it their rows.

    A new conversion is still there; of one that was changed the former state stands already.
    """
    [(customer, prospect)] = rows(
        tx, "SELECT customer_id, prospect_id FROM conversions WHERE id = :id", id=event.row_id
    )
    if event.assumed is None:
        merging.take_back(tx, event.row_id)
    else:
        merging.follow(tx, event.row_id)
    _readdress(tx, event, customer, prospect)


def _readdress(tx: Connection, since: Event, before: bytes, after: bytes) -> None:
    """Let the events of a customer `since` one that have not left be of another, whose their rows are by now."""
    raw = driver(tx)
    for event in outbox.of_customer(tx, before):
        if event.sent or (event.sequence or 0) <= (since.sequence or 0) or event.entity == "customers":
            continue
        query = f"SELECT 1 FROM {event.entity} WHERE id = ? AND customer_id = ?"
        if raw.execute(query, (event.row_id, after)).fetchone():
            new = event.new if event.assumed is not None else event.new | {"customer_id": after}
            raw.execute(
                "UPDATE outbox SET customer_id = ?, new = ? WHERE mutation_id = ?",
                (after, outbox.pack(new), event.mutation_id),
            )
