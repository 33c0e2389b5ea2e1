"""Customers of a colleague whom this device holds for a time: closed when the time is over, heard or not."""

from sqlalchemy import Connection

from advisor_app.data import apply
from advisor_app.data.apply import driver
from advisor_app.data.reads import advisors, sources
from advisor_app.data.store import Store
from advisor_app.domain.dates import day_of

_OVER = """
    SELECT DISTINCT customer_id FROM covered AS c
    WHERE deputy_id = :own AND ends_on < :today AND ends_on >= :heard AND NOT EXISTS (
        SELECT 1 FROM covered WHERE customer_id = c.customer_id AND deputy_id = :own
            AND starts_on <= :today AND ends_on >= :today)
"""
_OWN = """
    SELECT count(*) FROM customers
    WHERE id NOT IN (SELECT customer_id FROM covered WHERE deputy_id = :own)
"""
_AMONG = "SELECT customer_id FROM covered WHERE deputy_id = :own"


def over(connection: Connection, actor: str, now: int) -> list[bytes]:
    """Return the customers whose cover is over by the clock, while head office has not been heard since.

    `actor` is the number of this device's advisor. Once head office was heard, whoever is still here may stay. A clock
    that was set back is not believed.
    """
    bank, own = sources.bank(connection), advisors.own(connection, actor)
    if bank is None or own is None:
        return []
    completed = int(apply.get_state(connection, "completed_at") or 0)
    values = {
        "own": own,
        "today": day_of(max(now, completed), bank.time_zone),
        "heard": day_of(completed, bank.time_zone),
    }
    return [row[0] for row in driver(connection).execute(_OVER, values)]


def close(store: Store, now: int) -> int:
    """Take the customers whose cover is over out of the book, and return how many.

    Their unsent work stays in the outbox. The whole book is fetched with the next sync: head office knows better.
    """
    with store.read() as tx:
        if not over(tx, store.actor, now):
            return 0
    with store.write() as tx:
        customers = over(tx, store.actor, now)
        apply.remove_customers(tx, customers)
        apply.clear_staged(tx)
        apply.set_state(tx, "repairing", b"1")
        apply.set_state(tx, "checkpoint", None)
        store.audit.append(tx, "cover.close", str(len(customers)))
    return len(customers)


def lent(connection: Connection, actor: str) -> set[bytes]:
    """Return the customers who are or were here for a colleague, and go without anybody being asked."""
    own = advisors.own(connection, actor)
    return {row[0] for row in driver(connection).execute(_AMONG, {"own": own})}


def count_others(connection: Connection, actor: str) -> int:
    """Count the customers who are not lent."""
    own = advisors.own(connection, actor)
    return int(driver(connection).execute(_OWN, {"own": own}).fetchone()[0])
