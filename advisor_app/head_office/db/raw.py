"""Reading and writing many rows as plain tuples, on the driver's own cursor.

A Core statement is compiled once. On the way of a page to the wire, SQLAlchemy's result rows and text-mode
numbers cost more than the query.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, SelectBase, Table
from sqlalchemy.dialects import postgresql, sqlite

Rows = list[tuple[Any, ...]]

_DIALECTS = {
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.pysqlite.dialect(paramstyle="named"),
}


@lru_cache(maxsize=512)
def compile_for(dialect: str, statement: SelectBase) -> tuple[str, dict[str, Any]]:
    """Return SQL text and the values that the statement itself holds; build statements once, or this grows."""
    compiled = statement.compile(dialect=_DIALECTS[dialect])
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


def fetch(connection: Connection, statement: SelectBase, values: dict[str, Any]) -> Rows:
    """Return all rows of `statement`, whose parameters (`bindparam`) take `values`, as the driver gives them."""
    return next(iter(fetch_all(connection, {"": statement}, values).values()))


def fetch_all(
    connection: Connection, statements: Mapping[str, SelectBase], values: dict[str, Any]
) -> dict[str, Rows]:
    """Return the rows of several statements, by name; PostgreSQL runs one while we read the one before."""
    driver: Any = connection.connection.driver_connection
    dialect = connection.dialect.name
    texts = {name: compile_for(dialect, statement) for name, statement in statements.items()}
    if dialect != "postgresql":
        return {name: driver.execute(text, own | values).fetchall() for name, (text, own) in texts.items()}
    with driver.pipeline():
        cursors = {
            name: driver.cursor(binary=True).execute(text, own | values)
            for name, (text, own) in texts.items()
        }
        return {name: cursor.fetchall() for name, cursor in cursors.items()}


def fetch_among(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    key: str,
    among: Collection[bytes],
    *,
    locked: bool = False,
    **equal: object,
) -> Rows:
    """Return columns of the rows whose `key` is one of many values, and whose columns in `equal` have these.

    `locked` keeps others from changing the rows before the transaction ends, where the database has such locks.
    """
    if not among:
        return []
    driver: Any = connection.connection.driver_connection
    query = f"SELECT {', '.join(columns)} FROM {table.name} WHERE "
    if connection.dialect.name == "postgresql":
        # As binary: written as text, a list of values is escaped one by one.
        query += " AND ".join([*(f"{name} = %s" for name in equal), f"{key} = ANY(%b)"])
        values = [*equal.values(), list(among)]
        with driver.cursor(binary=True) as cursor:
            rows: Rows = cursor.execute(query + " FOR UPDATE" * locked, values).fetchall()
        return rows
    marks = ", ".join("?" * len(among))
    query += " AND ".join([*(f"{name} = ?" for name in equal), f"{key} IN ({marks})"])
    found: Rows = driver.execute(query, [*equal.values(), *among]).fetchall()
    return found


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Rows) -> None:
    """Insert rows, given over some columns of a table, by the quickest way that the database has."""
    driver: Any = connection.connection.driver_connection
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
