"""Widgets one below the other, one for each row: those of rows that stay are kept, and with them the focus."""

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget


class RowFrame(QFrame):
    """The widget of one row; `first` is what gets the focus when the row does."""

    first: QWidget


Row = TypeVar("Row")
Item = TypeVar("Item", bound=RowFrame)


class Items(QWidget, Generic[Row, Item]):
    """Shows rows that `key` tells apart; `make` makes the widget of one, `again` shows it as it is now."""

    def __init__(
        self,
        key: Callable[[Row], bytes],
        make: Callable[[Row], Item],
        again: Callable[[Item, Row], None],
        spacing: int = 8,
    ) -> None:
        super().__init__()
        self._key, self._make, self._again = key, make, again
        self._items: dict[bytes, Item] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing)

    @property
    def items(self) -> list[Item]:
        """The widgets, from the top."""
        return list(self._items.values())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows; where the one with the focus goes, the one after it gets the focus, or else the one before."""
        before, kept = self._items, {self._key(row): row for row in rows}
        heir = self._heir(kept.keys())
        for key in before.keys() - kept.keys():
            before[key].hide()
            before[key].deleteLater()
        self._items = {}
        for place, (key, row) in enumerate(kept.items()):
            item = before.get(key)
            if item is None:
                item = self._make(row)
            else:
                self._again(item, row)
            self._items[key] = item
            self._column.insertWidget(place, item)
        if self.items:
            self._let_tab_go_through()
        if heir is not None:
            heir.first.setFocus(Qt.FocusReason.TabFocusReason)
        self.setVisible(bool(rows))

    def step(self, item: Item, by: int) -> None:
        """Go from one widget to the next or previous."""
        items = self.items
        place = items.index(item) + by
        if 0 <= place < len(items):
            items[place].first.setFocus(Qt.FocusReason.TabFocusReason)

    def _let_tab_go_through(self) -> None:
        """Let Tab come to the rows where they stand, not after all that was there before them."""
        stops = [stop for item in self._items.values() for stop in item.findChildren(QWidget) if _stops(stop)]
        before = _before(self)
        while before is not self and not _stops(before):
            before = _before(before)
        for one, following in pairwise([before, *stops]):
            QWidget.setTabOrder(one, following)

    def _heir(self, staying: Collection[bytes]) -> Item | None:
        """Return the widget that takes over the focus of one that goes, None where none with the focus goes."""
        keys = list(self._items)
        focused = QApplication.focusWidget()
        for place, key in enumerate(keys):
            item = self._items[key]
            if key not in staying and focused is not None and (item is focused or item.isAncestorOf(focused)):
                others = [*keys[place + 1 :], *reversed(keys[:place])]
                return next((self._items[other] for other in others if other in staying), None)
        return None


def _before(widget: QWidget) -> QWidget:
    return widget.previousInFocusChain() or widget


def _stops(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
