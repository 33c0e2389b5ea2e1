"""Conflicts and refused work as they are shown: whose, about what, and the values of each field; words masked."""

from sqlalchemy import Connection

from advisor_app.data import conflicts, outbox
from advisor_app.data.conflicts import Conflict
from advisor_app.data.outbox import Event, Queued
from advisor_app.data.reads.contacts import shown_value, what
from advisor_app.data.reads.rows import one
from advisor_app.domain.written import Clash, ConflictView, Refused, Unsent

_HAPPENED = "SELECT happened_at FROM interactions WHERE id = :id"
_CUSTOMER = "SELECT name, number FROM customers WHERE id = :id"


def listed(connection: Connection, *, decided: bool = False) -> tuple[ConflictView, ...]:
    """Return the conflicts that are open, or those decided, newest first."""
    return tuple(_conflict(connection, each) for each in conflicts.listed(connection, decided=decided))


def refused(connection: Connection) -> tuple[Refused, ...]:
    """Return what head office refused, oldest first."""
    return tuple(_refused(connection, event) for event in outbox.refused(connection))


def unsent(connection: Connection, most: int) -> tuple[Unsent, ...]:
    """Return what waits for head office, newest first, at most so many."""
    return tuple(_unsent(connection, event) for event in outbox.unsent(connection, most))


def _conflict(connection: Connection, conflict: Conflict) -> ConflictView:
    name, number = _person(connection, conflict.customer_id)
    contact = conflict.entity == "interactions"
    row = (
        one(connection, "SELECT happened_at FROM interactions WHERE id = :id", id=conflict.row_id)
        if contact
        else None
    )
    return ConflictView(
        id=conflict.id,
        entity=conflict.entity,
        row_id=conflict.row_id,
        customer_id=conflict.customer_id,
        customer=name,
        number=number,
        what=what(connection, conflict.entity, conflict.row_id, {}),
        happened_at=row[0] if row else None,
        found_at=conflict.found_at,
        decision=conflict.decision,
        decided_at=conflict.decided_at,
        clashes=tuple(
            Clash(
                field,
                shown_value(field, conflict.assumed.get(field)),
                shown_value(field, ours),
                shown_value(field, conflict.theirs.get(field)),
            )
            for field, ours in conflict.ours.items()
        ),
    )


def _refused(connection: Connection, event: Event) -> Refused:
    name, number = _person(connection, event.customer_id)
    return Refused(
        mutation_id=event.mutation_id,
        entity=event.entity,
        row_id=event.row_id,
        customer_id=event.customer_id,
        customer=name,
        number=number,
        what=what(connection, event.entity, event.row_id, event.new),
        made_at=event.made_at,
        code=event.refused or "",
    )


def _unsent(connection: Connection, event: Queued) -> Unsent:
    name, number = _person(connection, event.customer_id)
    return Unsent(
        mutation_id=event.mutation_id,
        entity=event.entity,
        row_id=event.row_id,
        customer_id=event.customer_id,
        customer=name,
        number=number,
        what=what(connection, event.entity, event.row_id, {}),
        made_at=event.made_at,
        change=event.change,
    )


def _person(connection: Connection, customer_id: bytes) -> tuple[str | None, str | None]:
    row = one(connection, _CUSTOMER, id=customer_id)
    return (row[0], row[1]) if row else (None, None)
