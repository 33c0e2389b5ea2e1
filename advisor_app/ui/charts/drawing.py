"""Drawing with matplotlib: a chart and a sheet in, an image out; safe in any thread, one drawing at a time.

matplotlib is imported at the first drawing, or by `warm` before it. Never pyplot, which keeps every figure and
would look for a window; and fixed margins, as laying out by measuring costs more than drawing.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QImage

from advisor_app.paths import AppPaths
from advisor_app.ui.theme import FAMILIES, current
from advisor_app.ui.theme.charts import chart_style
from advisor_app.ui.theme.tokens import Tokens

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS = 72  # an inch: a point is then a pixel of the window
_LOCK = threading.Lock()  # matplotlib's settings are global


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on: width and height in the window's pixels, the screen's pixels for one of them, colours."""

    width: int
    height: int
    ratio: float
    tokens: Tokens


class Chart(Protocol):
    """What can be drawn: plain numbers and texts, compared by value."""

    def paint(self, figure: "Figure", sheet: Sheet) -> None:
        """Put the chart on an empty figure of the sheet's size."""


def draw(chart: Chart, sheet: Sheet) -> QImage:
    """Return the chart as an image of the sheet's size."""
    with _figure(sheet) as figure:
        chart.paint(figure, sheet)
        figure.canvas.draw()
        pixels = figure.canvas.buffer_rgba()  # type: ignore[attr-defined]  # the canvas is Agg's
        height, width, channels = pixels.shape
        image = QImage(pixels, width, height, width * channels, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(sheet.ratio)
    return image


def warm() -> None:
    """Import matplotlib, load the fonts and draw once, so that the first chart does not wait for it."""
    from advisor_app.ui.charts.trend import Trend

    draw(Trend(("1月", "2月"), (1.0, 2.0), last="¥2.00"), Sheet(200, 120, 1.0, current()))


@contextmanager
def _figure(sheet: Sheet) -> Iterator["Figure"]:
    families = _families()
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _LOCK, rc_context(chart_style(sheet.tokens, families)):
        size = (sheet.width / _DOTS, sheet.height / _DOTS)
        figure = Figure(figsize=size, dpi=_DOTS * sheet.ratio)
        FigureCanvasAgg(figure)
        yield figure
        _take_apart(figure)


def _take_apart(figure: "Figure") -> None:
    """Undo what holds the parts of a drawn figure together.

    They refer to each other in circles, thousands for each chart, and to collect them later would hold up the
    window for as long as it takes to draw a frame or two.
    """
    for part in [*figure.findobj(), figure.canvas]:
        vars(part).clear()


@cache
def _families() -> tuple[str, ...]:
    """Return the fonts of ours that matplotlib has, or its own where there is none.

    It remembers what fonts there were when it first ran; files that have come since are shown to it.
    """
    # A frozen program gets a folder that is thrown away, and would look through all fonts at each start.
    os.environ["MPLCONFIGDIR"] = str(_private(AppPaths.locate().cache / "matplotlib"))
    from matplotlib.font_manager import findSystemFonts, fontManager

    logging.getLogger("matplotlib.font_manager").setLevel(
        logging.ERROR
    )  # of a font without bold it warns each time

    def known() -> tuple[str, ...]:
        names = {font.name for font in fontManager.ttflist}
        return tuple(family for family in FAMILIES if family in names)

    if not known():
        for file in set(findSystemFonts()) - {font.fname for font in fontManager.ttflist}:
            try:
                fontManager.addfont(file)
            except (OSError, RuntimeError):  # a file that only looks like a font
                continue
    return known() or ("sans-serif",)


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
