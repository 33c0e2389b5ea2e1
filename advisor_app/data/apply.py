"""Writing what head office sent: rows that replace, customers who leave, the state of sync."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher3  # type: ignore[import-untyped]
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from advisor_app.data import shelves
from advisor_app.data.errors import ForeignRowsError
from advisor_app.domain.records import ENTITIES
from advisor_app.domain.writable import NO_CUSTOMER
from advisor_app.i18n import N_

_OWN = (
    "advice",
    "conflicts",
    "drafts",
    "office_checks",
)  # what the device keeps about a customer besides the book and the outbox
SNAPSHOTS = "snapshots"
"""Under which state of sync `kept_snapshots` are: copies of what was sent, so they go with any customer."""
Transaction = Connection
"""A transaction of a store, as `Store.read` and `Store.write` yield it."""


@cache
def _upsert(table: str, fields: tuple[str, ...]) -> str:
    # Not INSERT OR REPLACE: that deletes the old row first, and all that hangs on it goes along.
    # A field that is not given becomes NULL, also in a row that was there.
    entity = ENTITIES[table]
    others = [field for field in entity.fields if field not in entity.key]
    return (
        f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))}) "
        f"ON CONFLICT ({', '.join(entity.key)}) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in others)
    )


def driver(connection: Connection) -> Any:
    """Return the SQLCipher connection behind a connection, inside its transaction; bulk rows go straight to it."""
    return connection.connection.driver_connection


@contextmanager
def fitting() -> Iterator[None]:
    """Around a transaction that writes rows of head office: ForeignRowsError if the book cannot take them."""
    try:
        yield
    except (IntegrityError, sqlcipher3.IntegrityError, sqlcipher3.ProgrammingError, OverflowError) as error:
        raise ForeignRowsError(
            N_("Head office sent rows that do not fit into the book; they were refused.")
        ) from error


def write_rows(
    connection: Connection, table: str, fields: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert or replace rows of one table, given over some of its fields; the fields left out are NULL.

    Leaving out is worth it: binding a None costs the driver more than a number and a text together.
    """
    driver(connection).executemany(_upsert(table, tuple(fields)), rows)


def write_own(
    connection: Connection, table: str, fields: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows as `write_rows` does, but leave out those of customers who are not in the book."""
    given = list(rows)
    if "customer_id" in fields:
        customer = fields.index("customer_id")
        present = {None, *customers_among(connection, {row[customer] for row in given if row[customer]})}
        given = [row for row in given if row[customer] in present]
    write_rows(connection, table, fields, given)


def remove_customers(connection: Connection, customers: Iterable[bytes]) -> int:
    """Remove customers with all they own, and accounts that no customer on the device holds any more."""
    raw = driver(connection)
    before = raw.total_changes
    keys = [(customer,) for customer in customers]
    if not keys:
        return 0
    marks = "SELECT account_id FROM account_holders WHERE customer_id = ?"
    accounts = {row for key in keys for row in raw.execute(marks, key)}
    raw.executemany("DELETE FROM customers WHERE id = ?", keys)
    set_state(connection, SNAPSHOTS, None)
    shelves.forget(connection, (key for (key,) in keys))
    for table in _OWN:
        raw.executemany(f"DELETE FROM {table} WHERE customer_id = ?", keys)
    raw.executemany(
        "DELETE FROM accounts WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM account_holders WHERE account_id = ?1)",
        sorted(accounts),
    )
    raw.execute(
        "DELETE FROM households WHERE id NOT IN "
        "(SELECT household_id FROM customers WHERE household_id IS NOT NULL)"
    )
    return int(raw.total_changes - before)


def sweep(connection: Connection, customers: int) -> None:
    """Remove what the device keeps about customers who did not come back when the whole book was fetched again.

    `customers` is how many head office says there are: while another number is here nobody is given up.
    """
    shelves.sweep(connection, customers)
    if count_customers(connection) == customers:
        for table in _OWN:
            driver(connection).execute(
                f"DELETE FROM {table} WHERE customer_id <> ? AND customer_id NOT IN (SELECT id FROM customers)",
                (NO_CUSTOMER,),
            )


def customers_among(connection: Connection, customers: Iterable[bytes]) -> set[bytes]:
    """Return those of some customers who are in the book."""
    raw = driver(connection)
    query = "SELECT 1 FROM customers WHERE id = ?"
    return {customer for customer in customers if raw.execute(query, (customer,)).fetchone()}


def count_customers(connection: Connection) -> int:
    """Return how many customers the book has."""
    return int(driver(connection).execute("SELECT count(*) FROM customers").fetchone()[0])


def clear_book(connection: Connection) -> None:
    """Remove all that head office sent, to fetch it again; what the advisor marked and saved stays."""
    raw = driver(connection)
    for name in reversed(list(ENTITIES)):
        raw.execute(f"DELETE FROM {name}")
    set_state(connection, SNAPSHOTS, None)


def totals(connection: Connection) -> dict[str, tuple[int, int]]:
    """Return per table its number of rows and, for transactions, the sum of their amounts."""
    raw = driver(connection)
    counts = {name: (raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0], 0) for name in ENTITIES}
    rows, amount = raw.execute("SELECT count(*), coalesce(sum(amount_minor), 0) FROM transactions").fetchone()
    return counts | {"transactions": (rows, amount)}


def get_state(connection: Connection, key: str) -> bytes | None:
    """Return a value of the sync state, or None."""
    row = driver(connection).execute("SELECT value FROM sync_state WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def set_state(connection: Connection, key: str, value: bytes | None) -> None:
    """Keep a value of the sync state; None removes it."""
    raw = driver(connection)
    if value is None:
        raw.execute("DELETE FROM sync_state WHERE key = ?", (key,))
    else:
        raw.execute("INSERT OR REPLACE INTO sync_state (key, value) VALUES (?, ?)", (key, value))


def stage(connection: Connection, page: bytes) -> None:
    """Keep a page that is not visible yet."""
    driver(connection).execute("INSERT INTO staged_pages (page) VALUES (?)", (page,))


def staged(connection: Connection) -> list[bytes]:
    """Return the pages kept, in the order in which they came."""
    return [row[0] for row in driver(connection).execute("SELECT page FROM staged_pages ORDER BY id")]


def has_staged(connection: Connection) -> bool:
    """Whether pages are kept."""
    return driver(connection).execute("SELECT 1 FROM staged_pages LIMIT 1").fetchone() is not None


def clear_staged(connection: Connection) -> None:
    """Drop the pages kept."""
    driver(connection).execute("DELETE FROM staged_pages")
