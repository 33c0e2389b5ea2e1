"""Charts: drawn by matplotlib beside the window, shown as images, each with its figures in words."""

from advisor_app.ui.charts.drawing import Chart, Sheet, draw, warm
from advisor_app.ui.charts.view import ChartView

__all__ = ["Chart", "ChartView", "Sheet", "draw", "warm"]
