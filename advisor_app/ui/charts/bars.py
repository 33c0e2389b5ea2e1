"""Amounts side by side: horizontal bars, the name before each and its amount behind it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from advisor_app.ui.charts.drawing import Sheet
from advisor_app.ui.charts.plane import fitted, plane, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NAMES = 0.32  # of the width, at most
_GAP = 10
_ROW, _THICK = 26, 12


class Bar(NamedTuple):
    """One bar: what it is called, how long it is (at least 0, in any unit), and what stands behind it."""

    name: str
    value: float
    amount: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from the top; the last one is `rest`, drawn paler, where several have been added up in it.

    A bar of `full` has the whole width; without it the longest one has.
    """

    bars: tuple[Bar, ...]
    rest: bool = False
    full: float = 0.0

    @property
    def height(self) -> int:
        """The height in pixels that the bars ask for."""
        return _ROW * max(1, len(self.bars))

    def paint(self, figure: "Figure", sheet: Sheet) -> None:
        """Draw it."""
        from matplotlib.patches import Rectangle

        axes = plane(figure, sheet)
        names = [fitted(figure, bar.name, sheet.width * _NAMES) for bar in self.bars]
        left = max((text_width(figure, name) for name in names), default=0) + _GAP
        right = max((text_width(figure, bar.amount) for bar in self.bars), default=0) + _GAP
        room = max(1.0, sheet.width - left - right)
        largest = self.full or max((bar.value for bar in self.bars), default=0) or 1
        row = min(_ROW * 1.6, sheet.height / max(1, len(self.bars)))
        for place, (bar, name) in enumerate(zip(self.bars, names, strict=True)):
            middle = (place + 0.5) * row
            pale = self.rest and place == len(self.bars) - 1
            colour = sheet.tokens.faint if pale else sheet.tokens.series[1]
            length = max(1.5, room * bar.value / largest)
            axes.add_patch(Rectangle((left, middle - _THICK / 2), length, _THICK, color=colour, linewidth=0))
            axes.text(left - _GAP, middle, name, ha="right", va="center", color=sheet.tokens.muted)
            axes.text(left + length + _GAP * 0.6, middle, bar.amount, va="center")
