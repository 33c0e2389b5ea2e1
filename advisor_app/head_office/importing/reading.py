"""Reading files as chunks of text columns, with the line of each record and its raw text for the rejects.

Text files (any separator, gzip or not, any encoding) and Parquet give the same chunks. Nothing in a file can
stop the reading but the file's own end being broken: bytes that are not in the encoding, a NUL, a quote that
is never closed or a line with too many cells cost that one record. Memory is bounded by the chunk, not by the
file.
"""

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO, NamedTuple, Protocol

from advisor_app.head_office.importing.mapping import FileSpec
from advisor_app.head_office.importing.reasons import FileRefused, Reason
from advisor_app.i18n import N_

BLOCK = (
    1 << 16
)  # characters that are split at once: what fits into a processor cache splits four times as fast
LONGEST = 1 << 20  # characters of a line; a table has no longer ones, and a file without line ends is none
BATCH = 1_000  # records of Parquet at once
BROKEN = (OSError, EOFError, zlib.error, UnicodeError)
"""What reading may raise for a file that is cut off or not what it claims to be, besides FileRefused."""

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_NUL = N_("the line contains a NUL character")
_ENCODING = N_("the line is not in the encoding that the mapping names")
_QUOTES = N_("the quotes are not closed as they should be")
_CELLS = N_("the line has {found} cells instead of {expected}")


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that could not be split into cells."""

    line: int
    reason: Reason
    raw: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records as columns; `lines` are the numbers of their first lines, from 1, `raw` gives their text."""

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str | None]]
    broken: Sequence[Broken]
    raw: Callable[[int], str]


class Records(Protocol):
    """A file opened for reading. `typed` are columns whose cells are ISO dates whatever the mapping says."""

    header: Sequence[str]
    typed: frozenset[str]

    def chunks(self, names: Sequence[str]) -> Iterator[Chunk]:
        """Yield the file's records with the columns `names`."""


def open_records(file: BinaryIO, spec: FileSpec, block: int = BLOCK) -> Records:
    """Open a file by its content: Parquet, or text, either of them gzipped or not.

    Raises FileRefused, or one of `BROKEN`.
    """
    if _start(file).startswith(_GZIP):
        file = gzip.GzipFile(fileobj=file)  # type: ignore[assignment]  # reads bytes like any other
    if _start(file) == _PARQUET:
        return _Parquet(file)
    return _Text(file, spec, block)


def _start(file: BinaryIO) -> bytes:
    start = file.read(4)
    file.seek(0)
    return start


class _Walked(NamedTuple):
    rows: list[list[str]]
    starts: list[int]  # the line where each row begins
    torn: list[int]  # lines that begin no record
    taken: int  # how many lines that were


class _Text:
    """Reads blocks of whole lines. Most hold one record per line and nothing wrong, and are split at once."""

    typed: frozenset[str] = frozenset()

    def __init__(self, file: BinaryIO, spec: FileSpec, block: int) -> None:
        self._file = file
        # Undecodable bytes become lone surrogates, which nothing else can be: so they are found, and kept.
        self._decode = codecs.getincrementaldecoder(spec.encoding)("surrogateescape").decode
        self._options: dict[str, Any] = {
            "delimiter": spec.separator,
            "quotechar": spec.quote or None,
            "quoting": csv.QUOTE_MINIMAL if spec.quote else csv.QUOTE_NONE,
            "strict": True,
        }
        self._block = block
        self._ended = False
        self._rest = ""  # what has been read and not been taken yet
        self._line = 1  # the number of its first line
        self._read_block()
        self._rest = self._rest.removeprefix("\ufeff")
        self.header: Sequence[str] = spec.header or self._take_header()

    def chunks(self, names: Sequence[str]) -> Iterator[Chunk]:
        """Yield the file's records with the columns `names`."""
        positions = {name: self.header.index(name) for name in names}
        while True:
            cut = max(self._rest.rfind("\n"), self._rest.rfind("\r")) + 1
            if self._ended:
                cut = len(self._rest)
            if cut:
                body, self._rest = self._rest[:cut], self._rest[cut:]
                yield self._split(body, positions)
            if self._ended:
                return
            if len(self._rest) > LONGEST:
                raise FileRefused(N_("line {line} is longer than any line of a table"), line=self._line)
            self._read_block()

    def _read_block(self) -> None:
        data = self._file.read(self._block)
        self._ended = not data
        self._rest += self._decode(data, final=self._ended)
        while self._rest.endswith("\r") and (data := self._file.read(1)):
            self._rest += self._decode(data)  # so that a line end of two characters is not torn apart

    def _take_header(self) -> list[str]:
        while not self._ended and "\n" not in self._rest and "\r" not in self._rest[:-1]:
            if len(self._rest) > LONGEST:
                break
            self._read_block()
        lines = _lines(self._rest)
        reader = csv.reader(lines, **self._options)
        try:
            header = next(reader, None)
        except csv.Error:
            header = None
        if not header:
            raise FileRefused(N_("the file has no line with the names of its columns"))
        self._line += reader.line_num
        self._rest = "".join(lines[reader.line_num :])
        return header

    def _split(self, body: str, positions: Mapping[str, int]) -> Chunk:
        reader = csv.reader(io.StringIO(body, newline=""), **self._options)
        try:
            rows = list(reader)
        except csv.Error:
            rows = []
        width = len(self.header)
        if rows and reader.line_num == len(rows) and {*map(len, rows)} == {width} and not _suspicious(body):
            first = self._line
            self._line += len(rows)
            lines = range(first, self._line)
            return Chunk(lines, _columns(rows, positions), (), lambda index: _lines(body)[index])
        texts = _lines(body)
        walked = self._walk(texts)
        self._rest = "".join(texts[walked.taken :]) + self._rest
        return self._without_faults(walked, texts, positions)

    def _walk(self, lines: list[str]) -> _Walked:
        """Split one record at a time, so that a quote not closed as it should be costs one line only."""
        rows: list[list[str]] = []
        starts: list[int] = []
        torn: list[int] = []
        at = 0
        while at < len(lines):
            base, reader = at, csv.reader(map(lines.__getitem__, range(at, len(lines))), **self._options)
            try:
                for row in reader:
                    rows.append(row)
                    starts.append(at)
                    at = base + reader.line_num
            except csv.Error:
                if base + reader.line_num == len(lines) and not self._ended:
                    break  # the record may go on in the next block
                torn.append(at)
                at += 1  # what the open quote swallowed is read again
        return _Walked(rows, starts, torn, at)

    def _without_faults(self, walked: _Walked, lines: list[str], positions: Mapping[str, int]) -> Chunk:
        first, width = self._line, len(self.header)
        broken = [Broken(first + index, Reason(_QUOTES), lines[index]) for index in walked.torn]
        bounds = sorted([*walked.starts, *walked.torn, walked.taken])
        following = dict(pairwise(bounds))
        raws, rows, starts = [], [], []
        for row, start in zip(walked.rows, walked.starts, strict=True):
            raw = "".join(lines[start : following[start]])
            fault = _fault(row, raw, width)
            if fault:
                broken.append(Broken(first + start, fault, raw))
            elif row:  # an empty line is no record
                rows.append(row)
                starts.append(first + start)
                raws.append(raw)
        self._line += walked.taken
        return Chunk(starts, _columns(rows, positions), broken, raws.__getitem__)


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def _columns(rows: list[list[str]], positions: Mapping[str, int]) -> dict[str, Sequence[str]]:
    columns = list(zip(*rows, strict=True))
    return {name: columns[index] if rows else () for name, index in positions.items()}


def _suspicious(text: str) -> bool:
    if "\0" in text:
        return True
    try:
        return not text.isascii() and not text.encode()
    except UnicodeEncodeError:
        return True


def _fault(row: list[str], raw: str, width: int) -> Reason | None:
    if "\0" in raw:
        return Reason(_NUL)
    if _suspicious(raw):
        return Reason(_ENCODING)
    if row and len(row) != width:
        return Reason(_CELLS, {"found": len(row), "expected": width})
    return None


class _Parquet:
    """Reads batches of rows as the texts that a CSV file of the native format would hold."""

    def __init__(self, file: BinaryIO) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            self._file = pq.ParquetFile(file, pre_buffer=False)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(error) from None
        schema = self._file.schema_arrow
        self.header: Sequence[str] = schema.names
        self.typed = frozenset(field.name for field in schema if pa.types.is_temporal(field.type))

    def chunks(self, names: Sequence[str]) -> Iterator[Chunk]:
        """Yield the file's rows with the columns `names`; lines are the numbers of rows."""
        import pyarrow as pa

        first = 1
        try:
            for batch in self._file.iter_batches(BATCH, columns=list(names)):
                columns = {name: _as_text(name, batch.column(name)) for name in names}
                yield self._chunk(first, batch.num_rows, columns)
                first += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise _damaged(error) from None

    def _chunk(self, first: int, size: int, columns: Mapping[str, Sequence[str | None]]) -> Chunk:
        def raw(index: int) -> str:
            return json.dumps({name: cells[index] for name, cells in columns.items()}, ensure_ascii=False)

        bad = {
            index
            for cells in columns.values()
            if "\0" in "".join(filter(None, cells))
            for index, cell in enumerate(cells)
            if cell and "\0" in cell
        }
        good = [index for index in range(size) if index not in bad]
        return Chunk(
            [first + index for index in good],
            {name: [cells[index] for index in good] if bad else cells for name, cells in columns.items()},
            [Broken(first + index, Reason(_NUL), raw(index)) for index in sorted(bad)],
            lambda index: raw(good[index]),
        )


def _damaged(error: Exception) -> FileRefused:
    return FileRefused(N_("the Parquet file is damaged: {reason}"), reason=str(error))


def _as_text(name: str, column: Any) -> Sequence[str | None]:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    try:
        if pa.types.is_timestamp(kind):
            column = column.cast(pa.timestamp("us", kind.tz and "UTC"))
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            raise pa.ArrowNotImplementedError(str(kind))
        cells: list[str | None] = pc.cast(column, pa.string()).to_pylist()
    except (pa.ArrowException, UnicodeError) as error:
        raise FileRefused(
            N_("column “{column}” cannot be read as text: {reason}"), column=name, reason=str(error)
        ) from None
    return cells
