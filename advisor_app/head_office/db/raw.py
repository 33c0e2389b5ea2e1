"""Reading many rows as plain tuples: a Core statement, compiled once, run on the driver's own cursor.

On the way of a page to the wire, SQLAlchemy's result rows and text-mode numbers cost more than the query.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.dialects import postgresql, sqlite

_DIALECTS = {
    "postgresql": postgresql.psycopg.dialect(),
    "sqlite": sqlite.pysqlite.dialect(paramstyle="named"),
}


@lru_cache(maxsize=512)
def compile_for(dialect: str, statement: Select[Any]) -> tuple[str, dict[str, Any]]:
    """Return SQL text and the values that the statement itself holds; build statements once, or this grows."""
    compiled = statement.compile(dialect=_DIALECTS[dialect])
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


def fetch(connection: Connection, statement: Select[Any], values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return all rows of `statement`, whose parameters (`bindparam`) take `values`; one snapshot, no conversion."""
    text, own = compile_for(connection.dialect.name, statement)
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        with driver.cursor(binary=True) as cursor:
            return list(cursor.execute(text, own | values).fetchall())
    return list(driver.execute(text, own | values).fetchall())
