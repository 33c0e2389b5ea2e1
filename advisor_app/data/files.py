"""Files that must be there whole or not at all, and the lock that lets one process at a time own a store."""

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from advisor_app.data.errors import StoreInUseError

_LOOK = 0.05  # seconds between two tries at a lock


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, readable by its owner only; a crash leaves the old file or the new one.

    Raises OSError when the folder cannot be written; the old file then still stands.
    """
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows does so by itself and offers no call for it."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class FileLock:
    """An exclusive lock on a file, held until `release` or the end of the process, however it ends."""

    def __init__(self, path: Path, patience: float = 0.0) -> None:
        """Take the lock, and wait up to `patience` seconds for it.

        Raises StoreInUseError if another process (or another part of this one) still holds it.
        """
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + patience
        while (error := self._take()) and time.monotonic() < deadline:
            time.sleep(_LOOK)
        if error:
            os.close(self._descriptor)
            raise StoreInUseError(
                "The store in {folder} is already open.",
                folder=path.parent,
                what_to_do="Use the window that is open, or close it first.",
            ) from error

    def release(self) -> None:
        """Give the lock back; the file stays, because removing it would race with the next owner."""
        os.close(self._descriptor)

    def _take(self) -> OSError | None:
        """Take the lock if it is free, or return why it is not."""
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
