"""Running a statement of this package on the driver itself, as plain tuples."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from advisor_app.domain.policy.schema import Ends


def rows(connection: Connection, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a statement whose `:named` places take `values`."""
    driver: Any = connection.connection.driver_connection
    found: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
    return found


def one(connection: Connection, statement: str, **values: Any) -> tuple[Any, ...] | None:
    """Return the first row of a statement, or None."""
    driver: Any = connection.connection.driver_connection
    row: tuple[Any, ...] | None = driver.execute(statement, values).fetchone()
    return row


def columns(record: Any, table: str = "") -> str:
    """Return the fields of a record as a list of columns, of `table` where it is named."""
    prefix = f"{table}." if table else ""
    return ", ".join(prefix + field for field in record._fields)


def listed(values: Iterable[Any]) -> str:
    """Return values as the JSON array that `IN (SELECT value FROM json_each(:name))` reads."""
    return json.dumps(list(values))


def masked(mask: Any, value: str | None, ends: Ends | None = None) -> Any:
    """Return a value masked, with as much of its ends as the policy says; None where there is none."""
    if value is None:
        return None
    return mask(value) if ends is None else mask(value, ends.head, ends.tail)


__all__: Sequence[str] = ("columns", "listed", "masked", "one", "rows")
