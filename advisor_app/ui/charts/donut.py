"""Parts of a whole: a ring with the total in its middle, and beside it what each part is and how large."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from advisor_app.ui.charts.drawing import Sheet
from advisor_app.ui.charts.plane import fitted, plane, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_RING = 0.31  # its thickness, of the radius
_LARGEST = 110  # radius in pixels
_GAP, _ROW, _DOT = 22, 24, 10


class Slice(NamedTuple):
    """One part: its name, its size (above 0, in any unit) and its share as it is shown."""

    name: str
    value: float
    share: str


@dataclass(frozen=True, slots=True)
class Donut:
    """The parts, the largest first; `total` stands in the middle above its `caption`."""

    slices: tuple[Slice, ...]
    total: str
    caption: str

    def paint(self, figure: "Figure", sheet: Sheet) -> None:
        """Draw it."""
        from matplotlib.patches import Wedge

        axes = plane(figure, sheet)
        radius = min(_LARGEST, sheet.height / 2 - 2, sheet.width * 0.26)
        centre = (radius + 2, sheet.height / 2)
        whole = sum(part.value for part in self.slices)
        colours = sheet.tokens.series
        begin = -90.0
        for place, part in enumerate(self.slices):
            end = begin + 360 * part.value / whole
            wedge = Wedge(
                centre, radius, begin, end, width=radius * _RING, facecolor=colours[place % len(colours)]
            )
            wedge.set(edgecolor=sheet.tokens.surface, linewidth=1.5 if len(self.slices) > 1 else 0)
            axes.add_patch(wedge)
            begin = end
        # The more digits the smaller, so that the total stays inside the ring.
        size = min(16.0, 16 * 1.15 * radius / max(1.0, text_width(figure, self.total, 16)))
        x, y = centre
        axes.text(x, y - 9, self.total, ha="center", va="center", size=size, weight="bold")
        axes.text(x, y + 12, self.caption, ha="center", va="center", color=sheet.tokens.muted)
        self._legend(figure, sheet, 2 * radius + _GAP)

    def _legend(self, figure: "Figure", sheet: Sheet, left: float) -> None:
        from matplotlib.patches import Rectangle

        axes = figure.axes[0]
        row = min(_ROW, sheet.height / max(1, len(self.slices)))
        top = (sheet.height - row * len(self.slices)) / 2
        shares = max(text_width(figure, part.share) for part in self.slices)
        names = [
            fitted(figure, part.name, sheet.width - left - 2 * _DOT - shares - _DOT) for part in self.slices
        ]
        right = left + 2 * _DOT + max(text_width(figure, name) for name in names) + _GAP + shares
        right = min(right, sheet.width - 2)
        for place, (part, name) in enumerate(zip(self.slices, names, strict=True)):
            y = top + (place + 0.5) * row
            colour = sheet.tokens.series[place % len(sheet.tokens.series)]
            axes.add_patch(
                Rectangle((left, y - _DOT / 2), _DOT, _DOT, color=colour, linewidth=0, joinstyle="round")
            )
            axes.text(left + 2 * _DOT, y, name, va="center", color=sheet.tokens.muted)
            axes.text(right, y, part.share, ha="right", va="center")
