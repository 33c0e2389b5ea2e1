"""Reading files as chunks of text columns, with the line of each record and its raw text for the rejects.

Text files (any separator, gzip or not, any encoding) and Parquet give the same chunks. Nothing in a file can
stop the reading but the file's own end being broken: bytes that are not in the encoding, a NUL, a quote that is never
closed or a line with too many cells cost that one record. Memory is bounded by the chunk, not by the file.
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, Protocol

from advisor_app.head_office.importing.mapping import FileSpec
from advisor_app.head_office.importing.reasons import FileRefused, Reason
from advisor_app.i18n import N_

CHUNK = 10_000
LONGEST_LINE = 1 << 20  # characters; a table has no longer lines, and a file without line ends is none
BROKEN = (OSError, EOFError, zlib.error, UnicodeError)
"""What reading may raise for a file that is cut off or not what it claims to be, besides FileRefused."""

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that could not be split into cells."""

    line: int
    reason: Reason
    raw: str


class Chunk:
    """Some records as columns; `lines` are the numbers of their first lines, from 1."""

    __slots__ = ("_raw", "broken", "columns", "lines")

    def __init__(
        self, lines: list[int], columns: dict[str, Sequence[str | None]], broken: list[Broken], raw: Any
    ) -> None:
        self.lines = lines
        self.columns = columns
        self.broken = broken
        self._raw = raw

    def raw(self, index: int) -> str:
        """Return the record at `index` as it stands in the file."""
        text: str = self._raw(index)
        return text


class Records(Protocol):
    """A file opened for reading. `typed` are columns whose cells are ISO dates whatever the mapping says."""

    header: Sequence[str]
    typed: frozenset[str]

    def chunks(self, names: Sequence[str], size: int = CHUNK) -> Iterator[Chunk]:
        """Yield the file's records with the columns `names`."""


def open_records(file: BinaryIO, spec: FileSpec) -> Records:
    """Open a file by its content: Parquet, or text, either of them gzipped or not.

    Raises FileRefused, or one of `BROKEN`.
    """
    if _starts(file).startswith(_GZIP):
        file = gzip.GzipFile(fileobj=file)  # type: ignore[assignment]  # reads bytes like any other
    if _starts(file) == _PARQUET:
        return _Parquet(file)
    return _Text(file, spec)


def _starts(file: BinaryIO) -> bytes:
    start = file.read(4)
    file.seek(0)
    return start


class _Text:
    typed: frozenset[str] = frozenset()

    def __init__(self, file: BinaryIO, spec: FileSpec) -> None:
        # Undecodable bytes become lone surrogates, which nothing else can be: they are found and kept byte by byte.
        text = io.TextIOWrapper(file, spec.encoding, errors="surrogateescape", newline="")
        self._lines = iter(partial(text.readline, LONGEST_LINE), "")
        self._buffer: list[str] = []  # the raw lines of the present chunk
        self._again: list[str] = []  # lines to be read once more, the next one last
        self._before = 0  # lines that earlier chunks have taken
        self._options: dict[str, Any] = {
            "delimiter": spec.separator,
            "quotechar": spec.quote or None,
            "quoting": csv.QUOTE_MINIMAL if spec.quote else csv.QUOTE_NONE,
            "strict": True,
        }
        self._first = True
        self.header: Sequence[str] = spec.header or self._read_header()
        self._buffer.clear()

    def _read_header(self) -> list[str]:
        try:
            header = next(csv.reader(self._feed(), **self._options), None)
        except csv.Error:
            header = None
        if not header:
            raise FileRefused(N_("the file has no line with the names of its columns"))
        self._before = len(self._buffer)
        return header

    def _feed(self) -> Iterator[str]:
        keep = self._buffer.append
        while self._again:
            line = self._again.pop()
            keep(line)
            yield line
        for line in self._lines:
            if self._first:
                self._first = False
                line = line.removeprefix("\ufeff")
            if len(line) >= LONGEST_LINE:
                raise FileRefused(
                    N_("line {line} is longer than any line of a table"),
                    line=self._before + len(self._buffer) + 1,
                )
            keep(line)
            yield line

    def chunks(self, names: Sequence[str], size: int = CHUNK) -> Iterator[Chunk]:
        positions = {name: self.header.index(name) for name in names}
        buffer = self._buffer
        reader = csv.reader(self._feed(), **self._options)
        taken = 0  # lines that `reader` had read when this chunk began
        while True:
            rows: list[list[str]] = []
            ends: list[int] = []
            broken: list[Broken] = []
            while len(rows) + len(broken) < size:
                try:
                    # The loop over whole files: nothing but splitting and counting happens here.
                    for row in islice(reader, size - len(rows) - len(broken)):
                        rows.append(row)
                        ends.append(reader.line_num - taken)
                    break
                except csv.Error:
                    start = max(ends[-1] if ends else 0, broken[-1].line - self._before if broken else 0)
                    # Only the line where the record began is broken; what a quote swallowed is read again.
                    self._again.extend(reversed(buffer[start + 1 :]))
                    del buffer[start + 1 :]
                    line = self._before + start + 1
                    reason = Reason(N_("the quotes are not closed as they should be"))
                    broken.append(Broken(line, reason, buffer[start]))
                    reader, taken = csv.reader(self._feed(), **self._options), -(start + 1)
            if not buffer:
                return
            yield self._chunk(rows, ends, broken, positions)
            taken = reader.line_num
            self._before += len(buffer)
            buffer.clear()

    def _chunk(
        self, rows: list[list[str]], ends: list[int], broken: list[Broken], positions: dict[str, int]
    ) -> Chunk:
        buffer, before, width = self._buffer.copy(), self._before, len(self.header)
        starts = self._starts(ends, broken)
        if any(len(row) != width for row in rows) or _suspicious(buffer):
            good = []
            for index, row in enumerate(rows):
                raw = "".join(buffer[starts[index] : ends[index]])
                reason = _fault(row, raw, width)
                if reason:
                    broken.append(Broken(before + starts[index] + 1, reason, raw))
                elif row:  # an empty line is no record
                    good.append(index)
            rows, starts, ends = ([values[i] for i in good] for values in (rows, starts, ends))  # type: ignore[assignment]
        columns = list(zip(*rows, strict=True)) or [()] * width
        lines = [before + start + 1 for start in starts]

        def raw_of(index: int) -> str:
            return "".join(buffer[starts[index] : ends[index]])

        return Chunk(lines, {name: columns[i] for name, i in positions.items()}, broken, raw_of)

    def _starts(self, ends: list[int], broken: list[Broken]) -> list[int]:
        """Return where each record begins: at the end of the one before, or after a broken line between them."""
        if not broken:
            return [0, *ends[:-1]] if ends else []
        bounds = sorted([0, *ends, *(item.line - self._before for item in broken)])
        before = dict(zip(bounds[1:], bounds, strict=False))
        return [before[end] for end in ends]


def _suspicious(buffer: list[str]) -> bool:
    text = "".join(buffer)
    if "\0" in text:
        return True
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _fault(row: list[str], raw: str, width: int) -> Reason | None:
    if "\0" in raw:
        return Reason(N_("the line contains a NUL character"))
    try:
        raw.encode()
    except UnicodeEncodeError:
        return Reason(N_("the line is not in the encoding that the mapping names"))
    if row and len(row) != width:
        return Reason(N_("the line has {found} cells instead of {expected}"), {"found": len(row), "expected": width})
    return None


class _Parquet:
    def __init__(self, file: BinaryIO) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            self._file = pq.ParquetFile(file, pre_buffer=False)
        except pa.ArrowException as error:
            raise FileRefused(N_("the Parquet file is damaged: {reason}"), reason=str(error)) from None
        schema = self._file.schema_arrow
        self.header: Sequence[str] = schema.names
        self.typed = frozenset(field.name for field in schema if pa.types.is_temporal(field.type))

    def chunks(self, names: Sequence[str], size: int = CHUNK) -> Iterator[Chunk]:
        import pyarrow as pa

        line = 1
        try:
            for batch in self._file.iter_batches(size, columns=list(dict.fromkeys(names))):
                columns = {name: _as_text(name, batch.column(name)) for name in batch.schema.names}
                yield self._chunk(line, columns)
                line += batch.num_rows
        except (pa.ArrowException, UnicodeError) as error:
            raise FileRefused(N_("the Parquet file is damaged: {reason}"), reason=str(error)) from None

    def _chunk(self, first: int, columns: dict[str, Sequence[str | None]]) -> Chunk:
        def raw_of(index: int) -> str:
            return json.dumps({name: cells[index] for name, cells in columns.items()}, ensure_ascii=False) + "\n"

        size = len(next(iter(columns.values()), ()))
        if not any("\0" in cell for cells in columns.values() for cell in cells if cell):
            return Chunk(list(range(first, first + size)), columns, [], raw_of)
        bad = [
            index for index in range(size) if any("\0" in (cells[index] or "") for cells in columns.values())
        ]
        reason = Reason(N_("the line contains a NUL character"))
        broken = [Broken(first + index, reason, raw_of(index)) for index in bad]
        good = sorted(set(range(size)) - set(bad))
        kept = {name: [cells[index] for index in good] for name, cells in columns.items()}
        return Chunk([first + index for index in good], kept, broken, lambda index: raw_of(good[index]))


def _as_text(name: str, column: Any) -> Sequence[str | None]:
    """Return a Parquet column as the text that a CSV file of the native format would hold."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    try:
        if pa.types.is_timestamp(kind):
            column = column.cast(pa.timestamp("us", kind.tz and "UTC"))
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
            raise pa.ArrowNotImplementedError(str(kind))
        cells: list[str | None] = pc.cast(column, pa.string()).to_pylist()
    except (pa.ArrowException, UnicodeError) as error:
        raise FileRefused(
            N_("column “{column}” cannot be read as text: {reason}"), column=name, reason=str(error)
        ) from None
    return cells
