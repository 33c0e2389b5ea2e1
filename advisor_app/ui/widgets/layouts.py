"""What Qt leaves to its users about layouts, and about the way of the Tab key through them."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QLayout, QWidget


def empty(layout: QLayout) -> None:
    """Remove all widgets of a layout; they go once the event that is being handled has been."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


def tab_through(stops: Sequence[QWidget]) -> None:
    """Let Tab go through widgets of one window in this order.

    Qt keeps a circle, in which the first does follow the last: to become the last it must leave its place first.
    """
    QWidget.setTabOrder(stops[0], stops[-1])
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)
