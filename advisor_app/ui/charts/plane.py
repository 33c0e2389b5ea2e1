"""The whole sheet as one plane, measured in the window's pixels from the top left, for charts without axes."""

from typing import TYPE_CHECKING

from advisor_app.ui.charts.drawing import Sheet
from advisor_app.ui.theme.charts import PIXELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ELLIPSIS = "…"


def plane(figure: "Figure", sheet: Sheet) -> "Axes":
    """Return axes that cover the sheet and are not seen themselves."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(sheet.height, 0)
    return axes


def text_width(figure: "Figure", text: str, size: float = PIXELS) -> float:
    """Return how wide a text will be, in the window's pixels."""
    from matplotlib.font_manager import FontProperties

    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # the canvas is Agg's
    width: float = renderer.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)[0]
    return width * 72 / figure.dpi


def fitted(figure: "Figure", text: str, room: float) -> str:
    """Return a text, shortened to end in … where it is wider than `room` pixels."""
    if text_width(figure, text) <= room:
        return text
    while text and text_width(figure, text + _ELLIPSIS) > room:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
