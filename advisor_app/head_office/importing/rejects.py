"""Rejects files: every record of a file that was not taken, with its line and reason, for a person to mend.

They hold customers' data, so folder and files are readable by their owner only, and they are purged after
some days.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from advisor_app.domain.dates import from_day
from advisor_app.head_office.importing.columns import Rejected
from advisor_app.i18n import gettext as _

_DAY = 86_400


class RejectsFile:
    """The rejects of one file in UTF-8, made when the first comes; before each record its reason."""

    def __init__(self, folder: Path, file_name: str, as_of: int) -> None:
        self._folder = folder
        # Never a path out of a file's own name: only its letters and digits.
        plain = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in file_name)
        self._stem = f"{from_day(as_of).isoformat()}-{plain[:100]}"
        self._file: IO[str] | None = None
        self.path: Path | None = None

    def add(self, rejected: Rejected, raw: str) -> None:
        """Write one record as it stood in its file; bytes that are no text are shown as \\xNN."""
        if self._file is None:
            self._file = self._open()
        where = _("column “{column}”", column=rejected.field) if rejected.field else ""
        reason = ", ".join(part for part in (_("line {line}", line=rejected.line), where) if part)
        text = raw.rstrip("\r\n")
        self._file.write(f"# {reason}: {rejected.reason}\n{text}\n")

    def close(self) -> None:
        """Write what is left."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> IO[str]:
        prepare_folder(self._folder)
        number = 1
        while True:
            path = self._folder / f"{self._stem}.{number}.rejects"
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                number += 1
                continue
            self.path = path
            return os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="")


def prepare_folder(folder: Path) -> None:
    """Make the folder of rejects and spill files, for its owner only; one that exists is left as it is.

    Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def purge(folder: Path, days: int, now: Callable[[], float] = time.time) -> int:
    """Delete rejects files, and spill files that a killed run has left, older than `days`; return how many."""
    purged = 0
    if folder.is_dir():
        for path in folder.iterdir():
            ours = path.suffix == ".rejects" or path.name.startswith("spill-")
            if ours and not path.is_symlink() and path.stat().st_mtime < now() - days * _DAY:
                path.unlink()
                purged += 1
    return purged
