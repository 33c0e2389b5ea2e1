"""Reading a workbook (`.xlsx`) that somebody else made, as text and nothing more.

Nothing in the file is run, followed or looked up: macros, formulas and links to other files are refused with a
sentence, as is what would take up memory without end. Paths and addresses in it are never used.
"""

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from advisor_app.domain.tables import Table, table
from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_

MOST_ROWS, MOST_COLUMNS = 20_000, 200
_LARGEST = 16 << 20  # bytes of a file
_UNPACKED = 64 << 20  # bytes of all that it holds
_MOST_PARTS = 2_000
_RATIO = 200  # times that a part may grow; text of spreadsheets grows ten times or so
_SMALL = 1 << 20
_LONGEST = 500  # characters of a cell that are kept
_MACROS = ("vbaproject.bin", "macrosheets/", "activex/", "embeddings/", "ctrlprops/")
_ELSEWHERE = ("externallinks/",)
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_SAVE_AS = N_("Save it as a plain workbook (.xlsx) with values only, or copy the cells and paste them.")


class WorkbookRefused(InputError):
    """A workbook is not opened."""

    title = N_("The workbook was not opened")


def read_xlsx(path: Path) -> Table:
    """Return the first sheet that is not empty.

    Raises UnavailableError for a file that cannot be read, WorkbookRefused for one that is no workbook, is too large,
    or holds more than values.
    """
    content = _content(path)
    _inspect(content, path.name)
    from openpyxl import load_workbook  # late: it takes long to load and few need it

    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False, keep_vba=False)
        try:
            for sheet in book.worksheets:
                found = table(_rows(sheet, path.name))
                if found.rows:
                    return found
        finally:
            book.close()
    except InputError:
        raise
    except Exception as error:  # whatever a broken file makes the reader stumble over
        raise WorkbookRefused(
            N_("{name} is damaged, or no workbook."), name=path.name, what_to_do=_SAVE_AS
        ) from error
    return Table((), 0)


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise WorkbookRefused(
                N_("{name} has {size} MB; {most} MB at most are opened."),
                name=path.name,
                size=size >> 20,
                most=_LARGEST >> 20,
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnavailableError(
            N_("The file {path} cannot be read ({reason})."),
            path=path,
            reason=getattr(error, "strerror", None) or error,
        ) from error


def _inspect(content: bytes, name: str) -> None:
    """Refuse a package by what it lists, before any of it is unpacked; a part never yields more than it lists."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise WorkbookRefused(
            N_("{name} is damaged, or no workbook."), name=name, what_to_do=_SAVE_AS
        ) from error
    names = [part.filename.lower().replace("\\", "/") for part in parts]
    if any(mark in part for part in names for mark in _MACROS):
        raise WorkbookRefused(
            N_("{name} holds macros or embedded objects, so it is not opened."),
            name=name,
            what_to_do=_SAVE_AS,
        )
    if any(mark in part for part in names for mark in _ELSEWHERE):
        raise WorkbookRefused(
            N_("{name} is linked to other files, so it is not opened."), name=name, what_to_do=_SAVE_AS
        )
    swollen = any(
        part.file_size > _SMALL and part.file_size > _RATIO * max(1, part.compress_size) for part in parts
    )
    if swollen or sum(part.file_size for part in parts) > _UNPACKED or len(parts) > _MOST_PARTS:
        raise WorkbookRefused(
            N_("{name} holds far more than a list of customers would, so it is not opened."),
            name=name,
            what_to_do=_SAVE_AS,
        )
    if any(part.flag_bits & 1 for part in parts):
        raise WorkbookRefused(N_("{name} is protected by a password."), name=name, what_to_do=_SAVE_AS)
    if _defines_entities(content):
        raise WorkbookRefused(
            N_("{name} holds far more than a list of customers would, so it is not opened."),
            name=name,
            what_to_do=_SAVE_AS,
        )


def _defines_entities(content: bytes) -> bool:
    """Tell whether a part has a document type: no workbook needs one, and with it few bytes can grow without end."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            texts = (
                package.read(part) for part in package.namelist() if part.lower().endswith((".xml", ".rels"))
            )
            return any(mark in text for text in texts for mark in _DOCTYPE)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, zlib.error):
        return False  # what cannot be unpacked is said to be damaged when it is read


def _rows(sheet: Any, name: str) -> Iterator[list[str]]:
    # What a sheet says of its own size may be wrong either way; the rows themselves are counted.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise WorkbookRefused(
                N_("{name} has more than {rows} rows or {columns} columns."),
                name=name,
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )
        for cell in row:
            if cell.data_type == "f":
                raise WorkbookRefused(
                    N_("Row {row} of {name} has a formula; what it gives is not known here."),
                    row=number,
                    name=name,
                    what_to_do=_SAVE_AS,
                )
        yield [_text(cell.value) for cell in row]


def _text(value: Any) -> str:
    """Return a value as it would be typed; a whole number has no decimal places."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return value.isoformat(" ")[:16] if isinstance(value, datetime) else value.isoformat()
    return str(value)[:_LONGEST]
