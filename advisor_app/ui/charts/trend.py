"""A value by months: a line over its area, broken where a month is missing, the last point with its value."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisor_app.ui.charts.axes import over_months
from advisor_app.ui.charts.drawing import Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FLAT = 0.1  # of the largest value: changes below it are not blown up to the height of the chart
_HIGH = 0.6  # a lowest value above this part of the highest lets the axis begin near it


@dataclass(frozen=True, slots=True)
class Trend:
    """Labels of months and the values in the unit of the axis, None where there is none; `last` names the last.

    `partly` marks values of which only a part was known: their points are hollow.
    """

    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    last: str
    partly: tuple[bool, ...] = ()

    def paint(self, figure: "Figure", sheet: Sheet) -> None:
        """Draw it."""
        axes = over_months(figure, sheet, self.labels)
        values = [math.nan if value is None else value for value in self.values]
        low, high = _range([value for value in self.values if value is not None])
        axes.set_ylim(low, high)
        axes.set_xlim(-0.25, len(values) - 0.75)
        colour = sheet.tokens.series[0]
        axes.fill_between(range(len(values)), values, low, color=colour, alpha=0.13, linewidth=0)
        axes.plot(values, color=colour)
        self._points(axes, values, sheet)

    def _points(self, axes: "Axes", values: list[float], sheet: Sheet) -> None:
        """Mark what no line leads to, what is known in part, and the last value, which is named."""
        colour = sheet.tokens.series[0]
        there = [index for index, value in enumerate(values) if not math.isnan(value)]
        for index in there:
            alone = not {index - 1, index + 1} & set(there)
            partly = index < len(self.partly) and self.partly[index]
            if alone or partly or index == there[-1]:
                fill = sheet.tokens.surface if partly else colour
                axes.plot(
                    index, values[index], "o", markersize=7, color=colour, markerfacecolor=fill, clip_on=False
                )
        if there:
            at = there[-1]
            falling = at > 0 and values[at - 1] > values[at]  # the line comes from above: the text goes below
            axes.annotate(
                self.last,
                (at, values[at]),
                (6, -9 if falling else 9),
                textcoords="offset points",
                ha="right" if at > len(values) / 2 else "left",
                va="top" if falling else "bottom",
                weight="bold",
                annotation_clip=False,
            )


def _range(values: list[float]) -> tuple[float, float]:
    """Return where the axis begins and ends: at nothing, unless that would press the line flat."""
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if low < 0 or high <= 0:
        room = (high - low or 1.0) * 0.1
        return min(low, 0) - room, max(high, 0) + room
    if low < high * _HIGH or low == high:
        return 0.0, high * 1.08
    span = max(high - low, high * _FLAT)
    return max(0.0, low - span * 0.6), high + span * 0.25
