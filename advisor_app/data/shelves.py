"""The advisor's own marks on customers, kept on this device only: those pinned, and those last shown.

A mark names a customer by id and says nothing else. It lives through a fetch of the whole book, which clears
the customers first, and ends with the customer's leaving it: `forget` and `sweep` see to that.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

KEPT = 30
"""How many of the customers last shown are remembered."""
_TABLES = ("pinned_customers", "recent_customers")


def pin(connection: Connection, customer_id: bytes, at: int) -> None:
    """Pin a customer; one that is pinned stays as it is."""
    connection.exec_driver_sql(
        "INSERT INTO pinned_customers (customer_id, pinned_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (customer_id, at),
    )


def unpin(connection: Connection, customer_id: bytes) -> None:
    """Take a pin away, if there is one."""
    connection.exec_driver_sql("DELETE FROM pinned_customers WHERE customer_id = ?", (customer_id,))


def saw(connection: Connection, customer_id: bytes, at: int) -> None:
    """Remember that a customer was shown: it is the latest now, even where the clock was set back."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO recent_customers (customer_id, seen_at)"
        " VALUES (?, max(?, (SELECT coalesce(max(seen_at), 0) + 1 FROM recent_customers)))",
        (customer_id, at),
    )
    connection.exec_driver_sql(
        "DELETE FROM recent_customers WHERE customer_id NOT IN"
        " (SELECT customer_id FROM recent_customers ORDER BY seen_at DESC LIMIT ?)",
        (KEPT,),
    )


def forget(connection: Connection, customers: Iterable[bytes]) -> None:
    """Remove the marks on customers who leave the book."""
    for customer_id in customers:
        for table in _TABLES:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE customer_id = ?", (customer_id,))


def sweep(connection: Connection, customers: int) -> None:
    """Remove the marks on customers who did not come back when the whole book was fetched again.

    `customers` is how many head office says there are: while another number is here nobody is given up.
    """
    if connection.exec_driver_sql("SELECT count(*) FROM customers").scalar() != customers:
        return
    for table in _TABLES:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE customer_id NOT IN (SELECT id FROM customers)")
