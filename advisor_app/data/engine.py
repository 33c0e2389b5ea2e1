"""The one way to a database connection: encrypted, checked, and set up the same everywhere.

The key goes in raw, because the cipher's own passphrase function would cost a tenth of a second for each
connection. Every connection is proved before it is handed out: the driver is one that encrypts, the file on
disk is not a plain database, the settings have taken. If any of it fails there is no connection.

`synchronous=FULL`: with NORMAL, acknowledged work was lost in half of all simulated power cuts.
`temp_store=MEMORY`: SQLCipher does not encrypt its temporary files.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from advisor_app.data.errors import NotEncryptedError, StorageError, StoreDamagedError, StoreMissingError
from advisor_app.errors import AppError
from advisor_app.i18n import N_

PLAIN_HEADER = b"SQLite format 3\0"
WRITES = "writes"  # the execution option under which a transaction takes the write lock at once
_BUSY_SECONDS = 30.0
_FULL_BYTES = 64 * 1024  # a disk with less room than this is full
_LOOK_SECONDS = 0.001
_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "temp_store": 2,  # MEMORY
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cache_size": -64 * 1024,  # KiB when negative
    "wal_autocheckpoint": 4000,  # pages; a day's changes lie scattered, and each would wait for a checkpoint
}
_RESTORE = N_("Do not delete the folder. Ask head office to recover the store, or enrol in a new folder.")


def connect(path: Path, data_key: bytes) -> driver.Connection:
    """Return a connection to the store at `path`, in autocommit mode: transactions are begun by statement.

    The file must exist; an empty one becomes a store. `data_key` is 32 bytes.
    Raises StoreMissingError, NotEncryptedError, StoreDamagedError (or another key), StorageError.
    """
    if not path.is_file():
        raise StoreMissingError(
            "The database {path} is missing.",
            path=path,
            what_to_do="Put the file back; if it is lost, enrol this machine again in a new folder.",
        )
    _refuse_plain(path)
    with plain_errors(path):
        connection = driver.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=_BUSY_SECONDS,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.set_key(f"x'{data_key.hex()}'")
            for name, value in _SETTINGS.items():
                connection.execute(f"PRAGMA {name} = {value}")
            _prove(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def make_engine(path: Path, data_key: bytes) -> Engine:
    """Return an SQLAlchemy engine whose connections come from `connect`.

    Transactions are real ones: BEGIN when SQLAlchemy begins, BEGIN IMMEDIATE under the option `WRITES`.
    Without it a transaction cannot write. One thread at a time gets the same connection again, so that
    its page cache stays warm.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=driver,
        creator=lambda: connect(path, data_key),
        hide_parameters=True,
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {int(not writes)}")
        if writes:
            _begin_writing(connection.connection.driver_connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_writing(connection: driver.Connection) -> None:
    """Take the write lock as soon as it is free.

    SQLite's own waiting looks every 25 to 100 ms, and so misses the moment between two transactions of a
    process that writes one after another.
    """
    connection.execute("PRAGMA busy_timeout = 0")
    deadline = time.monotonic() + _BUSY_SECONDS
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except driver.OperationalError as error:
                if error.sqlite_errorcode != driver.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_LOOK_SECONDS)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn the driver's errors about disk, lock and damage into errors that say what to do; others pass."""
    try:
        yield
    except (DBAPIError, driver.Error) as error:
        plain = _plain(error.orig if isinstance(error, DBAPIError) else error, path)
        if plain is None:
            raise
        raise plain from error


def _plain(error: BaseException | None, path: Path) -> AppError | None:
    code = getattr(error, "sqlite_errorcode", None)
    kind = None if code is None else code & 0xFF  # the low byte of an extended code
    if kind == driver.SQLITE_IOERR and _is_full(path.parent):
        kind = driver.SQLITE_FULL  # no room for the memory that connections share is told as an I/O error
    match kind:
        case driver.SQLITE_FULL:
            return StorageError(
                "The disk of {folder} is full, so this was not saved.",
                folder=path.parent,
                what_to_do="Free some space and try again.",
            )
        case driver.SQLITE_IOERR | driver.SQLITE_CANTOPEN | driver.SQLITE_PERM:
            return StorageError(
                "The store {path} cannot be read or written.",
                path=path,
                what_to_do="Check the disk, the rights on the folder and the network drive if it is one.",
            )
        case driver.SQLITE_BUSY | driver.SQLITE_LOCKED:
            return StorageError(
                "The store {path} is busy with another task.",
                path=path,
                what_to_do="Wait a moment and try again.",
            )
        case driver.SQLITE_NOTADB | driver.SQLITE_CORRUPT:
            return damaged(path)
        case _:
            return None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FULL_BYTES
    except OSError:
        return False


def damaged(path: Path) -> StoreDamagedError:
    """Return the error for a store whose pages do not authenticate."""
    return StoreDamagedError(
        "The store {path} cannot be read: it is damaged, or not encrypted with this key.",
        path=path,
        what_to_do=_RESTORE,
    )


def _refuse_plain(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise NotEncryptedError(
                "The database {path} is not encrypted.",
                path=path,
                what_to_do="It is not the program's own file. Report it, and enrol in a new folder.",
            )


def _prove(connection: driver.Connection, path: Path) -> None:
    """Refuse a connection that does not encrypt, does not read, or is not set as it should be."""
    version = connection.execute("PRAGMA cipher_version").fetchone()
    status = connection.execute("PRAGMA cipher_status").fetchone()
    if not version or not status or str(status[0]) != "1":
        raise NotEncryptedError(
            "The database driver of this installation cannot encrypt.",
            what_to_do="Install the program again.",
        )
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    for name, wanted in _SETTINGS.items():
        actual = connection.execute(f"PRAGMA {name}").fetchone()
        if not actual or actual[0] != wanted:
            raise StorageError(
                "The store {path} cannot be opened safely: {setting} did not take.",
                path=path,
                setting=name,
                what_to_do="Move the store to a local disk.",
            )
    _refuse_plain(path)
