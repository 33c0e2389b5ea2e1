"""What charts over months have in common: their margins, round numbers beside them, and months that do not touch."""

import math
from typing import TYPE_CHECKING

from advisor_app.ui.charts.drawing import Sheet
from advisor_app.ui.charts.plane import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT, TOP, BOTTOM = 52, 14, 24, 40
"""Margins in pixels."""
_TICKS = 5
_APART = 6  # pixels between two labels


def over_months(figure: "Figure", sheet: Sheet, labels: tuple[str, ...]) -> "Axes":
    """Return axes with a column of room for each label; where not all can be told, the last one is."""
    from matplotlib.ticker import MaxNLocator

    width, height = sheet.width, sheet.height
    box = (LEFT / width, BOTTOM / height, 1 - (LEFT + RIGHT) / width, 1 - (TOP + BOTTOM) / height)
    axes = figure.add_axes(box)
    axes.yaxis.set_major_locator(MaxNLocator(_TICKS, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(_number)
    axes.grid(axis="y")
    axes.set_xticks(range(len(labels)), _shown(figure, labels, width))
    return axes


def _shown(figure: "Figure", labels: tuple[str, ...], width: int) -> list[str]:
    """Return the labels, every second or third only where there is no room for all."""
    room = (width - LEFT - RIGHT) / max(1, len(labels))
    lines = [line for label in labels for line in label.split("\n")]
    longest = max((text_width(figure, line) for line in lines), default=0)
    step = max(1, math.ceil((longest + _APART) / room))
    last = len(labels) - 1
    return [label if (last - i) % step == 0 else "" for i, label in enumerate(labels)]


def _number(value: float, _position: float) -> str:
    return f"{value:,.10g}"
