"""The style of charts, made from the colour tokens as palette and style sheet are."""

from collections.abc import Sequence
from typing import Any

from advisor_app.ui.theme.tokens import Tokens

PIXELS = 12
"""The size of text in a chart, in the window's pixels."""


def chart_style(tokens: Tokens, families: Sequence[str]) -> dict[Any, Any]:
    """Return the settings of matplotlib for a theme; `families` are fonts that it knows, the best first.

    Charts are drawn at 72 dots per inch and window pixel, so that a point, in which matplotlib measures text
    and lines, is a pixel. `$` in a text is a dollar and begins no formula.
    """
    return {
        "font.family": list(families),
        "font.size": PIXELS,
        "figure.facecolor": tokens.surface,
        "axes.facecolor": tokens.surface,
        "axes.edgecolor": tokens.line,
        "axes.linewidth": 1,
        "axes.labelcolor": tokens.muted,
        "axes.unicode_minus": False,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "grid.color": tokens.line,
        "grid.linewidth": 1,
        "lines.linewidth": 2,
        "lines.solid_capstyle": "round",
        "lines.solid_joinstyle": "round",
        "text.color": tokens.text,
        "text.parse_math": False,
        "xtick.color": tokens.muted,
        "xtick.major.size": 0,
        "xtick.major.pad": 6,
        "ytick.color": tokens.muted,
        "ytick.major.size": 0,
        "ytick.major.pad": 6,
    }
