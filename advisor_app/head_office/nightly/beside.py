"""Several queries read side by side, each in the order of customers, so that no more than one customer is in memory."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import chain
from typing import Any

from sqlalchemy import Connection

_BATCH = 20_000


class Streams:
    """The open queries of one run."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursors, self._count = ExitStack(), 0

    def rows(self, statement: Any) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a query by the driver's own cursor; on PostgreSQL one of the server."""
        driver: Any = self._connection.connection.driver_connection
        self._count += 1
        names = [f"stream_{self._count}"] if self._connection.dialect.name == "postgresql" else []
        cursor = self._cursors.enter_context(closing(driver.cursor(*names)))
        compiled = statement.compile(dialect=self._connection.dialect, compile_kwargs={"literal_binds": True})
        cursor.execute(str(compiled))
        return chain.from_iterable(iter(lambda: cursor.fetchmany(_BATCH), []))

    def close(self) -> None:
        """End what is still being read."""
        self._cursors.close()


class Beside:
    """Rows in the order of customers, read beside another reading in the same order."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, customer_id: bytes) -> list[tuple[Any, ...]]:
        """Return the rows of a customer without the customer; customers are asked for in their order."""
        found = []
        while self._next is not None and self._next[0] <= customer_id:
            if self._next[0] == customer_id:
                found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found
