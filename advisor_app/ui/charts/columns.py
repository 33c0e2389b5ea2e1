"""Amounts by months: columns whose parts stand on each other or side by side, and what their colours mean."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from advisor_app.ui.charts.axes import LEFT, RIGHT, TOP, over_months
from advisor_app.ui.charts.drawing import Sheet
from advisor_app.ui.charts.plane import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE = 0.68  # of the room of a month
_DOT, _GAP = 9, 16
_PALE = 0.45
_ROOM = 1.12  # of the largest value


class Part(NamedTuple):
    """What stands in every column: its name, a value for each, and the place of its colour in those of charts."""

    name: str
    values: tuple[float, ...]
    colour: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns under labels, in the unit of the axis. Values below nothing go down.

    Parts are `stacked`, or stand beside each other. Where one is `marked`, the others are pale.
    """

    labels: tuple[str, ...]
    parts: tuple[Part, ...]
    stacked: bool = True
    marked: int | None = None

    def paint(self, figure: "Figure", sheet: Sheet) -> None:
        """Draw it."""
        axes = over_months(figure, sheet, self.labels)
        places = range(len(self.labels))
        axes.set_xlim(-0.5, max(1, len(self.labels)) - 0.5)
        each = _WIDE if self.stacked else _WIDE / max(1, len(self.parts))
        above, below = [0.0] * len(self.labels), [0.0] * len(self.labels)
        for number, part in enumerate(self.parts):
            ground = [above[at] if value >= 0 else below[at] for at, value in enumerate(part.values)]
            left = 0.0 if self.stacked else (number - (len(self.parts) - 1) / 2) * each
            bars = axes.bar(
                [at + left for at in places],
                part.values,
                each * (1 if self.stacked else 0.9),
                bottom=ground if self.stacked else 0,
                color=sheet.tokens.series[part.colour % len(sheet.tokens.series)],
                linewidth=0,
            )
            for at, bar in enumerate(bars):
                if self.marked is not None and at != self.marked:
                    bar.set_alpha(_PALE)
            for at, value in enumerate(part.values):
                side = above if value >= 0 else below
                side[at] = side[at] + value if self.stacked else max(side[at], value, key=abs)
        self._limits(axes, above, below, sheet)
        if len(self.parts) > 1:
            self._legend(figure, sheet)

    def _limits(self, axes: "Axes", above: list[float], below: list[float], sheet: Sheet) -> None:
        high, low = max(above, default=0.0), min(below, default=0.0)
        axes.set_ylim(low * _ROOM, high * _ROOM or (0.0 if low else 1.0))
        if low:
            axes.axhline(0, color=sheet.tokens.edge, linewidth=1)

    def _legend(self, figure: "Figure", sheet: Sheet) -> None:
        """Name the parts above the columns, as many as there is room for."""
        from matplotlib.patches import Rectangle

        left, middle = float(LEFT), sheet.height - TOP / 2
        for part in self.parts:
            right = left + _DOT + 5 + text_width(figure, part.name)
            if right > sheet.width - RIGHT:
                return
            colour = sheet.tokens.series[part.colour % len(sheet.tokens.series)]
            size = (_DOT / sheet.width, _DOT / sheet.height)
            corner = (left / sheet.width, (middle - _DOT / 2) / sheet.height)
            figure.add_artist(Rectangle(corner, *size, color=colour, linewidth=0))
            figure.text(
                (left + _DOT + 5) / sheet.width,
                middle / sheet.height,
                part.name,
                va="center",
                color=sheet.tokens.muted,
            )
            left = right + _GAP
