"""From the columns of a file to the fields of an entity: a mapping's columns, compiled for one file.

Every field becomes one function from columns of cells to a column of values. Where it raises, it is called
for each record by itself, so that a bad cell costs its own record and nothing else.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor_app.domain.money import exponent
from advisor_app.head_office.identity import identity_hash, person_hash, phone_hash
from advisor_app.head_office.importing import converters
from advisor_app.head_office.importing.converters import Convert, Memo
from advisor_app.head_office.importing.entities import KEY, Field
from advisor_app.head_office.importing.mapping import Codes, Column, FileSpec
from advisor_app.head_office.importing.reading import Chunk
from advisor_app.head_office.importing.reasons import BadValue, FileRefused, Reason, shown
from advisor_app.i18n import N_

_MISSING = N_("the value is missing")
_LONG = N_("the identifier is longer than {longest} characters")
_IDENTIFIERS = (KEY, "code", "number")
_LONGEST_IDENTIFIER = 200  # what is longer does not fit into an index
_BAD = object()  # stands for a cell that has been rejected already


@dataclass(frozen=True, slots=True)
class Context:
    """What converting needs to know of the bank: currency, time zone, and the key of identity hashes."""

    base_currency: str
    time_zone: str
    hash_key: bytes


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that was not taken; `field` is empty when it is not about one field."""

    line: int
    field: str
    reason: Reason


Cells = Sequence[Any]
Whole = Callable[..., Cells]  # columns of cells → the column of values; raises BadValue


@dataclass(frozen=True, slots=True)
class _Filled:
    """One field, and the columns (or, after `=`, the converted field) that its function takes."""

    field: Field
    inputs: tuple[str, ...]
    convert: Whole


@dataclass(frozen=True, slots=True)
class _Hashed:
    """A hash by which people are known again, made of other fields where a file has them all."""

    field: str
    sources: tuple[str, ...]
    make: Callable[..., bytes | None]

    def column(self, key: bytes, columns: Sequence[Sequence[Any]]) -> list[bytes | None]:
        """Return the hashes of a chunk; None for a record in which a value is missing or was rejected."""
        return [
            self.make(key, *cells) if not any(cell is None or cell is _BAD for cell in cells) else None
            for cells in zip(*columns, strict=True)
        ]


_HASHED = (
    _Hashed("id_hash", ("id_number",), identity_hash),
    _Hashed("phone_hash", ("phone",), phone_hash),
    _Hashed("person_hash", ("name", "birth_day"), person_hash),
)


class Plan:
    """How one file fills fields: `fields` from the columns `sources`, the others with `constants`."""

    def __init__(
        self,
        spec: FileSpec,
        header: Sequence[str],
        typed: Collection[str],
        codes: Mapping[str, Codes],
        context: Context,
    ) -> None:
        self._spec = spec
        self._typed = typed
        self._codes = codes
        self._context = context
        columns = self._present(header)
        # Amounts come after the currency, because their decimal places are those of the row's currency.
        order = sorted(columns, key=lambda name: spec.target.fields[name].kind == "money")
        if spec.target.checks_currency and "currency" not in columns:
            columns |= {"currency": Column(value=context.base_currency)}
            order.insert(0, "currency")
        self._filled: list[_Filled] = []
        self.constants: dict[str, Any] = {}
        for name in order:
            self._fill(spec.target.fields[name], columns[name])
        self.fields = tuple(name for name in columns if name not in self.constants)
        self.sources = tuple(
            dict.fromkeys(name for item in self._filled for name in item.inputs if not name.startswith("="))
        )
        self._hashed = [made for made in _HASHED if {*made.sources} <= {*self.fields}]
        self.fields += tuple(made.field for made in self._hashed)

    def convert(self, chunk: Chunk) -> tuple[list[Sequence[Any]], dict[int, Rejected]]:
        """Return the fields' values as columns, and what was rejected by its index in the chunk.

        The values of a rejected record are meaningless, but for its key where that could be read.
        """
        bad: dict[int, Rejected] = {}
        done: dict[str, Sequence[Any]] = {}
        for item in self._filled:
            inputs = [done[name[1:]] if name.startswith("=") else chunk.columns[name] for name in item.inputs]
            try:
                values = item.convert(*inputs)
            except BadValue:
                values = [
                    self._one(item, index, cells, chunk.lines, bad)
                    for index, cells in enumerate(zip(*inputs, strict=True))
                ]
            done[item.field.name] = values
        for made in self._hashed:
            done[made.field] = made.column(self._context.hash_key, [done[name] for name in made.sources])
        return [done[name] for name in self.fields], bad

    @staticmethod
    def _one(
        item: _Filled, index: int, cells: tuple[Any, ...], lines: Sequence[int], bad: dict[int, Rejected]
    ) -> Any:
        if _BAD in cells:
            return _BAD
        try:
            return item.convert(*([cell] for cell in cells))[0]
        except BadValue as error:
            bad.setdefault(index, Rejected(lines[index], item.field.native, error.reason))
            return _BAD

    def _present(self, header: Sequence[str]) -> dict[str, Column]:
        """Return the columns that this file can fill, or refuse it."""
        spec, columns = self._spec, {}
        for name, column in spec.columns.items():
            needed = [*column.sources, *([column.sign_from] if column.sign_from else [])]
            absent = [source for source in needed if source not in header]
            if not absent:
                columns[name] = column
            elif not column.optional:
                raise FileRefused(N_("the column “{column}” is missing"), column=absent[0])
            twice = [source for source in needed if list(header).count(source) > 1]
            if twice:
                raise FileRefused(N_("two columns are called “{column}”"), column=twice[0])
        if spec.native:
            known = {field.native for field in spec.target.fields.values()}
            if unknown := [name for name in header if name not in known]:
                raise FileRefused(
                    N_("the native format has no column “{column}” here"), column=shown(unknown[0])
                )
        return columns

    def _fill(self, field: Field, column: Column) -> None:
        inputs = column.sources
        if column.reader == "json":
            convert = _each(self._json(column))
        elif column.reader == "months_after":
            convert = _each(self._months_after(field, column))
        elif field.kind == "money":
            inputs, convert = self._money(field, column)
        else:
            one = self._element(field, column)
            if column.value is not None:
                self.constants[field.name] = self._constant(field, one, column.value)
                return
            convert = self._or_missing(field, column, one)
        self._filled.append(_Filled(field, inputs, convert))

    def _constant(self, field: Field, convert: Convert, text: str) -> Any:
        try:
            return convert(text)
        except BadValue as error:
            raise FileRefused(
                N_("the mapping's value for “{field}” is no good: {reason}"),
                field=field.name,
                reason=str(error.reason),
            ) from None

    def _element(self, field: Field, column: Column) -> Convert:
        """Return the function for one cell that holds something."""
        formats = () if set(column.sources) & set(self._typed) else column.formats
        match field.kind:
            case "day" if column.reader == "birth_number":
                return converters.birth_number("birth_day", column.century or 0)
            case "text" if column.reader == "birth_number":
                return converters.birth_number("sex", column.century or 0)
            case "day":
                return converters.day(formats or (converters.ISO_DAY,), column.century)
            case "instant":
                return converters.instant(self._context.time_zone, formats)
            case "decimal":
                return converters.decimal(column.decimal_mark)
            case "integer":
                return converters.integer
        convert: Convert = {"boolean": converters.boolean, "currency": converters.currency}.get(
            field.kind, str
        )
        if field.name == "statistics":
            convert = converters.json_text
        if column.codes is not None:
            table = self._codes[column.codes]
            look_up = converters.code(table.values, table.unknown, field.choices)
            return look_up if field.kind == "text" else lambda text: convert(look_up(text))
        return converters.code({}, "keep", field.choices) if field.choices else convert

    def _or_missing(self, field: Field, column: Column, convert: Convert) -> Whole:
        """Return the function for any cells: a missing one gives the default, nothing, or a rejection."""
        missing = self._missing(column)
        nothing = column.default
        required = field.required and nothing is None
        if convert is str:  # most cells of most files: text as it is
            longest = _LONGEST_IDENTIFIER if field.name in _IDENTIFIERS else None
            return _text(missing, nothing, required, longest)

        def strict(text: str | None) -> Any:
            if text is None or text in missing:
                if required:
                    raise BadValue(_MISSING)
                return nothing
            return convert(text)

        return _each(Memo(strict).__getitem__)

    def _missing(self, column: Column) -> frozenset[str]:
        return self._spec.missing if column.missing is None else frozenset(column.missing)

    def _money(self, field: Field, column: Column) -> tuple[tuple[str, ...], Whole]:
        sign, missing = self._sign(column), self._missing(column)

        def with_places(places: int) -> Callable[..., int | None]:
            convert = converters.money(places, column.decimal_mark, column.thousands)

            def amount(text: str | None, code: str | None = None) -> int | None:
                if text is None or text in missing:
                    if field.required:
                        raise BadValue(_MISSING)
                    return None
                minor: int = convert(text)
                return minor if sign is None else minor * sign(code)

            return amount

        inputs = (*column.sources, *([column.sign_from] if column.sign_from else []))
        if "currency" in self.constants:
            places = exponent(self.constants["currency"])
            amount = with_places(places)
            if sign is not None:
                return inputs, _each(amount)
            return inputs, converters.money_column(places, column.decimal_mark, amount)
        of_places = {places: with_places(places) for places in (0, 2, 3, 4)}

        def in_currency(currency: str | None, *cells: str | None) -> int | None:
            return of_places[exponent(currency or self._context.base_currency)](*cells)

        return ("=currency", *inputs), _each(in_currency)

    def _sign(self, column: Column) -> Callable[[str | None], int] | None:
        factor = -1 if column.negate else 1
        if column.sign_from is None:
            return None if factor == 1 else lambda _code: factor
        signs = dict.fromkeys(column.positive, factor) | dict.fromkeys(column.negative, -factor)

        def sign(code: str | None) -> int:
            if code not in signs:
                raise BadValue(N_("“{text}” is not a known sign"), text=shown(code or ""))
            return signs[code]

        return sign

    def _json(self, column: Column) -> Callable[..., str]:
        convert, missing = converters.json_object(column.sources), self._missing(column)
        return lambda *cells: convert(*(None if cell in missing else cell for cell in cells))

    def _months_after(self, field: Field, column: Column) -> Callable[..., int | None]:
        start = converters.day(column.formats or (converters.ISO_DAY,), column.century)
        missing = self._missing(column)

        def convert(begins: str | None, months: str | None) -> int | None:
            if begins is None or months is None or begins in missing or months in missing:
                if field.required:
                    raise BadValue(_MISSING)
                return None
            return converters.months_after(start(begins), converters.integer(months))

        return convert


def _each(convert: Callable[..., Any]) -> Whole:
    return lambda *columns: list(map(convert, *columns))


def _text(missing: Collection[str], nothing: str | None, required: bool, longest: int | None) -> Whole:
    """Return the function for columns of text, which stay as they are where nothing is missing."""
    absent = frozenset((*missing, None))

    def convert(cells: Cells) -> Cells:
        if longest is not None and max(map(len, filter(None, cells)), default=0) > longest:
            raise BadValue(_LONG, longest=longest)
        if absent.isdisjoint(cells):
            return cells
        if required:
            raise BadValue(_MISSING)
        return [nothing if cell in absent else cell for cell in cells]

    return convert
