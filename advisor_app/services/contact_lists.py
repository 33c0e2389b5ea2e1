"""Lists of contacts as other systems write them, opened for an import: tables of cells, and files of e-mails."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from advisor_app.domain import delivered, mail
from advisor_app.domain.contact_mapping import ContactMapping
from advisor_app.domain.contacts import ContactError
from advisor_app.domain.mail import Mail, NotMailError
from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.services.csv_file import plain_cell
from advisor_app.services.export_contacts import COLUMNS

LARGEST = 64 << 20  # bytes of a table
LARGEST_MAILBOX = 2 << 30  # which is read mail by mail
MAIL_ENDINGS = (".eml", ".mbox")


class _Lines(Protocol):
    """A reader of CSV, which counts the lines that it has read."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


class Record(NamedTuple):
    """One record: the line on which it ends, how far in the file it is (0–1), how it stands there, and its cells.

    `problem` says why it could not be read.
    """

    line: int
    place: float
    raw: str
    cells: Mapping[str, str]
    problem: ContactError | None = None


class Letter(NamedTuple):
    """One e-mail of a file: its number, how far in the file it is, and what it says; None for what is none.

    `key` is its message id, or where it has none, a digest of it.
    """

    number: int
    place: float
    raw: str
    key: str
    mail: Mail | None


class Table(NamedTuple):
    """A table: which of our fields it fills, and its records."""

    given: tuple[str, ...]
    records: Iterator[Record]


def is_mail(path: Path) -> bool:
    """Tell by its name whether a file holds e-mails."""
    return path.suffix.lower() in MAIL_ENDINGS


def open_table(path: Path, mapping: ContactMapping | None) -> Table:
    """Open a table in the native format, or read through a mapping.

    Raises InputError for a file that is not such a table, UnavailableError for one that cannot be read.
    """
    text = _text(path, "utf-8" if mapping is None else mapping.encoding)
    lines = text.splitlines(keepends=True)
    separator, quote = (",", '"') if mapping is None else (mapping.separator, mapping.quote)
    reader = csv.reader(lines, strict=True, delimiter=separator, quotechar=quote)
    if mapping is None:
        header = _native_header(reader, path)
        return Table(tuple(header), _records(reader, header, lines, None))
    header = _mapped_header(reader, path, mapping)
    return Table(tuple(mapping.columns), _records(reader, header, lines, mapping))


def letters(path: Path) -> Iterator[Letter]:
    """Yield the e-mails of a file, one at a time. Raises UnavailableError, and InputError for one that is too large."""
    try:
        size = path.stat().st_size
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    with file:
        if size > LARGEST_MAILBOX:
            raise InputError(N_("The file {path} is too large to be a list of contacts."), path=path)
        whole = path.suffix.lower() != ".mbox"
        for number, content in enumerate(_whole(file) if whole else _split(file), start=1):
            yield _letter(number, file.tell() / max(1, size), content)


def _letter(number: int, place: float, content: bytes) -> Letter:
    raw = content[:2_000].decode("utf-8", "backslashreplace")
    try:
        found = mail.read(content)
    except NotMailError:
        return Letter(number, place, raw, "", None)
    key = found.message_id or hashlib.sha256(content).hexdigest()
    return Letter(number, place, raw, key, found)


def _whole(file: BinaryIO) -> Iterator[bytes]:
    yield file.read(mail.MAX_BYTES + 1)


def _split(file: BinaryIO) -> Iterator[bytes]:
    """Yield the messages of a mailbox: each begins with a line "From …" after an empty one."""
    message: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := file.readline(1 << 20):
        if blank and line.startswith(b"From "):
            if begun:
                yield b"".join(message)
            message, size, begun = [], 0, True
        elif begun and size <= mail.MAX_BYTES:  # of one that is larger only so much is kept as tells that
            unquoted = line[1:] if line.lstrip(b">").startswith(b"From ") and line[:1] == b">" else line
            message.append(unquoted)
            size += len(unquoted)
        blank = line in (b"\n", b"\r\n")
    if begun:
        yield b"".join(message)


def _text(path: Path, encoding: str) -> str:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if size > LARGEST:
        raise InputError(N_("The file {path} is too large to be a list of contacts."), path=path)
    try:
        return content.decode("utf-8-sig" if encoding.lower().replace("_", "-") == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            raise InputError("The file {path} is not text in UTF-8.", path=path) from error
        raise InputError(
            N_("The file {path} is not text in {encoding}."), path=path, encoding=encoding
        ) from error


def _unreadable(path: Path, error: Exception) -> UnavailableError:
    reason = getattr(error, "strerror", error)
    return UnavailableError("The file {path} cannot be read ({reason}).", path=path, reason=reason)


def _native_header(reader: _Lines, path: Path) -> list[str]:
    header = _first(reader)
    missing = [name for name in delivered.REQUIRED if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    if missing or unknown or len(set(header)) != len(header):
        raise InputError(
            N_("{path} is not a list of contacts in the native format. Wrong columns: {columns}"),
            path=path,
            columns=", ".join(missing + unknown) or ", ".join(header),
            what_to_do=N_("The columns are those that an export writes."),
        )
    return header


def _mapped_header(reader: _Lines, path: Path, mapping: ContactMapping) -> list[str]:
    header = list(mapping.header) if mapping.header is not None else _first(reader)
    if missing := sorted(mapping.sources.difference(header)):
        raise InputError(
            N_("{path} does not have the columns that the mapping reads: {columns}"),
            path=path,
            columns=", ".join(missing),
            what_to_do=N_("Choose another mapping, or write the columns of the file into it."),
        )
    return header


def _first(reader: _Lines) -> list[str]:
    try:
        return [name.strip() for name in next(reader)]
    except (csv.Error, StopIteration):
        return []


def _records(
    reader: _Lines, header: Sequence[str], lines: Sequence[str], mapping: ContactMapping | None
) -> Iterator[Record]:
    before, total = reader.line_num, max(1, len(lines))
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # Quotes that are not closed swallow the rest of the file, so that nothing after them can be trusted.
            yield Record(reader.line_num, 1.0, "".join(lines[before:]), {})
            return
        raw, before = "".join(lines[before : reader.line_num]), reader.line_num
        if not cells:
            continue
        padded = [*cells, *[""] * (len(header) - len(cells))]
        found: Mapping[str, str] = dict(zip(header, map(plain_cell, padded), strict=False))
        problem = None
        if mapping is not None:
            try:
                found = mapping.native(found)
            except ContactError as error:
                problem = error
        yield Record(reader.line_num, before / total, raw, found, problem)
