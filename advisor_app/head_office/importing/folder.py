"""Which files of a folder a mapping takes, of what day each is, and in what order they are loaded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from advisor_app.domain.dates import to_day, to_instant
from advisor_app.errors import InputError
from advisor_app.head_office.importing.entities import IMPORTABLE
from advisor_app.head_office.importing.mapping import FROM_NAME, FileSpec, Mapping
from advisor_app.head_office.importing.reasons import printable
from advisor_app.i18n import N_

_DATE = re.compile(r"(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?:T(\d{2})(\d{2}))?(?!\d)", re.ASCII)
_LATE = 2**63 - 1  # the end of a day comes after every time in it


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file to be imported. `as_of_day` is None where nothing says of what day it is."""

    path: Path
    spec: FileSpec
    as_of_day: int | None
    as_of_at: int | None

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Parents before children, of whatever day, so that references are found; then older days first."""
        at = _LATE if self.as_of_at is None else self.as_of_at
        return (IMPORTABLE.index(self.spec.target.entity), self.as_of_day or 0, at, self.path.name)


def find_files(
    folder: Path, mapping: Mapping, as_of: date | None, time_zone: str
) -> tuple[list[Delivery], list[str]]:
    """Return the files that `mapping` has a pattern for, in the order of loading, and the names of the
    others.

    Raises InputError when there is no such folder, or nothing in it to import.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise InputError(
            N_("The folder {folder} cannot be read: {reason}"), folder=str(folder), reason=error.strerror
        ) from None
    found, ignored = [], []
    for path in paths:
        spec = _spec_for(path.name, mapping.files)
        if spec is None:
            ignored.append(printable(path.name))
        else:
            found.append(_delivery(path, spec, mapping, as_of, time_zone))
    if not found:
        patterns = [pattern for spec in mapping.files for pattern in spec.patterns]
        raise InputError(
            N_("No file in {folder} is one that the mapping “{mapping}” knows, such as {names}."),
            folder=str(folder),
            mapping=mapping.name,
            names=", ".join(patterns[:3]),
        )
    return sorted(found, key=lambda delivery: delivery.order), ignored


def _spec_for(name: str, specs: Iterable[FileSpec]) -> FileSpec | None:
    matching = (spec for spec in specs if any(fnmatchcase(name, pattern) for pattern in spec.patterns))
    return next(matching, None)


def _delivery(path: Path, spec: FileSpec, mapping: Mapping, given: date | None, time_zone: str) -> Delivery:
    if mapping.as_of != FROM_NAME:
        return Delivery(path, spec, to_day(given or cast("date", mapping.as_of)), None)
    found = _DATE.search(path.name)
    try:
        if found:
            year, month, day, hour, minute = (int(found[i]) if found[i] else 0 for i in (1, 3, 4, 5, 6))
            moment = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(time_zone))
            if found[5] is None:
                return Delivery(path, spec, to_day(moment.date()), None)
            # Within the day a file can only hold what is new: it is no snapshot.
            return Delivery(path, replace(spec, mode="append"), to_day(moment.date()), to_instant(moment))
    except ValueError:
        pass
    return Delivery(path, spec, to_day(given) if given else None, None)
