"""Mappings: TOML documents that say which files a system delivers, and how their columns become our fields.

What the keys mean is written in `resources/mappings/README.md`.
"""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from advisor_app.head_office.importing.entities import Target

FROM_NAME = "file name"
"""The `as_of` of a mapping whose files carry their date in their name."""


class Codes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code table: what the system writes → what we write, and what becomes of a code that is not in it."""

    values: dict[str, str]
    unknown: Literal["reject", "keep"] = "reject"


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one field is filled: from one cell or several, or with a constant `value`."""

    source: str | list[str] = msgspec.field(name="from", default_factory=list)
    value: str | None = None
    reader: Literal["birth_number", "json", "months_after"] | None = msgspec.field(name="as", default=None)
    missing: list[str] | None = None
    default: str | None = None
    codes: str | None = None
    format: str | list[str] = msgspec.field(default_factory=list)
    century: int | None = None
    decimal_mark: str = "."
    thousands: str = ""
    sign_from: str | None = None
    positive: list[str] = msgspec.field(default_factory=list)
    negative: list[str] = msgspec.field(default_factory=list)
    negate: bool = False
    via: str | None = None
    optional: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the cells that it is filled from."""
        return (self.source,) if isinstance(self.source, str) else tuple(self.source)

    @property
    def formats(self) -> tuple[str, ...]:
        """The date formats that are tried in turn."""
        return (self.format,) if isinstance(self.format, str) else tuple(self.format)


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One kind of file. `native` means: its columns are the fields by their native names, and no others."""

    target: Target
    patterns: tuple[str, ...]
    mode: Literal["snapshot", "append"]
    separator: str
    quote: str
    encoding: str
    missing: frozenset[str]
    header: tuple[str, ...] | None
    columns: MappingType[str, Column]
    native: bool
    balances: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """A valid mapping. `identity` changes with its content, so a changed mapping reads a known file again."""

    name: str
    identity: str
    system: str
    base_currency: str | None
    time_zone: str | None
    as_of: date | Literal["file name"]
    codes: MappingType[str, Codes]
    assign_by: str | None
    files: tuple[FileSpec, ...]
