"""From the cells of a record to the value of one field, by what its column of the mapping says."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor_app.domain.money import exponent
from advisor_app.head_office.importing import converters
from advisor_app.head_office.importing.converters import Convert, Memo
from advisor_app.head_office.importing.entities import KEY, Field
from advisor_app.head_office.importing.mapping import Codes, Column
from advisor_app.head_office.importing.reasons import BadValue, shown
from advisor_app.i18n import N_

_MISSING = N_("the value is missing")
_LONG = N_("the identifier is longer than {longest} characters")
_IDENTIFIERS = (KEY, "code", "number")
_LONGEST_IDENTIFIER = 200  # what is longer does not fit into an index


Cells = Sequence[Any]
Whole = Callable[..., Cells]  # columns of cells → the column of values; raises BadValue


@dataclass(frozen=True, slots=True)
class Context:
    """What converting needs to know of the bank: currency, time zone, and the key of identity hashes."""

    base_currency: str
    time_zone: str
    hash_key: bytes


class CellReader:
    """Makes the functions for the fields of one file; `typed` are its columns that hold more than text."""

    def __init__(
        self,
        missing: frozenset[str],
        typed: Collection[str],
        codes: Mapping[str, Codes],
        context: Context,
    ) -> None:
        self._missing_cells, self._typed = missing, typed
        self._codes, self._context = codes, context

    def element(self, field: Field, column: Column) -> Convert:
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

    def or_missing(self, field: Field, column: Column, convert: Convert) -> Whole:
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
        return self._missing_cells if column.missing is None else frozenset(column.missing)

    def money(self, field: Field, column: Column, currency: str | None) -> tuple[tuple[str, ...], Whole]:
        """Return the columns that an amount is read from, and the function; `currency` is that of the whole file."""
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
        if currency is not None:
            places = exponent(currency)
            amount = with_places(places)
            if sign is not None:
                return inputs, _each(amount)
            return inputs, converters.money_column(places, column.decimal_mark, amount)
        of_places = {places: with_places(places) for places in (0, 2, 3, 4)}

        def in_currency(own: str | None, *cells: str | None) -> int | None:
            return of_places[exponent(own or self._context.base_currency)](*cells)

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

    def json(self, column: Column) -> Whole:
        """Return the function for cells that together make a JSON object."""
        convert, missing = converters.json_object(column.sources), self._missing(column)
        return _each(lambda *cells: convert(*(None if cell in missing else cell for cell in cells)))

    def months_after(self, field: Field, column: Column) -> Whole:
        """Return the function for a day and how many months after it the field is."""
        start = converters.day(column.formats or (converters.ISO_DAY,), column.century)
        missing = self._missing(column)

        def convert(begins: str | None, months: str | None) -> int | None:
            if begins is None or months is None or begins in missing or months in missing:
                if field.required:
                    raise BadValue(_MISSING)
                return None
            return converters.months_after(start(begins), converters.integer(months))

        return _each(convert)


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
