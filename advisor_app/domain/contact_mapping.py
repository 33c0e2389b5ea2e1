"""A list of contacts made elsewhere, read through a mapping: cells of that system turned into those of our format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from advisor_app.domain import contacts
from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import ContactError, Problem

FIELDS = (
    "key",
    "customer",
    "channel",
    "direction",
    "happened_at",
    "duration",
    "purpose",
    "outcome",
    "note",
    "participants",
    "next_step",
    "next_step_on",
    "recommends",
    "product",
)
"""What a mapping can fill."""

By = Literal["number", "phone", "email"]
_SECONDS = {"seconds": 1, "minutes": 60}


@dataclass(frozen=True, slots=True)
class Column:
    """How one field is filled: from columns, through a table of codes, or with the same for all."""

    sources: tuple[str, ...] = ()
    value: str = ""
    codes: Mapping[str, str] | None = None
    formats: tuple[str, ...] = ()
    reader: str = ""


@dataclass(frozen=True, slots=True)
class ContactMapping:
    """A valid mapping. `by` says what names the customer; a record about nobody in the book is skipped or rejected."""

    system: str
    columns: Mapping[str, Column]
    by: By = "number"
    skip_unknown: bool = False
    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    header: tuple[str, ...] | None = None
    sources: frozenset[str] = field(default=frozenset())

    def native(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Return the cells of a record in our format. Raises ContactError for what cannot be read."""
        problems: list[Problem] = []
        found = {name: _read(name, column, cells, problems) for name, column in self.columns.items()}
        if problems:
            raise ContactError(tuple(problems))
        return found


def _read(name: str, column: Column, cells: Mapping[str, str], problems: list[Problem]) -> str:
    text = " ".join(filter(None, (clean(cells.get(source, "")) for source in column.sources)))
    if not text:
        return column.value
    if column.codes is not None:
        if text not in column.codes:
            problems.append(Problem(name, contacts.UNKNOWN_CODE, {"code": text}))
        return column.codes.get(text, "")
    if column.formats:
        return _dated(name, column, text, problems)
    if column.reader:
        seconds = seconds_of(text, column.reader)
        if seconds is None:
            problems.append(Problem(name, contacts.NOT_A_DURATION, {"text": text}))
        return "" if seconds is None else str(seconds)
    return text


def _dated(name: str, column: Column, text: str, problems: list[Problem]) -> str:
    day = name == "next_step_on"
    for form in column.formats:
        try:
            at = datetime.strptime(text, form)  # noqa: DTZ007  # the bank's zone, unless it names its own
        except ValueError:
            continue
        return at.date().isoformat() if day else at.isoformat()
    problems.append(Problem(name, contacts.NOT_A_DAY if day else contacts.NOT_A_TIME, {"text": text}))
    return ""


def seconds_of(text: str, reader: str) -> int | None:
    """Return a duration in seconds as a telephone system writes it, None for what is none."""
    parts = text.split(":") if reader == "clock" else [text]
    if len(parts) > 3 or not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        return None
    if reader != "clock":
        return int(parts[0]) * _SECONDS[reader]
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds
