"""Painting cells of a table: text in the colour of a token, a second text, or a badge, and the chosen row."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from advisor_app.ui import theme
from advisor_app.ui.models.rows import CELL_ROLE, Cell, Index, RowsModel
from advisor_app.ui.theme.tokens import Pair, Tone
from advisor_app.ui.widgets.badge import paint_badge
from advisor_app.ui.widgets.tips import plain_tip

PAD = 8
SMALL = 12
_BADGE_PAD, _BADGE_HEIGHT = 9, 20
_GAP = 10
_BAR = 3
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_AT_LEFT, _AT_RIGHT = (
    int(side | _ONE_LINE) for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)


def ink(name: str) -> QColor:
    """Return the colour of a token for text; of a pair of colours that of its text."""
    value = getattr(theme.current(), name)
    return QColor(value.text if isinstance(value, Pair) else value)


def paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, index: Index, *, strong: bool = False
) -> None:
    """Paint what lies below a cell: the ground of its state, the line below it, the bar of the current row."""
    tokens, rect = theme.current(), option.rect
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(tokens.selected))
    elif strong or option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(tokens.raised))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.line))
    view = option.widget
    if index.column() or not isinstance(view, QAbstractItemView) or not view.hasFocus():
        return
    if view.currentIndex().row() == index.row():
        painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), QColor(tokens.focus))


class _Pen(NamedTuple):
    """A font and its metrics, made once because a table asks for them a hundred times at each paint."""

    font: QFont
    metrics: QFontMetrics
    height: int


class CellDelegate(QStyledItemDelegate):
    """Paints the Cells of a model of rows; the second text stands `below` the first, or beside it."""

    def __init__(self, parent: QWidget, *, below: bool = False) -> None:
        super().__init__(parent)
        self._below = below
        self._take(QFont())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, RowsModel):
            return
        if option.font != self._font:
            self._take(option.font)
        column = index.column()
        cell = model.cells_at(index.row())[column]
        painter.save()
        paint_ground(painter, option, index, strong=cell.strong)
        self._paint(painter, option.rect.adjusted(PAD, 0, -PAD, -1), cell, column in model.RIGHT)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole of what is too long for its cell."""
        cell = index.data(CELL_ROLE)
        if event.type() is QEvent.Type.ToolTip and isinstance(cell, Cell):
            room = option.rect.width() - 2 * PAD
            texts = [cell.text, cell.second] if self._below else [cell.shown]
            tip = cell.shown if any(option.fontMetrics.horizontalAdvance(t) > room for t in texts) else ""
            QToolTip.showText(event.globalPos(), plain_tip(tip), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _take(self, font: QFont) -> None:
        self._font = QFont(font)
        bold, small = QFont(font), QFont(font)
        bold.setBold(True)
        small.setPixelSize(SMALL)
        self._plain, self._bold, self._small = (
            _Pen(one, metrics := QFontMetrics(one), metrics.height()) for one in (self._font, bold, small)
        )

    def _paint(self, painter: QPainter, room: QRect, cell: Cell, right: bool) -> None:
        first, small = self._bold if cell.strong else self._plain, self._small
        if cell.tone is not None:
            _badge(painter, room, small, right, cell.text, cell.tone)
        elif not cell.second:
            _line(painter, room, first, cell.text, cell.ink, right)
        elif self._below and not cell.strong:
            top = room.top() + (room.height() - first.height - small.height) // 2
            upper = QRect(room.left(), top, room.width(), first.height)
            lower = QRect(room.left(), top + first.height, room.width(), small.height)
            _line(painter, upper, first, cell.text, cell.ink, right)
            _line(painter, lower, small, cell.second, cell.second_ink, right)
        else:
            used = _line(painter, room, first, cell.text, cell.ink, right)
            rest = room.adjusted(used + _GAP, 0, 0, 0)
            _line(painter, rest, small, cell.second, cell.second_ink, right)


def _badge(painter: QPainter, room: QRect, pen: _Pen, right: bool, text: str, tone: Tone) -> None:
    painter.setFont(pen.font)
    width = min(room.width(), pen.metrics.horizontalAdvance(text) + 2 * _BADGE_PAD)
    left = room.right() + 1 - width if right else room.left()
    top = room.top() + (room.height() - _BADGE_HEIGHT) / 2
    paint_badge(painter, QRectF(left, top, width, _BADGE_HEIGHT), text, tone)


def _line(painter: QPainter, room: QRect, pen: _Pen, text: str, name: str, right: bool) -> int:
    """Paint one line, shortened to its room; return how wide it is."""
    if room.width() <= 0 or not text:
        return 0
    width = pen.metrics.horizontalAdvance(text)
    if width > room.width():
        text = pen.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.setFont(pen.font)
    painter.setPen(ink(name))
    painter.drawText(room, _AT_RIGHT if right else _AT_LEFT, text)
    return min(width, room.width())
