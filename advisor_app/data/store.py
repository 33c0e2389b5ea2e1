"""The open store: transactions, checks, and a close that leaves one whole file.

Several stores may be open on one file, for instance one in the window's process and one in that of sync:
SQLite lets one write at a time and the others wait. Who may open and seal the file is settled in `opening`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from advisor_app.data.audit import AuditLog
from advisor_app.data.engine import WRITES, damaged, make_engine, plain_errors
from advisor_app.data.errors import StorageError
from advisor_app.data.vault.keys import Secrets


class Store:
    """The encrypted book of one advisor, whose number is `actor`.

    `unsealed` tells that nothing outside the file vouches for its being the newest one (after a crash or a
    recovery), so sync must compare it with head office's watermark before it trusts it.
    """

    def __init__(
        self, path: Path, secrets: Secrets, *, actor: str, device: str, unsealed: bool = False
    ) -> None:
        """Open the database at `path`; connections are made, and their errors raised, at first use."""
        self.path = path
        self.unsealed = unsealed
        self.actor = actor
        self.audit = AuditLog(secrets, actor, device)
        self._engine = make_engine(path, secrets.data_key)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a transaction that holds the write lock; commits at the end, rolls back on any exception.

        Bulk rows go through `tx.exec_driver_sql`. Raises StorageError (disk full, busy), StoreDamagedError.
        """
        with plain_errors(self.path), self._engine.execution_options(**{WRITES: True}).begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a transaction that sees one unchanging state of the store and cannot write."""
        with plain_errors(self.path), self._engine.begin() as tx:
            yield tx

    def checkpoint(self) -> None:
        """Bring the write-ahead log into the file and empty it; StorageError while others use the store."""
        if self._pragma("wal_checkpoint(TRUNCATE)")[0][0]:
            raise StorageError(
                "The store {path} is busy with another task.",
                path=self.path,
                what_to_do="Wait a moment and try again.",
            )

    def check(self) -> None:
        """Authenticate every page and check the database's structure; StoreDamagedError if anything is wrong.

        The cipher's check does not look into the write-ahead log, so that is emptied first.
        """
        self.checkpoint()
        if self._pragma("cipher_integrity_check") or self._pragma("integrity_check(1)") != [("ok",)]:
            raise damaged(self.path)

    def close(self) -> None:
        """Write everything into the one file and close it."""
        try:
            self.checkpoint()
        finally:
            self._engine.dispose()

    def leave(self) -> None:
        """Close it, and leave the write-ahead log to the process whose store the file is."""
        self._engine.dispose()

    def _pragma(self, statement: str) -> list[tuple[object, ...]]:
        """Run a pragma outside of any transaction."""
        with plain_errors(self.path):
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA {statement}")
                return list(cursor.fetchall())
            finally:
                connection.close()
