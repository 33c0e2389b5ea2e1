"""How a row of the list is painted: avatar, name, tier, assets, last contact, pin, prompts, light."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from advisor_app.ui import theme
from advisor_app.ui.models.lights import GREEN, RED
from advisor_app.ui.screens.customers.model import SHOWN_ROLE
from advisor_app.ui.screens.customers.shown import Shown
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.widgets.avatar import paint_avatar
from advisor_app.ui.widgets.badge import paint_badge

ROW_HEIGHT = 62
_INSET_X, _INSET_Y, _RADIUS = 6, 2, 8
_PAD, _AVATAR, _GAP = 10, 38, 11
_NAME_PIXELS, _LINE_PIXELS, _BADGE_PIXELS = 14, 12, 11
_NAME_LINE, _FACTS_LINE, _LINE = 9, 32, 20
_BADGE, _MARK = 18, 13
_MANY = 99
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CustomerDelegate(QStyledItemDelegate):
    """Paints customers; all rows are of one height."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks = {
            True: icon("triangle-alert", "bad"),
            False: icon("clock", "warn"),
        }
        self._pin = icon("pin", "accent")
        self._lights = {RED: icon(RED, "bad"), GREEN: icon(GREEN, "good")}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        said: Shown = index.data(SHOWN_ROLE)
        row = QRectF(option.rect).adjusted(_INSET_X, _INSET_Y, -_INSET_X, -_INSET_Y)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, row, option.state)
        disc = QRectF(row.left() + _PAD, row.center().y() - _AVATAR / 2, _AVATAR, _AVATAR)
        painter.setFont(option.font)
        paint_avatar(painter, disc, said.name, said.tone)
        text = QRectF(row).adjusted(_PAD + _AVATAR + _GAP, 0, -_PAD, 0)
        self._paint_name(painter, text, said)
        self._paint_facts(painter, text, said)
        painter.restore()

    def _paint_name(self, painter: QPainter, text: QRectF, said: Shown) -> None:
        line = QRectF(text.left(), text.top() + _NAME_LINE, text.width(), _LINE)
        if said.tier:
            line.setRight(_paint_badge_at_right(painter, line, said.tier, said.tone) - _GAP)
        tokens = theme.current()
        metrics = _use(painter, _NAME_PIXELS, bold=True)
        painter.setPen(QColor(tokens.muted if said.gone else tokens.text))
        room = line.width() - (_MARK + 4 if said.pinned else 0)
        name = metrics.elidedText(said.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, _LEFT, name)
        if said.pinned:
            left = line.left() + metrics.horizontalAdvance(name) + 4
            self._pin.paint(painter, _mark(left, line))

    def _paint_facts(self, painter: QPainter, text: QRectF, said: Shown) -> None:
        line = QRectF(text.left(), text.top() + _FACTS_LINE, text.width(), _LINE)
        if said.prompts:
            many = f"{_MANY}+" if said.prompts > _MANY else str(said.prompts)
            line.setRight(_paint_badge_at_right(painter, line, many, Tone.BAD) - _GAP)
        if said.light:
            self._lights[said.light.sign].paint(painter, _mark(line.right() - _MARK, line))
            line.setRight(line.right() - _MARK - 4)
        tokens = theme.current()
        metrics = _use(painter, _LINE_PIXELS, bold=False)
        painter.setPen(QColor(tokens.muted))
        left = _write(painter, line, f"{said.aum} · ", metrics)
        line.setLeft(left)
        if said.due:
            self._marks[said.late].paint(painter, _mark(left, line))
            painter.setPen(QColor((tokens.bad if said.late else tokens.warn).text))
            line.setLeft(left + _MARK + 4)
        whole = f"{said.contact} · {said.due}" if said.due else said.contact
        fits = metrics.horizontalAdvance(whole) <= line.width()
        _write(painter, line, whole if fits else said.contact, metrics)


def _paint_ground(painter: QPainter, row: QRectF, state: QStyle.StateFlag) -> None:
    """Paint what lies below a row that is chosen or pointed at, and the frame of the one that has the focus."""
    tokens = theme.current()
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.selected if chosen else tokens.raised))
        painter.drawRoundedRect(row, _RADIUS, _RADIUS)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.focus), 2))
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)


def _paint_badge_at_right(painter: QPainter, line: QRectF, text: str, tone: Tone) -> float:
    """Paint a badge at the end of a line and return where it begins."""
    metrics = _use(painter, _BADGE_PIXELS, bold=False)
    width = max(_BADGE, metrics.horizontalAdvance(text) + 14)
    top = line.center().y() - _BADGE / 2
    paint_badge(painter, QRectF(line.right() - width, top, width, _BADGE), text, tone)
    return line.right() - width


def _use(painter: QPainter, pixels: int, *, bold: bool) -> QFontMetricsF:
    font = painter.font()
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    painter.setFont(font)
    return QFontMetricsF(font)


def _write(painter: QPainter, line: QRectF, text: str, metrics: QFontMetricsF) -> float:
    """Write text, shortened where it must be, and return where it ends."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, _LEFT, shown)
    return line.left() + metrics.horizontalAdvance(shown)


def _mark(left: float, line: QRectF) -> QRect:
    return QRectF(QPointF(left, line.center().y() - _MARK / 2), QSize(_MARK, _MARK)).toRect()
