"""Opening head office's database: PostgreSQL by URL, or one SQLite file that is encrypted unless it holds a demo.

Writers use `engine.begin()`; on SQLite that takes the write lock at once, so that a transaction never fails
halfway for having read before it wrote. Readers use `read(engine)`: one snapshot on both databases.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher3  # type: ignore[import-untyped]
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from advisor_app.errors import RefusedError
from advisor_app.i18n import N_

PLAIN_HEADER = b"SQLite format 3\0"


class DatabaseRefused(RefusedError):
    """The database cannot be opened as asked."""

    title = N_("The database cannot be opened")


def parse_url(text: str) -> URL:
    """Return a database URL with the driver that we use.

    Raises DatabaseRefused for another kind of database, or a password in the URL: command lines and shell
    histories are read by others.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise DatabaseRefused(
            N_("“{url}” is not a database URL; an example: sqlite:///bank.db"), url=text
        ) from None
    if url.password:
        raise DatabaseRefused(
            N_(
                "The URL contains a password. Put it into the file named by PGPASSFILE, or into PGPASSWORD, instead."
            )
        )
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return url
    raise DatabaseRefused(
        N_("{kind} is not supported; use sqlite:///FILE or postgresql://HOST/NAME"), kind=url.drivername
    )


def key_file_for(url: URL, key_file: Path | None) -> Path:
    """Return where the key of an SQLite database lies: the file named, or the one beside the database."""
    return key_file or Path(f"{url.database}.key")


def create_key(path: Path) -> None:
    """Write a new 256-bit key, in hex, readable by its owner only; FileExistsError if there is one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(os.urandom(32).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read_key(path: Path) -> str:
    try:
        key = path.read_text().strip()
        if len(bytes.fromhex(key)) != 32:
            raise ValueError
    except FileNotFoundError:
        raise DatabaseRefused(
            N_("The key file {path} is missing. Put it back, or name it with --key-file."), path=str(path)
        ) from None
    except ValueError:
        raise DatabaseRefused(
            N_("{path} is not a key file: it must hold 64 hexadecimal digits."), path=str(path)
        ) from None
    return key


def is_plain(database: Path) -> bool:
    """Return whether the file is an SQLite database that anybody could read."""
    with database.open("rb") as file:
        return file.read(len(PLAIN_HEADER)) == PLAIN_HEADER


def open_engine(url: str | URL, key_file: Path | None = None, *, plain: bool = False) -> Engine:
    """Return an engine for the database at `url`.

    An SQLite file is opened with the key in `key_file` (default: beside it, `.key`). `plain` creates one
    without a key, for a demo bank; an existing plain file is recognised, and the caller checks that it is a demo.
    Raises DatabaseRefused.
    """
    parsed = parse_url(url) if isinstance(url, str) else url
    if parsed.drivername.startswith("postgresql"):
        return create_engine(parsed, pool_pre_ping=True)
    database = Path(parsed.database or "")
    if not database.parent.is_dir():
        raise DatabaseRefused(
            N_("The folder {path} does not exist; create it first."), path=str(database.parent)
        )
    existing = database.exists() and database.stat().st_size > 0
    if existing:
        plain = is_plain(database)
    key = None if plain else _read_key(key_file_for(parsed, key_file))
    engine = create_engine(
        parsed, module=sqlcipher3, connect_args={"check_same_thread": False, "timeout": 60}
    )
    _prepare_sqlite(engine, key)
    if existing:
        _prove_readable(engine, database)
    return engine


def _prepare_sqlite(engine: Engine, key: str | None) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, below
        if key:
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise DatabaseRefused(N_("This SQLite has no cipher; nothing was written."))
        for pragma in (
            "temp_store = MEMORY",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cache_size = -64000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _prove_readable(engine: Engine, database: Path) -> None:
    try:
        with read(engine) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    except sqlcipher3.DatabaseError:
        pass
    except Exception as error:
        if not isinstance(error.__cause__, sqlcipher3.DatabaseError):
            raise
    else:
        return
    engine.dispose()
    raise DatabaseRefused(
        N_("{path} cannot be read: it is damaged, or the key file is that of another database."),
        path=str(database),
    )


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one snapshot of the database and cannot write."""
    if engine.dialect.name == "postgresql":
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    else:
        options = {"read_only": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
