"""Staging: the converted records of one file, in the database that will load them but not yet among its rows.

On PostgreSQL a temporary table filled by COPY; on SQLite a table in an attached spill file, which has a
random key of its own (unless the database has none) and no name any more once it is open, so that a killed
run leaves nothing to read. Statements on SQLite run over ranges of lines, because it would sort whole files
in memory.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import NoneType
from typing import Any

from psycopg.copy import QueuedLibpqWriter
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    SmallInteger,
    Table,
    Text,
    text,
)

from advisor_app.domain.ids import new_id
from advisor_app.head_office.identity import HASHES
from advisor_app.head_office.importing.entities import stored_type
from advisor_app.head_office.importing.mapping import FileSpec

RANGE = 100_000
_LINE = BigInteger().with_variant(
    Integer(), "sqlite"
)  # there the key of the table itself, so ranges are read in place
_SPILL = "spill"
_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@contextmanager
def connect(engine: Engine, folder: Path) -> Iterator[Connection]:
    """A connection on which files can be staged; `folder` takes SQLite's spill file."""
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            yield connection
        return
    with engine.connect() as connection:
        connection.detach()  # the spill file stays attached, so this connection is not given to anybody else
        driver: Any = connection.connection.dbapi_connection
        encrypted = driver.execute("PRAGMA main.cipher_salt").fetchone() is not None
        handle, path = tempfile.mkstemp(prefix="spill-", dir=folder)  # 0600
        os.close(handle)
        try:
            driver.execute(
                "ATTACH ? AS spill KEY ?", (path, f"x'{os.urandom(32).hex()}'" if encrypted else "")
            )
            driver.execute("PRAGMA spill.journal_mode = MEMORY")
            driver.execute("PRAGMA spill.synchronous = OFF")
            driver.execute("PRAGMA spill.cache_size = -16000")
            if os.name == "posix":
                Path(path).unlink()
            yield connection
        finally:
            connection.close()
            Path(path).unlink(missing_ok=True)


class Staging:
    """The tables of one file. Create it inside the transaction that will load the file.

    `rows` holds `line`, the fields (a reference as the key it names) and `bad`, 1 for a record that was
    rejected while reading, of which only the key is kept. `matches` says which row of the entity a line is
    about and whether it changes it; `rejected` are lines refused by comparing with the database, `firsts` the
    first line of each key, `closed` the rows closed, `deltas` by how much accounts' control totals change.
    """

    def __init__(self, connection: Connection, spec: FileSpec, fields: Sequence[str]) -> None:
        target = spec.target
        self._connection = connection
        self._target = target
        self._sqlite = connection.dialect.name == "sqlite"
        self.fields = tuple(fields)
        self.last_line = 0
        row_id = LargeBinary if target.has_uuid else BigInteger
        metadata = MetaData()
        options: dict[str, Any] = (
            {"schema": _SPILL}
            if self._sqlite
            else {"prefixes": ["TEMPORARY"], "postgresql_on_commit": "DROP"}
        )

        def table(name: str, *columns: Column[Any]) -> Table:
            return Table(f"import_{name}", metadata, *columns, **options)

        self.rows = table(
            "rows",
            Column("line", _LINE, primary_key=self._sqlite, autoincrement=False),
            Column("bad", SmallInteger),
            *([Column("id", LargeBinary)] if target.has_uuid else []),
            *(Column(name, self._type(name)) for name in self.fields),
        )
        self.matches = table(
            "matches",
            Column("line", _LINE, primary_key=True, autoincrement=False),
            Column("row_id", row_id, unique=True),
            Column("changed", SmallInteger),
        )
        self.rejected = table(
            "rejected",
            Column("line", _LINE, primary_key=True, autoincrement=False),
            Column("field", Text),
            Column("message", Text),
            Column("value", Text),
        )
        self.closed = table("closed", Column("row_id", row_id))
        self.deltas = table(
            "deltas",
            Column("account_id", BigInteger, primary_key=True, autoincrement=False),
            Column("count", BigInteger),
            Column("total", BigInteger),
        )
        self.firsts = table(
            "firsts",
            *(Column(name, self._type(name), primary_key=True) for name in target.identity),
            Column("line", _LINE),
        )
        if self._sqlite and spec.mode == "snapshot":
            # For finding what the snapshot lacks; made now, as making it later would sort the file in memory.
            Index("import_rows_key", *(self.rows.c[name] for name in target.identity))
        metadata.create_all(connection, checkfirst=False)

    def _type(self, field: str) -> Any:
        return LargeBinary if field in HASHES else stored_type(self._target.fields[field])

    @contextmanager
    def writer(self) -> "Iterator[Writer]":
        """Take chunks until the block ends; no other statement may run on the connection meanwhile."""
        driver: Any = self._connection.connection.dbapi_connection
        names = [column.name for column in self.rows.columns]
        if self._sqlite:
            yield _SqliteWriter(self, driver)
        else:
            with driver.cursor() as cursor:
                # The queue lets the server take in one chunk while the next is read.
                queue = QueuedLibpqWriter(cursor)
                statement = f"COPY import_rows ({', '.join(names)}) FROM STDIN"
                with cursor.copy(statement, writer=queue) as copy:
                    yield _CopyWriter(self, copy)
            self._connection.execute(text("ANALYZE import_rows (line)"))

    def columns(
        self, lines: Sequence[int], values: Sequence[Sequence[Any]], bad: Sequence[int]
    ) -> list[Sequence[Any]]:
        """Return the columns of `rows` for a chunk; `bad` are the indexes of rejected records."""
        if lines:
            self.last_line = max(self.last_line, lines[-1])
        flags: Sequence[int] = [0] * len(lines)
        if bad:
            flags = [int(index in set(bad)) for index in range(len(lines))]
            values = [
                [
                    (cell if field == "key" and isinstance(cell, str) else None) if flag else cell
                    for cell, flag in zip(column, flags, strict=True)
                ]
                for field, column in zip(self.fields, values, strict=True)
            ]
        ids = [[new_id() for _ in lines]] if self._target.has_uuid else []
        return [lines, flags, *ids, *values]

    def ranges(self, first: int = 0, last: int | None = None) -> list[tuple[int, int]]:
        """Return the ranges over which statements run, together all from `first` to `last` (default: all lines)."""
        end = self.last_line if last is None else last
        if not self._sqlite:
            return [(first, end)]
        return [(start, min(start + RANGE - 1, end)) for start in range(first, end + 1, RANGE)]

    def insert(
        self,
        insertion: Any,
        columns: list[str],
        rows: Select[Any],
        by: ColumnElement[int],
        ranges: list[tuple[int, int]],
    ) -> int:
        """Insert what `rows` selects, range by range of `by`; return how many rows were inserted."""
        inserted = 0
        for first, last in ranges:
            within = rows.where(by.between(first, last))
            inserted += self._connection.execute(
                insertion.from_select(columns, within, include_defaults=False),
                execution_options={"preserve_rowcount": True},
            ).rowcount
        return inserted


class Writer:
    """Takes chunks into `Staging.rows`."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging

    def add(self, lines: Sequence[int], values: Sequence[Sequence[Any]], bad: Sequence[int]) -> None:
        """Stage one chunk; the arguments are those of `Staging.columns`."""
        self._write(self._staging.columns(lines, values, bad))

    def _write(self, columns: list[Sequence[Any]]) -> None:
        raise NotImplementedError


class _SqliteWriter(Writer):
    def __init__(self, staging: Staging, driver: Any) -> None:
        super().__init__(staging)
        self._driver = driver

    def _write(self, columns: list[Sequence[Any]]) -> None:
        # The driver takes longer to bind one None than all other cells of a record. A NUL is bound in its place,
        # which no cell can hold, because a record with one is rejected.
        holes = [None in column for column in columns]
        marks = ", ".join("nullif(?, char(0))" if hole else "?" for hole in holes)
        filled = [
            ["\0" if cell is None else cell for cell in column] if hole else column
            for column, hole in zip(columns, holes, strict=True)
        ]
        self._driver.executemany(f"INSERT INTO spill.import_rows VALUES ({marks})", zip(*filled, strict=True))


class _CopyWriter(Writer):
    def __init__(self, staging: Staging, copy: Any) -> None:
        super().__init__(staging)
        self._copy = copy

    def _write(self, columns: list[Sequence[Any]]) -> None:
        if columns[0]:
            rows = zip(*map(copy_text, columns), strict=True)
            self._copy.write("\n".join(map("\t".join, rows)) + "\n")


def copy_text(column: Sequence[Any]) -> Sequence[str]:
    """Return a column of integers, texts or bytes, each or None, in the text format of PostgreSQL's COPY."""
    kinds = set(map(type, column))
    if kinds <= {str, NoneType}:
        joined = "".join(filter(None, column))
        if "\\" in joined or "\t" in joined or "\n" in joined or "\r" in joined:
            return ["\\N" if cell is None else cell.translate(_SPECIAL) for cell in column]
        return ["\\N" if cell is None else cell for cell in column] if NoneType in kinds else column
    if kinds <= {bytes, NoneType}:
        return ["\\N" if cell is None else "\\\\x" + cell.hex() for cell in column]
    return (
        ["\\N" if cell is None else str(cell) for cell in column]
        if NoneType in kinds
        else list(map(str, column))
    )
