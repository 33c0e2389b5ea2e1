"""What a report says, in the present language, whatever it is drawn as: every value is a text already.

A page and a PDF show the same document; the sizes beside the texts are only for what is drawn.
"""

from typing import NamedTuple

COLOURS = ("#1f4fd8", "#0e9384", "#d98a00", "#7a4fd6", "#d6456e", "#2d8fc4", "#6b7a1f", "#8b5e3c", "#aab3c5")
"""The colours of what is drawn, which is told apart by their places."""
FAINT = len(COLOURS) - 1
"""The place of the colour for what is there only to be compared with."""
AT_ONCE = 13
"""So many months stand beside each other: a year and the month that it is compared with."""


class Tile(NamedTuple):
    """One of the few figures at the top, with what it is of."""

    name: str
    value: str
    about: str


class Month(NamedTuple):
    """A month as it stands below a column: its year only where a year begins, and whether it is not over yet."""

    name: str
    year: str = ""
    is_open: bool = False


class Series(NamedTuple):
    """A row of figures, one a month; what is drawn has sizes and the place of a colour."""

    name: str
    cells: tuple[str, ...]
    sizes: tuple[float, ...] = ()
    colour: int = 0


class Months(NamedTuple):
    """Figures over months: columns over a table. Sizes are in `unit` and lie on each other if `stacked`."""

    title: str
    unit: str
    months: tuple[Month, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    about: str = ""
    nothing: str = ""

    @property
    def drawn(self) -> tuple[Series, ...]:
        """The series that are drawn."""
        return tuple(one for one in self.series if one.sizes)

    @property
    def legend(self) -> tuple[tuple[int, str], ...]:
        """The places of the colours, and what they stand for."""
        return tuple((one.colour, one.name) for one in self.drawn)

    def spans(self) -> tuple[slice, ...]:
        """Return which months stand beside each other in one table."""
        return tuple(slice(first, first + AT_ONCE) for first in range(0, len(self.months), AT_ONCE))


class Bar(NamedTuple):
    """A part of a bar: its length, and the place of its colour."""

    length: float
    colour: int


class Line(NamedTuple):
    """A line of a table, with a bar; it may end as well anywhere in `interval`."""

    name: str
    bars: tuple[Bar, ...]
    cells: tuple[str, ...]
    interval: tuple[float, float] | None = None


class Lines(NamedTuple):
    """Figures one below the other, each with a bar."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[int, str], ...] = ()
    about: str = ""
    nothing: str = ""


class Document(NamedTuple):
    """A whole report; `day` is that of the data, `notes` say how to read it."""

    language: str
    title: str
    bank: str
    about: str
    day: int
    tiles: tuple[Tile, ...]
    sections: tuple[Months | Lines, ...]
    notes_title: str
    notes: tuple[str, ...]
    internal: str


def lengthened(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return lines whose bars and intervals are measured by the longest; negative parts are not drawn."""
    ends = [sum(max(0.0, bar.length) for bar in line.bars) for line in lines]
    longest = max((*ends, *(line.interval[1] for line in lines if line.interval)), default=0.0) or 1.0
    return tuple(
        line._replace(
            bars=tuple(Bar(max(0.0, bar.length) / longest, bar.colour) for bar in line.bars),
            interval=line.interval and (max(0.0, line.interval[0]) / longest, line.interval[1] / longest),
        )
        for line in lines
    )
