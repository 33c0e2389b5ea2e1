"""Data frames on an in-memory DuckDB, filled from head office's database and read back into it.

DuckDB may neither write files (it would spill customers' amounts unencrypted) nor open any: a computation
that does not fit into memory fails, and the transaction with it.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from types import TracebackType
from typing import Any, Self

import duckdb
import narwhals as nw
import pyarrow as pa
from sqlalchemy import Connection, Select

from advisor_app.analysis.aum import Frame

BATCH = 50_000

_SETTINGS = (
    "temp_directory = ''",
    "enable_external_access = false",
    "enable_progress_bar = false",
    "lock_configuration = true",
)
CUSTOMER, TEXT, INTEGER, FLOAT = pa.binary(), pa.string(), pa.int64(), pa.float64()


class Frames:
    """A computation's frames; a context manager. `connection` is where their rows come from and go to."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._cursor_name = ["frames"] if connection.dialect.name == "postgresql" else []
        self._engine = duckdb.connect(":memory:")
        for setting in _SETTINGS:
            self._engine.execute(f"SET {setting}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()

    def query(self, statement: Select[*tuple[Any, ...]], **columns: Any) -> Frame:
        """Return the rows of a query as a frame; `columns` are names and Arrow types in the query's order.

        Rows are fetched in batches into columns, so that a million of them take megabytes and not gigabytes.
        """
        # The driver's own cursor, as SQLAlchemy's rows would double the time; on PostgreSQL one of the server.
        driver: Any = self.connection.connection.driver_connection
        compiled = statement.compile(dialect=self.connection.dialect, compile_kwargs={"literal_binds": True})
        with closing(driver.cursor(*self._cursor_name)) as cursor:
            cursor.execute(str(compiled))
            return self._frame(iter(lambda: cursor.fetchmany(BATCH), []), columns)

    def rows(self, rows: Sequence[tuple[Any, ...]], **columns: Any) -> Frame:
        """Return some rows as a frame."""
        return self._frame([rows] if rows else [], columns)

    def kept(self, frame: Frame) -> Frame:
        """Return a frame whose rows are computed now, once, however often they are used."""
        return self._register(frame.collect("pyarrow").to_native())

    def _frame(self, partitions: Any, columns: dict[str, Any]) -> Frame:
        schema = pa.schema(list(columns.items()))
        batches = [
            pa.record_batch(
                [
                    pa.array(cells, kind)
                    for cells, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
                ],
                schema=schema,
            )
            for rows in partitions
        ]
        return self._register(pa.Table.from_batches(batches, schema=schema))

    def _register(self, table: Any) -> Frame:
        """Return a table of Arrow as a frame on this engine."""
        frame: Frame = nw.from_native(self._engine.from_arrow(table)).lazy()
        return frame


def fetched(frame: Frame) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a frame, a batch at a time."""
    # pandas hands its index over as one column more.
    table = frame.collect("pyarrow").to_native().select(frame.collect_schema().names())
    for batch in table.to_batches(max_chunksize=BATCH):
        yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
