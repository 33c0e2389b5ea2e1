"""From the columns of a file to the fields of an entity: a mapping's columns, compiled for one file.

Every field becomes one function from columns of cells to a column of values. Where it raises, it is called
for each record by itself, so that a bad cell costs its own record and nothing else.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor_app.head_office.identity import identity_hash, person_hash, phone_hash
from advisor_app.head_office.importing.cells import CellReader, Context, Whole
from advisor_app.head_office.importing.converters import Convert
from advisor_app.head_office.importing.entities import Field
from advisor_app.head_office.importing.mapping import Codes, Column, FileSpec
from advisor_app.head_office.importing.reading import Chunk
from advisor_app.head_office.importing.reasons import BadValue, FileRefused, Reason, shown
from advisor_app.i18n import N_

_BAD = object()  # stands for a cell that has been rejected already


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that was not taken; `field` is empty when it is not about one field."""

    line: int
    field: str
    reason: Reason


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
        self._hash_key = context.hash_key
        self._cells = CellReader(spec.missing, typed, codes, context)
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
            done[made.field] = made.column(self._hash_key, [done[name] for name in made.sources])
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
            convert = self._cells.json(column)
        elif column.reader == "months_after":
            convert = self._cells.months_after(field, column)
        elif field.kind == "money":
            inputs, convert = self._cells.money(field, column, self.constants.get("currency"))
        else:
            one = self._cells.element(field, column)
            if column.value is not None:
                self.constants[field.name] = self._constant(field, one, column.value)
                return
            convert = self._cells.or_missing(field, column, one)
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
