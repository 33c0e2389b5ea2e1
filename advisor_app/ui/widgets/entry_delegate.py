"""Painting entries of a list: a drawing, a badge and a title, the words, a line below, and when it was."""

from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from advisor_app.ui import theme
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.rows import CELL_ROLE, Index
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.widgets.badge import paint_badge
from advisor_app.ui.widgets.cells import SMALL, ink
from advisor_app.ui.widgets.marked_text import Line, broken, draw_line, spans, within

_HEADING = 38
_MARGIN, _GAP = 10, 8
_DISC, _ICON, _BADGE, _BADGE_PAD = 30, 16, 20, 9
_LEFT = _DISC + 22
_RIGHT = 12
_DOT, _DOTS, _BAR = 7, 10, 100
_FOOT_GAP = 4


class EntryDelegate(QStyledItemDelegate):
    """Paints entries; with a `line` those of a list hang together."""

    def __init__(self, parent: QWidget, *, line: bool) -> None:
        super().__init__(parent)
        self._line = line
        self._width = 400
        self._broken: dict[int, list[Line]] = {}
        self._font, self._bold, self._small = (QFont(parent.font()) for _ in range(3))

    def set_width(self, width: int) -> None:
        """Break words for a list of this width from now on."""
        self._width = width

    def forget(self) -> None:
        """Forget how words were broken, and look at the font again."""
        self._broken.clear()
        widget = self.parent()
        font = widget.font() if isinstance(widget, QWidget) else QFont()
        self._font, self._bold, self._small = QFont(font), QFont(font), QFont(font)
        self._bold.setBold(True)
        self._small.setPixelSize(SMALL)

    def height(self, entry: Entry, place: int) -> int:
        """Return how high the entry at a place is."""
        if entry.heading:
            return _HEADING
        lines = len(self._lines(entry, place))
        high = 2 * _MARGIN + self._title_height()
        high += lines * QFontMetrics(self._font).lineSpacing() + (_FOOT_GAP if lines else 0)
        if entry.foot:
            high += QFontMetrics(self._small).lineSpacing() + _FOOT_GAP
        return max(high, _DISC + 2 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, model = index.data(CELL_ROLE), index.model()
        if not isinstance(entry, Entry) or not isinstance(model, EntriesModel):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.heading:
            self._paint_heading(painter, option.rect, entry)
        else:
            self._paint_ground(painter, option, index)
            self._paint_disc(painter, option.rect, entry, hangs=self._line and _goes_on(model, index.row()))
            self._paint_words(painter, option.rect, entry, index.row(), model.needle)
        painter.restore()

    def _lines(self, entry: Entry, place: int) -> list[Line]:
        lines = self._broken.get(place)
        if lines is None:
            room = self._width - _LEFT - _RIGHT - 1  # the last pixel of a rectangle lies in it
            lines = self._broken[place] = broken(entry.body, self._font, room)
        return lines

    def _paint_heading(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        room = rect.adjusted(8, 6, -_RIGHT, 0)
        room.setRight(self._paint_right(painter, room, entry))
        wide = QFontMetrics(self._small).horizontalAdvance(entry.badge) + 2 * _BADGE_PAD + _GAP
        colour = "text" if entry.badge else "muted"
        title = room.adjusted(0, 0, -wide if entry.badge else 0, 0)
        used = draw_line(painter, title, entry.title, self._bold, colour)
        self._paint_badge(painter, room.adjusted(used + _GAP, 0, 0, 0), entry.badge, entry.tone)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, widget, rect = theme.current(), option.widget, option.rect
        painter.fillRect(rect, QColor(tokens.surface))
        if not self._line:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.line))
        frame = QRectF(rect).adjusted(1, 1, -1, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if selected else tokens.raised))
            painter.drawRoundedRect(frame, 8, 8)
        if selected and widget is not None and widget.hasFocus():
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 7, 7)

    def _paint_disc(self, painter: QPainter, rect: QRect, entry: Entry, *, hangs: bool) -> None:
        tokens = theme.current()
        disc = QRect(rect.left() + 10, rect.top() + _MARGIN, _DISC, _DISC)
        if hangs:
            painter.setPen(QPen(QColor(tokens.line), 2))
            x = disc.center().x()
            painter.drawLine(QPoint(x, disc.bottom() + 5), QPoint(x, rect.bottom() + _MARGIN - 5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.tone(entry.tone).ground))
        painter.drawEllipse(disc)
        place = QRect(0, 0, _ICON, _ICON)
        place.moveCenter(disc.center())
        icon(entry.drawing, entry.tone.value).paint(painter, place)

    def _paint_words(self, painter: QPainter, rect: QRect, entry: Entry, place: int, needle: str) -> None:
        left, right = rect.left() + _LEFT, rect.right() - _RIGHT
        top, high = rect.top() + _MARGIN, self._title_height()
        end = self._paint_right(painter, QRect(left, top, right - left, high), entry)
        start = left + self._paint_badge(painter, QRect(left, top, end - left, high), entry.badge, entry.tone)
        if entry.score:
            start += _paint_score(painter, QRect(start, top, end - start, high), *entry.score) + _GAP
        title = QRect(start, top, end - start, high)
        draw_line(painter, title, entry.title, self._bold, "text", spans(entry.title, needle))
        top += high + (_FOOT_GAP if entry.body else 0)
        step, marks = QFontMetrics(self._font).lineSpacing(), spans(entry.body, needle)
        for line in self._lines(entry, place):
            room = QRect(left, top, right - left, step)
            draw_line(painter, room, line.text, self._font, "text", within(marks, line))
            top += step
        if entry.foot:
            room = QRect(left, top + _FOOT_GAP, right - left, QFontMetrics(self._small).lineSpacing())
            draw_line(painter, room, entry.foot, self._small, "muted", spans(entry.foot, needle))

    def _paint_right(self, painter: QPainter, room: QRect, entry: Entry) -> int:
        """Paint when it was, and the mark before it; return where the room for the title ends."""
        metrics = QFontMetrics(self._small)
        width = metrics.horizontalAdvance(entry.stamp)
        painter.setFont(self._small)
        painter.setPen(ink("muted"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.stamp)
        end = room.right() - width - _GAP
        if entry.mark:
            wide = metrics.horizontalAdvance(entry.mark) + 2 * _BADGE_PAD
            place = QRect(end - wide, room.top(), wide, room.height())
            end -= self._paint_badge(painter, place, entry.mark, entry.mark_tone)
        return end

    def _paint_badge(self, painter: QPainter, room: QRect, text: str, tone: Tone) -> int:
        """Paint a badge at the left of its room; return how much of it is used."""
        if not text:
            return 0
        width = QFontMetrics(self._small).horizontalAdvance(text) + 2 * _BADGE_PAD
        top = room.top() + (room.height() - _BADGE) / 2
        painter.setFont(self._small)
        paint_badge(painter, QRectF(room.left(), top, width, _BADGE), text, tone)
        return width + _GAP

    def _title_height(self) -> int:
        return max(_BADGE + 2, QFontMetrics(self._bold).height())


def _goes_on(model: EntriesModel[Any], place: int) -> bool:
    """Tell whether another entry follows below the one at a place, and not a heading."""
    return place + 1 < model.rowCount() and not model.entry_at(place + 1).heading


def _paint_score(painter: QPainter, room: QRect, score: int, scale: int) -> int:
    """Paint a score as dots, or as a bar where there would be too many; return how wide it is."""
    tokens = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    middle, share = room.center().y() + 0.5, min(max(score / scale, 0), 1)
    if scale <= _DOTS:
        for place in range(scale):
            painter.setBrush(QColor(tokens.accent if place < score else tokens.line))
            painter.drawEllipse(
                QPointF(room.left() + _DOT / 2 + place * (_DOT + 3), middle), _DOT / 2, _DOT / 2
            )
        return scale * (_DOT + 3)
    for width, colour in ((_BAR, tokens.line), (_BAR * share, tokens.accent)):
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(room.left(), middle - 3, width, 6), 3, 3)
    return _BAR
