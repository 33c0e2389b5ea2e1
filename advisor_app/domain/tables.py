"""A table that somebody pasted or opened, and where the customer numbers stand in it.

Spreadsheets change what is typed into them: 0012 becomes 12, a number gets a sign of text before it, or stands in full
width. A number is therefore looked for as it is first, and then without what a spreadsheet may have lost.
"""

import csv
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

_DELIMITERS = "\t;,"
_LEAST_SHARE = 2  # a column is sure where it has at least twice as many matches as any other


class Table(NamedTuple):
    """Rows of cells as text, and how many columns the widest has."""

    rows: tuple[tuple[str, ...], ...]
    width: int

    def cell(self, row: int, column: int) -> str:
        """Return a cell, empty beyond the end of its row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


class Why(Enum):
    """Why a row names no customer that can be called."""

    EMPTY = "empty"
    NOT_IN_BOOK = "not_in_book"
    AMBIGUOUS = "ambiguous"
    TWICE = "twice"
    LEFT = "left"


class Matched(NamedTuple):
    """A row with a customer; lines are counted from 1."""

    line: int
    customer_id: bytes


class Unmatched(NamedTuple):
    """A row without a customer, and the reason."""

    line: int
    why: Why


class Matches(NamedTuple):
    """What a column gives. `heading`: the first row names the columns and no customer."""

    matched: tuple[Matched, ...]
    unmatched: tuple[Unmatched, ...]
    heading: bool


class Numbers:
    """The customer numbers of the book, each with the customers who have it; `left` are those who are gone."""

    def __init__(self, numbers: Mapping[str, Collection[bytes]], left: Collection[bytes] = ()) -> None:
        self._exact = {plain(number): set(customers) for number, customers in numbers.items()}
        self._loose: dict[str, set[bytes]] = {}
        for number, customers in self._exact.items():
            self._loose.setdefault(_without_zeros(number), set()).update(customers)
        self._left = set(left)

    def find(self, text: str) -> bytes | Why:
        """Return the customer with a number as it stands in a cell, or why there is none."""
        number = plain(text)
        if not number:
            return Why.EMPTY
        found = self._exact.get(number) or self._loose.get(_without_zeros(number), set())
        if not found:
            return Why.NOT_IN_BOOK
        here = found - self._left
        if len(here) > 1:
            return Why.AMBIGUOUS
        return next(iter(here)) if here else Why.LEFT

    def knows(self, text: str) -> bool:
        """Tell whether some customer has the number in a cell."""
        return not isinstance(why := self.find(text), Why) or why in (Why.AMBIGUOUS, Why.LEFT)


def from_text(text: str) -> Table:
    """Return what was copied from a spreadsheet (tabs) or a CSV file; lines without any cell filled are left out."""
    lines = text.removeprefix("\ufeff").splitlines()
    counts = {mark: sum(mark in line for line in lines) for mark in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda mark: (counts[mark], -_DELIMITERS.index(mark)))
    if not counts[delimiter]:
        return table([line] for line in lines)
    try:
        return table(csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True))
    except csv.Error:  # a quote that is not closed is a character like any other
        return table(line.split(delimiter) for line in lines)


def table(rows: Iterable[Sequence[str]]) -> Table:
    """Return rows as a table, without those that are empty."""
    kept = tuple(tuple(cell.strip() for cell in row) for row in rows if any(cell.strip() for cell in row))
    return Table(kept, max((len(row) for row in kept), default=0))


def hits(found: Table, numbers: Numbers) -> tuple[int, ...]:
    """Return for each column in how many rows it has a customer number of the book."""
    return tuple(
        sum(numbers.knows(found.cell(row, column)) for row in range(len(found.rows)))
        for column in range(found.width)
    )


def best(columns: Sequence[int]) -> tuple[int | None, bool]:
    """Return the column with the most numbers, None without any, and whether no other comes near."""
    if not any(columns):
        return None, False
    column = max(range(len(columns)), key=lambda place: (columns[place], -place))
    second = max((count for place, count in enumerate(columns) if place != column), default=0)
    return column, columns[column] >= _LEAST_SHARE * second


def match(found: Table, column: int, numbers: Numbers) -> Matches:
    """Return which rows name a customer in a column, and which do not; a customer counts where named first."""
    matched: list[Matched] = []
    unmatched: list[Unmatched] = []
    known: set[bytes] = set()
    for row in range(len(found.rows)):
        customer = numbers.find(found.cell(row, column))
        if isinstance(customer, Why):
            unmatched.append(Unmatched(row + 1, customer))
        elif customer in known:
            unmatched.append(Unmatched(row + 1, Why.TWICE))
        else:
            known.add(customer)
            matched.append(Matched(row + 1, customer))
    heading = bool(matched and unmatched) and unmatched[0] == Unmatched(1, Why.NOT_IN_BOOK)
    heading = heading and not any(map(str.isdigit, plain(found.cell(0, column))))
    return Matches(tuple(matched), tuple(unmatched[1:] if heading else unmatched), heading)


def plain(text: str) -> str:
    """Return a customer number as it is compared: half width, without spaces, capital letters."""
    kept = unicodedata.normalize("NFKC", text).strip().removeprefix("'")
    return "".join(kept.split()).upper()


def _without_zeros(number: str) -> str:
    return number.lstrip("0") or number
