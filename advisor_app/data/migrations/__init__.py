"""Bringing a store to the present version: forward only, all or nothing, after a verified encrypted copy.

Revisions are numbered files in `versions/`; each is written once and never imports live models. Alembic is
loaded only when there is something to do, because a store is opened far more often than it is changed.
"""

import os
import shutil
from pathlib import Path

from sqlalchemy import Connection

from advisor_app.data.engine import WRITES, connect, damaged, make_engine, plain_errors
from advisor_app.data.errors import MigrationError, StorageError, StoreTooNewError
from advisor_app.data.files import sync_folder
from advisor_app.data.vault.seal import digest

LOCATION = Path(__file__).parent


def to_head(path: Path, data_key: bytes, *, location: Path = LOCATION) -> None:
    """Bring the store at `path` to the newest revision in `location`; an empty database gets all of them.

    The caller holds the store's lock. The copy (`store.db.before-0002`) is as encrypted as the store; it is
    removed after success and kept, and named in the error, after a failure.
    Raises StoreTooNewError, StorageError (no room for the copy), MigrationError (the store is unchanged).
    """
    revisions = sorted(file.name.split("_")[0] for file in (location / "versions").glob("[0-9]*.py"))
    current, empty = _state(path, data_key)
    copy = path.with_name(f"{path.name}.before-{revisions[-1]}")
    if current == revisions[-1]:
        copy.unlink(missing_ok=True)  # from a run that was ended between its commit and this line
        return
    if not empty and current not in revisions:
        raise StoreTooNewError(
            "The store was last used by a newer version of the program.",
            what_to_do="Install the newest version of the program.",
        )
    if not empty:
        _copy(path, data_key, copy)
    try:
        _upgrade(path, data_key, location)
    except Exception as error:  # a revision can fail in any way
        raise MigrationError(
            "The store could not be brought to version {version}; it is as it was. A copy is in {copy}.",
            version=revisions[-1],
            copy=copy if not empty else path,
            what_to_do="Keep the copy, go on with the former version, and report this.",
        ) from error
    copy.unlink(missing_ok=True)


def _state(path: Path, data_key: bytes) -> tuple[str | None, bool]:
    """Return the revision of a store and whether it has no tables at all; writes everything into the file."""
    connection = connect(path, data_key)
    try:
        with plain_errors(path):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            tables = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            }
            if "alembic_version" not in tables:
                return None, not tables
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return (row[0] if row else None), False
    finally:
        connection.close()


def _copy(path: Path, data_key: bytes, copy: Path) -> None:
    """Copy the closed store, and prove that the copy is the same and opens."""
    temporary = copy.with_name(copy.name + ".new")
    try:
        shutil.copyfile(path, temporary)
        temporary.chmod(0o600)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(copy)
        sync_folder(copy.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageError(
            "There is no room for a copy of the store before it is updated ({reason}).",
            reason=error.strerror,
            what_to_do="Free as much space as the store takes and start again. The store was not changed.",
        ) from error
    if digest(copy) != digest(path):
        raise damaged(copy)
    connection = connect(copy, data_key)
    try:
        with plain_errors(copy):
            if connection.execute("PRAGMA cipher_integrity_check").fetchall() or connection.execute(
                "PRAGMA integrity_check(1)"
            ).fetchall() != [("ok",)]:
                raise damaged(copy)
    finally:
        connection.close()


def _upgrade(path: Path, data_key: bytes, location: Path) -> None:
    """Run the missing revisions in one transaction."""
    engine = make_engine(path, data_key)
    try:
        with engine.connect().execution_options(**{WRITES: True}) as connection:
            # Set outside of the transaction, as SQLite wants it: a rebuilt table must keep its children.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                _run(connection, location)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise ValueError("the revision leaves rows without their parents")
    finally:
        engine.dispose()


def _run(connection: Connection, location: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(location).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
