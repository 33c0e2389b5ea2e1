"""The head of a table: columns that can be sorted by, with the mouse or, once it has the focus, with the keys.

← and → choose a column, Enter or Space sorts by it, and turns the order round if it is sorted by it already.
"""

from collections.abc import Collection

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from advisor_app.ui import theme
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.cells import PAD, SMALL

_HEIGHT, _ARROW = 34, 14
_KEYS_SORT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class SortHeader(QHeaderView):
    """A head that says which order is wanted; whoever owns the table fetches or makes it."""

    sort_chosen = Signal(int, bool)
    """Column, and whether it is to ascend."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._sortable: Collection[int] = ()
        self._falling: Collection[int] = ()
        self._sorted: tuple[int, bool] | None = None
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumSectionSize(40)
        self.sectionClicked.connect(self.choose)

    @property
    def sorted_by(self) -> tuple[int, bool] | None:
        """The column that the rows are sorted by, and whether it ascends."""
        return self._sorted

    def allow(self, sortable: Collection[int], falling: Collection[int] = ()) -> None:
        """Say which columns can be sorted by; those in `falling` begin with the largest."""
        self._sortable, self._falling = sortable, falling
        self._chosen = min(sortable, default=0)

    def show_sorted(self, column: int, ascending: bool) -> None:
        """Show what the rows are sorted by."""
        self._sorted = (column, ascending)
        self.viewport().update()

    def choose(self, column: int) -> None:
        """Ask for the order of a column, or for the other direction."""
        if column not in self._sortable:
            return
        self._chosen = column
        same = self._sorted is not None and self._sorted[0] == column
        ascending = not self._sorted[1] if self._sorted and same else column not in self._falling
        self.show_sorted(column, ascending)
        self.sort_chosen.emit(column, ascending)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._step(step)
        elif event.key() in _KEYS_SORT:
            self.choose(self._chosen)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._step(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        tokens, model = theme.current(), self.model()
        painter.save()
        painter.fillRect(rect, QColor(tokens.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.edge))
        by = self._sorted if self._sorted and self._sorted[0] == logical else None
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        font.setBold(True)
        room = rect.adjusted(PAD, 0, -PAD - (_ARROW + 2 if by else 0), 0)
        text = QFontMetrics(font).elidedText(
            str(model.headerData(logical, Qt.Orientation.Horizontal) or ""),
            Qt.TextElideMode.ElideRight,
            room.width(),
        )
        align = model.headerData(logical, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        painter.setFont(font)
        painter.setPen(QColor(tokens.accent if by else tokens.muted))
        painter.drawText(room, int(align), text)
        if by:
            width = QFontMetrics(font).horizontalAdvance(text)
            right = int(align) & int(Qt.AlignmentFlag.AlignRight)
            left = room.right() + 3 if right else room.left() + width + 2
            place = QRect(left, rect.center().y() - _ARROW // 2, _ARROW, _ARROW)
            icon("arrow-up" if by[1] else "arrow-down", "accent").paint(painter, place)
        if self.hasFocus() and logical == self._chosen:
            painter.setPen(QColor(tokens.focus))
            painter.drawRoundedRect(rect.adjusted(1, 1, -2, -3), 4, 4)
        painter.restore()

    def _step(self, by: int) -> None:
        """Move the choice to the next column that is shown and can be sorted by."""
        order = sorted((c for c in self._sortable if not self.isSectionHidden(c)), key=self.visualIndex)
        if not order:
            return
        place = order.index(self._chosen) if self._chosen in order else 0
        self._chosen = order[max(0, min(len(order) - 1, place + by))]
        self.setAccessibleName(str(self.model().headerData(self._chosen, Qt.Orientation.Horizontal)))
        self.viewport().update()
