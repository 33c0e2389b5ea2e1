"""A list from the branch: pasted from a spreadsheet or opened as a file, matched by customer number, to be called."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from advisor_app.data.reads import calls, customers, policies
from advisor_app.domain import tables
from advisor_app.domain.masking import MaskedText, mask_free_text
from advisor_app.domain.tables import Numbers, Table, Why
from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.services.call_lists import today
from advisor_app.services.open_book import Book
from advisor_app.services.xlsx_file import MOST_COLUMNS, MOST_ROWS, read_xlsx

_LARGEST_TEXT = 8 << 20  # bytes
_SHOWN = 60  # characters of a row


class Column(NamedTuple):
    """A column to choose from: what stands at its head, and how many customer numbers of the book it has."""

    title: MaskedText
    hits: int


class FoundRow(NamedTuple):
    """A row with a customer, who is shown as in a list."""

    line: int
    customer_id: bytes
    number: str | None
    name: str | None


class LostRow(NamedTuple):
    """A row without a customer: what stands in it, masked, and why."""

    line: int
    text: MaskedText
    why: Why


@dataclass(frozen=True, slots=True)
class BranchList:
    """What a table gives by one of its columns; `column` is None where none has a customer number of the book.

    `sure`: no other column comes near, so that nobody need choose. `most` customers may be on one list.
    """

    table: Table
    columns: tuple[Column, ...]
    column: int | None
    sure: bool
    found: tuple[FoundRow, ...]
    lost: tuple[LostRow, ...]
    most: int

    @property
    def customers(self) -> tuple[bytes, ...]:
        """Whom the list would have, in the order of the rows."""
        return tuple(row.customer_id for row in self.found)


def open_list(path: Path) -> Table:
    """Return the table of a file: a workbook, or text with tabs, commas or semicolons.

    Raises what `read_xlsx` raises, InputError for another kind of file, UnavailableError for one that cannot be read.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx":
        return read_xlsx(path)
    if ending not in (".csv", ".txt", ".tsv"):
        raise InputError(
            N_("A file of the kind “{ending}” is not opened here."),
            ending=ending or path.name,
            what_to_do=N_("Save it as .xlsx or .csv, or copy the cells and paste them."),
        )
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST_TEXT else None
    except (OSError, ValueError) as error:
        raise UnavailableError(
            N_("The file {path} cannot be read ({reason})."),
            path=path,
            reason=getattr(error, "strerror", None) or error,
        ) from error
    if content is None:
        raise InputError(N_("The list is too large."), what_to_do=N_("Leave out what is not needed."))
    return paste_list(_decoded(content, path))


def paste_list(text: str) -> Table:
    """Return the table of a text that was pasted. Raises InputError for one that is too large."""
    found = tables.from_text(text) if len(text) <= _LARGEST_TEXT else Table((), MOST_COLUMNS + 1)
    if len(found.rows) > MOST_ROWS or found.width > MOST_COLUMNS:
        raise InputError(N_("The list is too large."), what_to_do=N_("Leave out what is not needed."))
    return found


def match_list(book: Book, found: Table, column: int | None = None, *, now: int | None = None) -> BranchList:
    """Match a table with the book, by a column or the one that has the most customer numbers; this is logged."""
    with book.store.write() as tx:
        book.store.audit.append(tx, "calls.match")
    with book.store.read() as tx:
        numbers = Numbers(*calls.numbers(tx, today(tx, now)))
        most = policies.in_force(tx).calls.customers
        hits = tables.hits(found, numbers)
        best, sure = tables.best(hits)
        chosen = best if column is None else column
        titles = (
            [mask_free_text(found.cell(0, place)[:_SHOWN]) for place in range(found.width)]
            if found.rows
            else []
        )
        columns = tuple(Column(*each) for each in zip(titles, hits, strict=True))
        if chosen is None:
            return BranchList(found, columns, None, False, (), _all_lost(found), most)
        matches = tables.match(found, chosen, numbers)
        rows = []
        for line, customer in matches.matched:
            number, name, *_ = customers.reach(tx, customer) or (None, None)
            rows.append(FoundRow(line, customer, number, name))
    lost = tuple(_lost(found, line, why) for line, why in matches.unmatched)
    return BranchList(found, columns, chosen, sure or column is not None, tuple(rows), lost, most)


def _all_lost(found: Table) -> tuple[LostRow, ...]:
    return tuple(_lost(found, line, Why.NOT_IN_BOOK) for line in range(1, len(found.rows) + 1))


def _lost(found: Table, line: int, why: Why) -> LostRow:
    shown = "  ".join(cell for cell in found.rows[line - 1] if cell)[:_SHOWN]
    return LostRow(line, mask_free_text(shown), why)


def _decoded(content: bytes, path: Path) -> str:
    """Return a text file: UTF-8, or GB 18030 as Chinese spreadsheets write it. Raises InputError for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(N_("The file {path} is not text."), path=path)
