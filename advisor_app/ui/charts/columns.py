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
        from matplotlib.collections import PolyCollection

        axes = over_months(figure, sheet, self.labels)
        axes.set_xlim(-0.5, max(1, len(self.labels)) - 0.5)
        each = _WIDE if self.stacked else _WIDE / max(1, len(self.parts))
        above, below = [0.0] * len(self.labels), [0.0] * len(self.labels)
        for number, part in enumerate(self.parts):
            middle = 0.0 if self.stacked else (number - (len(self.parts) - 1) / 2) * each
            half = each * (1 if self.stacked else 0.9) / 2
            boxes = []
            for at, value in enumerate(part.values):
                side = above if value >= 0 else below
                ground = side[at] if self.stacked else 0.0
                left, right, end = at + middle - half, at + middle + half, ground + value
                boxes.append(((left, ground), (left, end), (right, end), (right, ground)))
                side[at] = end if self.stacked else max(side[at], value, key=abs)
            # One thing to draw for each part: a patch for each box costs as much as all the rest of the chart.
            axes.add_collection(
                PolyCollection(boxes, facecolors=self._colours(part, sheet), linewidths=0), autolim=False
            )
        self._limits(axes, above, below, sheet)
        if len(self.parts) > 1:
            self._legend(figure, sheet)

    def _colours(self, part: Part, sheet: Sheet) -> list[str]:
        """Return the colour of each box of a part. What is pale hides the lines behind it as well."""
        colour = sheet.tokens.series[part.colour % len(sheet.tokens.series)]
        pale = _between(sheet.tokens.surface, colour, _PALE)
        return [colour if self.marked in (None, at) else pale for at in range(len(part.values))]

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


def _between(ground: str, colour: str, share: float) -> str:
    """Return the colour, #rrggbb, that has so much of one on the other."""
    pairs = ((int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in pairs)
