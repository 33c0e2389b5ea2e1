"""Painting the cards of the board: whose, what it is about, for how much, and what is next."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from advisor_app.ui import theme
from advisor_app.ui.models.rows import CELL_ROLE
from advisor_app.ui.screens.opportunities.models import OpportunityCard
from advisor_app.ui.theme import icon

HEIGHT = 102
_MARGIN, _PAD, _RADIUS = 4, 12, 8
_LINE, _MARK = 20, 13
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TITLE, _SMALL = 14, 12


class CardDelegate(QStyledItemDelegate):
    """Paints an OpportunityCard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._late, self._pending = icon("triangle-alert", "bad"), icon("cloud-upload", "muted")

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        card = index.data(CELL_ROLE)
        if not isinstance(card, OpportunityCard):
            return
        tokens = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(option.rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        _paint_frame(painter, frame, option.state)
        line = QRectF(frame.left() + _PAD, frame.top() + 8, frame.width() - 2 * _PAD, _LINE)
        if card.pending:
            self._pending.paint(painter, _mark(line.right() - _MARK, line))
        room = line.adjusted(0, 0, -_MARK - 6 if card.pending else 0, 0)
        _write(painter, option.font, room, card.who, tokens.text, _TITLE, bold=True)
        line.translate(0, _LINE)
        _write(painter, option.font, line, card.title, tokens.text, _SMALL + 1)
        line.translate(0, _LINE + 1)
        _write(painter, option.font, line, card.about, tokens.accent, _SMALL, bold=True)
        line.translate(0, _LINE + 1)
        if card.late:
            self._late.paint(painter, _mark(line.left(), line))
            line.setLeft(line.left() + _MARK + 5)
        colour = tokens.bad.text if card.late else tokens.muted
        _write(painter, option.font, line, card.next, colour, _SMALL)
        painter.restore()


def _paint_frame(painter: QPainter, frame: QRectF, state: QStyle.StateFlag) -> None:
    tokens = theme.current()
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
    painter.setBrush(QColor(tokens.selected if chosen else tokens.surface))
    over = bool(state & QStyle.StateFlag.State_MouseOver)
    edge = tokens.focus if focused else tokens.edge if over else tokens.line
    painter.setPen(QPen(QColor(edge), 2 if focused else 1))
    painter.drawRoundedRect(frame, _RADIUS, _RADIUS)


def _write(
    painter: QPainter, font: QFont, line: QRectF, text: str, colour: str, pixels: int, *, bold: bool = False
) -> None:
    used = QFont(font)
    used.setPixelSize(pixels)
    used.setBold(bold)
    painter.setFont(used)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, _LEFT, shown)


def _mark(left: float, line: QRectF) -> QRect:
    return QRectF(left, line.center().y() - _MARK / 2, _MARK, _MARK).toRect()
