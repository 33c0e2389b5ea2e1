"""A CSV file as spreadsheets read it: there whole or not at all, and nothing in it starts a formula."""

import csv
import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_ELSEWHERE = N_("Choose a folder that you may write to.")


class CsvFile:
    """A file that is written beside its place and put there by `appear`; without that nothing of it is left.

    UTF-8 with a byte order mark, lines that end in CRLF, readable by its owner only.
    Each step raises InputError for a place that cannot be written to, UnavailableError when the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary = path.with_name(f".{path.name}.part")
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        with self._plain_errors():
            if self._path.exists() and not self._path.is_file():
                raise InputError(N_("{path} is not a file."), path=self._path, what_to_do=_ELSEWHERE)
            self._temporary.unlink(missing_ok=True)  # of a run that was killed
            self._file = open(
                self._temporary, "x", encoding="utf-8-sig", errors="replace", newline="", opener=_for_owner
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what could not be written has been said
            if self._file:
                self._file.close()
            self._temporary.unlink(missing_ok=True)

    def write(self, rows: Iterable[Iterable[str]]) -> None:
        """Add rows of cells, as they are: what may be text goes through `cell` before."""
        with self._plain_errors():
            csv.writer(self._file, lineterminator="\r\n").writerows(rows)  # type: ignore[arg-type]  # it is open

    def finish(self) -> None:
        """Bring all that was written to the disk."""
        with self._plain_errors():
            if self._file:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()

    def appear(self) -> None:
        """Put the finished file in its place, where it replaces what was there."""
        with self._plain_errors():
            self._temporary.replace(self._path)

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:  # a ValueError for a name that no file can have
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise UnavailableError(
                    "The disk of {folder} is full, so this was not saved.",
                    folder=self._path.parent,
                    what_to_do="Free some space and try again.",
                ) from error
            raise InputError(
                "{path} cannot be written: {reason}",
                path=self._path,
                reason=getattr(error, "strerror", None) or error,
                what_to_do=_ELSEWHERE,
            ) from error


def cell(text: str | None) -> str:
    """Return text so that no spreadsheet takes it for a formula; empty where there is none."""
    if not text:
        return ""
    return f"'{text}" if text[0] in "\t\r\n" or text.lstrip().startswith(_FORMULA) else text


def plain_cell(text: str) -> str:
    """Return what `cell` was given: a file that was written here is read back as it was."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
