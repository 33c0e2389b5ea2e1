"""Loading a mapping: it is validated whole, against the fields that each entity has.

An unknown key, field, code table or option, or an option that means nothing for its column, is refused with its place
and the reason.
"""

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from advisor_app.errors import InputError
from advisor_app.head_office.importing import converters
from advisor_app.head_office.importing.entities import IMPORTABLE, Field, Target, target
from advisor_app.head_office.importing.mapping import FROM_NAME, Codes, Column, FileSpec, Mapping
from advisor_app.head_office.importing.reasons import BadValue
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.paths import resources


class MappingError(InputError):
    """A mapping cannot be used; the sentence names the file, the place in it and the reason."""

    title = N_("The mapping cannot be used")


class _Defaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str | list[str] | None = None
    separator: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    missing: list[str] = msgspec.field(default_factory=lambda: [""])
    columns: Any = None


class _File(_Defaults, frozen=True, forbid_unknown_fields=True, kw_only=True):
    entity: str
    mode: Literal["snapshot", "append"]
    header: list[str] | None = None
    balances: bool = False


class _Assign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by: str


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    system: str
    base_currency: str | None = None
    time_zone: str | None = None
    as_of: Any = FROM_NAME  # a date, or FROM_NAME
    defaults: dict[str, Any] = msgspec.field(default_factory=dict)
    codes: dict[str, Codes] = msgspec.field(default_factory=dict)
    assign: _Assign | None = None
    files: list[dict[str, Any]] = msgspec.field(name="file")


def shipped() -> list[str]:
    """Return the names of the mappings that ship with the program."""
    return sorted(path.stem for path in (resources() / "mappings").glob("*.toml"))


def load_mapping(name_or_path: str | Path) -> Mapping:
    """Load and validate a mapping, by the name of a shipped one or by its path.

    Raises MappingError.
    """
    path = Path(name_or_path)
    if str(name_or_path) in shipped():
        path = resources() / "mappings" / f"{name_or_path}.toml"
    try:
        data = path.read_bytes()
    except OSError:
        raise MappingError(
            N_("There is no mapping {name}. Name a TOML file, or one that ships: {names}."),
            name=str(name_or_path),
            names=", ".join(shipped()),
        ) from None
    return parse_mapping(data, path.stem, path.name)


def parse_mapping(data: bytes, name: str, file: str) -> Mapping:
    """Validate the text of a mapping; `file` is named in errors.

    Raises MappingError.
    """
    try:
        return _Loader(file).mapping(tomllib.loads(data.decode()), name, hashlib.sha256(data).hexdigest())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            N_("{file} is not a TOML document: {reason}"), file=file, reason=str(error)
        ) from None


class _Loader:
    """Builds a Mapping and knows, for errors, at which place of which file it is."""

    def __init__(self, file: str) -> None:
        self.file = file

    def mapping(self, raw: dict[str, Any], name: str, digest: str) -> Mapping:
        document = self.convert(raw, _Document, "")
        if not document.system.strip():
            self.refuse("system", _("it is empty"))
        if document.time_zone is not None:
            try:
                ZoneInfo(document.time_zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                self.refuse("time_zone", _("there is no such time zone"))
        if document.base_currency is not None:
            try:
                converters.currency(document.base_currency)
            except BadValue:
                self.refuse("base_currency", _("it is not an ISO 4217 code"))
        if document.as_of != FROM_NAME and type(document.as_of) is not date:
            self.refuse("as_of", _("give a date, such as 2026-11-24, or “file name”"))
        if document.assign and document.assign.by not in ("district", "branch"):
            self.refuse("assign.by", _("it is neither “district” nor “branch”"))
        defaults = document.defaults
        self.convert(defaults, _Defaults, "defaults")
        files = tuple(
            self.file_spec({**defaults, **entry}, f"file[{index}]", document)
            for index, entry in enumerate(document.files)
        )
        if not files:
            self.refuse("file", _("there is none"))
        return Mapping(
            name=name,
            identity=f"{name}@{digest[:16]}",
            system=document.system,
            base_currency=document.base_currency,
            time_zone=document.time_zone,
            as_of=document.as_of,
            codes=document.codes,
            assign_by=document.assign.by if document.assign else None,
            files=files,
        )

    def file_spec(self, raw: dict[str, Any], place: str, document: _Document) -> FileSpec:
        entry = self.convert(raw, _File, place)
        if entry.entity not in IMPORTABLE:
            self.refuse(f"{place}.entity", _("use one of {names}", names=", ".join(IMPORTABLE)))
        place = f"{place} ({entry.entity})"
        wanted = target(entry.entity)
        if entry.mode == "snapshot" and not wanted.closable:
            self.refuse(f"{place}.mode", _("rows of this kind are never closed; use “append”"))
        if entry.balances and entry.entity != "transactions":
            self.refuse(f"{place}.balances", _("only transactions carry balances"))
        if len(entry.separator) != 1 or len(entry.quote) > 1 or entry.separator == entry.quote:
            self.refuse(
                f"{place}.separator", _("separator and quote are one character each, and not the same")
            )
        try:
            "a".encode(entry.encoding)
        except (LookupError, UnicodeError, ValueError):
            self.refuse(f"{place}.encoding", _("there is no such text encoding"))
        names = [entry.name] if isinstance(entry.name, str) else entry.name or []
        if not names or any("/" in name or "\\" in name for name in names):
            self.refuse(f"{place}.name", _("give a pattern for names in the folder, without a path"))
        native = entry.columns == "fields"
        return FileSpec(
            target=wanted,
            patterns=tuple(name.replace("{entity}", entry.entity) for name in names),
            mode=entry.mode,
            separator=entry.separator,
            quote=entry.quote,
            encoding=entry.encoding,
            missing=frozenset(entry.missing),
            header=tuple(entry.header) if entry.header else None,
            columns=_native_columns(wanted)
            if native
            else self.columns(entry.columns, wanted, place, document),
            native=native,
            balances=entry.balances,
        )

    def columns(self, raw: Any, wanted: Target, place: str, document: _Document) -> dict[str, Column]:
        place = f"{place}.columns"
        if not isinstance(raw, dict):
            self.refuse(place, _("give a table of fields, or “fields” for the native format"))
        columns = {}
        for name, value in raw.items():
            here = f"{place}.{name}"
            if name not in wanted.fields:
                self.refuse(here, _("there is no such field; use {names}", names=", ".join(wanted.fields)))
            columns[name] = self.convert({"from": value} if isinstance(value, str) else value, Column, here)
            self.check(columns[name], wanted.fields[name], wanted, here, document)
        for field in wanted.fields.values():
            if field.required and field.name not in columns:
                self.refuse(place, _("“{field}” must be filled", field=field.name))
        return columns

    def check(self, column: Column, field: Field, wanted: Target, place: str, document: _Document) -> None:
        """Refuse a column whose options contradict each other or its field."""
        one_source, readers = 1, {"birth_number": ("birth_day", "sex"), "json": ("statistics",)}
        if (column.value is None) == (not column.sources):
            self.refuse(place, _("give either “from” or “value”"))
        if column.value is not None and (field.kind == "money" or field.name in wanted.identity):
            self.refuse(f"{place}.value", _("this field cannot be the same for all records"))
        if column.reader == "months_after":
            one_source = 2
            if field.kind != "day":
                self.refuse(f"{place}.as", _("only a date can lie some months after another"))
        elif column.reader and field.name not in readers[column.reader]:
            self.refuse(
                f"{place}.as", _("this reader fills {names} only", names=", ".join(readers[column.reader]))
            )
        if column.reader != "json" and column.sources and len(column.sources) != one_source:
            self.refuse(f"{place}.from", _("this field is filled from {count} column(s)", count=one_source))
        if column.codes is not None and column.codes not in document.codes:
            self.refuse(f"{place}.codes", _("there is no table [codes.{name}]", name=column.codes))
        if column.reader == "birth_number" and column.century is None:
            self.refuse(f"{place}.century", _("a birth number has two digits of the year; say which century"))
        if (column.sign_from is None) != (not (column.positive or column.negative)):
            self.refuse(f"{place}.sign_from", _("it goes together with the lists “positive” and “negative”"))
        if column.via is not None and (
            column.via not in IMPORTABLE
            or not target(column.via).keyed
            or field.name not in target(column.via).fields
        ):
            self.refuse(f"{place}.via", _("give the entity whose rows have a “{field}”", field=field.name))
        for option, means_something in (
            ("codes", field.kind in ("text", "currency", "boolean") and column.reader is None),
            ("format", field.kind in ("day", "instant") and column.reader != "birth_number"),
            ("century", field.kind == "day" or column.reader == "birth_number"),
            ("decimal_mark", field.kind in ("money", "decimal")),
            ("thousands", field.kind == "money"),
            ("sign_from", field.kind == "money"),
            ("negate", field.kind == "money"),
            ("via", field.kind == "reference"),
        ):
            if getattr(column, option) != _UNSET[option] and not means_something:
                self.refuse(f"{place}.{option}", _("it has no meaning for this field"))
        try:
            if field.kind == "day":
                converters.day(column.formats or (converters.ISO_DAY,), column.century)
            elif field.kind == "instant":
                converters.instant("UTC", column.formats)
        except ValueError:
            self.refuse(
                f"{place}.format", _("use %Y (or %y with “century”), %m and %d once each, and literal text")
            )

    def convert(self, raw: Any, kind: Any, place: str) -> Any:
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            reason, _separator, inside = str(error).partition(" - at `$")
            self.refuse((place + inside.rstrip("`")).lstrip(".") or "(top)", reason)

    def refuse(self, place: str, reason: str) -> Any:
        raise MappingError(
            N_("{file}, {place}: {reason}"), file=self.file, place=place, reason=reason
        ) from None


_UNSET = {name: getattr(Column(), name) for name in Column.__struct_fields__}


def _native_columns(wanted: Target) -> dict[str, Column]:
    return {
        field.name: msgspec.convert({"from": field.native, "optional": not field.required}, Column)
        for field in wanted.fields.values()
    }
