"""The records of an import that were not taken, as they stand in their file, for a person to mend."""

import os
from pathlib import Path
from typing import IO

from advisor_app.errors import FieldError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _


class RejectsFile:
    """Rejected records, each under its line and reason; made when the first comes, for its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def add(self, line: int, raw: str, why: FieldError) -> None:
        """Write one record. Raises UnavailableError for a place that cannot be written to."""
        try:
            if self._file is None:
                handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                self._file = os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="")
            reason = _("Line {line}: {reason}", line=line, reason=why)
            text = raw.rstrip("\r\n")
            self._file.write(f"# {reason}\n{text}\n")
        except OSError:
            raise UnavailableError(
                N_("The file cannot be written to {folder}."),
                folder=self._path.parent,
                what_to_do=N_("Choose a folder that you may write to."),
            ) from None

    def close(self) -> Path | None:
        """Write what is left, and return where it is; None where nothing was rejected."""
        if self._file is None:
            return None
        self._file.close()
        return self._path
