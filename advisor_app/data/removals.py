"""Customers who leave the book: at once, or once the work that waits for them has been pushed."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection

from advisor_app.data import apply, outbox

_STATE = "removals_waiting"


def remove(connection: Connection, customers: Iterable[bytes]) -> int:
    """Remove customers with all they own, but keep for later those for whom work waits; return the rows removed."""
    leaving = list(customers)
    if not leaving:
        return 0
    working = outbox.customers_waiting(connection).intersection(leaving)
    if working:
        _keep(connection, waiting(connection) | working)
    return apply.remove_customers(connection, [each for each in leaving if each not in working])


def came_back(connection: Connection, customers: Iterable[bytes]) -> None:
    """Forget about removing customers who were assigned to the book again."""
    kept = waiting(connection)
    if kept:
        _keep(connection, kept.difference(customers))


def carry_out(connection: Connection) -> int:
    """Remove the customers kept, for whom no work waits any more; return the rows removed."""
    kept = waiting(connection)
    if not kept:
        return 0
    working = outbox.customers_waiting(connection)
    _keep(connection, kept & working)
    return apply.remove_customers(connection, kept - working)


def waiting(connection: Connection) -> set[bytes]:
    """Return the customers who have left the book and are kept."""
    found = apply.get_state(connection, _STATE)
    return set(msgspec.msgpack.decode(found, type=list[bytes])) if found else set()


def _keep(connection: Connection, customers: set[bytes]) -> None:
    apply.set_state(connection, _STATE, msgspec.msgpack.encode(sorted(customers)) if customers else None)
