"""Mappings of contacts made elsewhere: TOML documents, those that ship and the bank's own, validated whole."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from advisor_app.domain.contact_mapping import FIELDS, By, Column, ContactMapping
from advisor_app.domain.delivered import REQUIRED
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.paths import resources

_LARGEST = 1 << 20  # bytes of a mapping


class MappingError(InputError):
    """A mapping cannot be used; the sentence names the file, the place in it and the reason."""

    title = N_("The mapping cannot be used")


class _Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    source: str | list[str] = msgspec.field(name="from", default_factory=list)
    value: str | None = None
    default: str = ""
    codes: str | None = None
    format: str | list[str] = msgspec.field(default_factory=list)
    reader: Literal["seconds", "minutes", "clock"] | None = msgspec.field(name="as", default=None)
    by: By | None = None
    unknown: Literal["reject", "skip"] | None = None


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    system: str
    columns: dict[str, str | list[str] | dict[str, Any]]
    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    header: list[str] | None = None
    codes: dict[str, dict[str, str]] = {}


def shipped() -> tuple[str, ...]:
    """Return the names of the mappings that ship with the program."""
    return tuple(sorted(path.stem for path in (resources() / "contact_mappings").glob("*.toml")))


def load(name_or_path: str | Path) -> ContactMapping:
    """Return a mapping, by the name of one that ships or by its path. Raises MappingError."""
    path = Path(name_or_path)
    if str(name_or_path) in shipped():
        path = resources() / "contact_mappings" / f"{name_or_path}.toml"
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError):
        raise MappingError(
            N_("There is no mapping {name}. Name a TOML file, or one that ships: {names}."),
            name=str(name_or_path),
            names=", ".join(shipped()),
        ) from None
    return parse(data, path.name)


def parse(data: bytes, file: str) -> ContactMapping:
    """Return the mapping in a document; `file` is named in errors. Raises MappingError."""
    try:
        raw = tomllib.loads(data[:_LARGEST].decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            N_("{file} is not a TOML document: {reason}"), file=file, reason=str(error)
        ) from None
    return _Loader(file).mapping(raw)


class _Loader:
    """Builds a mapping and knows, for errors, at which place of which file it is."""

    def __init__(self, file: str) -> None:
        self._file = file

    def mapping(self, raw: dict[str, Any]) -> ContactMapping:
        document: _Document = self._convert(raw, _Document, "")
        if not document.system.strip():
            self._refuse("system", _("it is empty"))
        one_each = len(document.separator) == 1 and len(document.quote) == 1
        if not one_each or document.separator == document.quote:
            self._refuse("separator", _("separator and quote are one character each, and not the same"))
        try:
            "a".encode(document.encoding)
        except (LookupError, UnicodeError, ValueError):
            self._refuse("encoding", _("there is no such text encoding"))
        columns: dict[str, Column] = {}
        customer = _Column()
        for name, value in document.columns.items():
            place = f"columns.{name}"
            if name not in FIELDS:
                self._refuse(place, _("there is no such field; use {names}", names=", ".join(FIELDS)))
            given: _Column = self._convert(
                value if isinstance(value, dict) else {"from": value}, _Column, place
            )
            columns[name] = self._column(name, given, document, place)
            customer = given if name == "customer" else customer
        for name in REQUIRED:
            if name not in columns:
                self._refuse("columns", _("“{field}” must be filled", field=name))
        return ContactMapping(
            system=document.system,
            columns=columns,
            by=customer.by or "number",
            skip_unknown=customer.unknown == "skip",
            encoding=document.encoding,
            separator=document.separator,
            quote=document.quote,
            header=None if document.header is None else tuple(document.header),
            sources=frozenset(source for column in columns.values() for source in column.sources),
        )

    def _column(self, name: str, given: _Column, document: _Document, place: str) -> Column:
        sources, formats = _several(given.source), _several(given.format)
        if (given.value is None) == (not sources):
            self._refuse(place, _("give either “from” or “value”"))
        if given.value is not None and name in ("key", "customer", "happened_at"):
            self._refuse(f"{place}.value", _("this field cannot be the same for all records"))
        if given.codes is not None and given.codes not in document.codes:
            self._refuse(f"{place}.codes", _("there is no table [codes.{name}]", name=given.codes))
        for option, value, names in (
            ("format", formats, ("happened_at", "next_step_on")),
            ("as", given.reader, ("duration",)),
            ("by", given.by, ("customer",)),
            ("unknown", given.unknown, ("customer",)),
        ):
            if value and name not in names:
                self._refuse(f"{place}.{option}", _("it has no meaning for this field"))
        for form in formats:
            self._try(form, f"{place}.format")
        codes = None if given.codes is None else document.codes[given.codes]
        return Column(sources, given.value or given.default, codes, formats, given.reader or "")

    def _try(self, form: str, place: str) -> None:
        """Refuse a format that does not say the day, or that nothing can be read by."""
        sample = datetime(2026, 11, 24, 15, 4, 5)  # noqa: DTZ001  # a sample is in no zone
        try:
            again = datetime.strptime(sample.strftime(form), form)  # noqa: DTZ007
        except ValueError:
            again = None
        if again is None or again.date() != sample.date():
            self._refuse(place, _("it does not say year, month and day"))

    def _convert(self, raw: Any, kind: Any, place: str) -> Any:
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            reason, _separator, inside = str(error).partition(" - at `$")
            return self._refuse((place + inside.rstrip("`")).lstrip(".") or "(top)", reason)

    def _refuse(self, place: str, reason: str) -> Any:
        raise MappingError(
            N_("{file}, {place}: {reason}"), file=self._file, place=place, reason=reason
        ) from None


def _several(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
