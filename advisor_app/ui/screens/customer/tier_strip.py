"""The months of a customer's tier as a strip of steps; the arrow keys and the mouse go through the months."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_app import words
from advisor_app.domain.records import TierMonth
from advisor_app.domain.tier_view import TierView
from advisor_app.domain.tiers import HELD, UPGRADE_NEXT, WATCH
from advisor_app.ui import theme
from advisor_app.ui.screens.customer.tier_lines import history_words, month_words, rank
from advisor_app.ui.tiers import tier_tone

_HEIGHT, _MARK, _FOOT, _LEAST, _GAP, _WIDEST = 96, 12, 18, 6, 3, 26
_UP, _DOWN = frozenset({UPGRADE_NEXT}), frozenset({WATCH, HELD})


class TierStrip(QWidget):
    """A column for each month, as high as the tier; a mark above those that rise next, or are on watch."""

    month_chosen = Signal(str)
    """A month was chosen, told in words; without words where none is any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: TierView | None = None
        self._chosen: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def months(self) -> tuple[TierMonth, ...]:
        """What is shown, oldest first."""
        return self._view.months if self._view else ()

    @property
    def chosen(self) -> TierMonth | None:
        """The month that is told of."""
        return None if self._chosen is None else self.months[self._chosen]

    def show_view(self, view: TierView | None) -> None:
        """Show the months of a customer."""
        self._view, self._chosen = view, None
        self.setAccessibleDescription(history_words(view) if view else "")
        self.month_chosen.emit("")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(24 * (_LEAST + _GAP), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._view is None:
            return
        highest = max(1, len(self._view.policy.tiers) - 1)
        for place, row in enumerate(self.months):
            column = self._column(place)
            room = column.height() - _MARK
            high = max(4.0, room * rank(self._view.policy, row.tier) / highest)
            bar = QRectF(column.left(), column.bottom() - high, column.width(), high)
            pair = tokens.tone(tier_tone(self._view.policy, row.tier))
            chosen = place == self._chosen
            painter.setPen(QPen(QColor(pair.text), 2.0 if chosen else 1.0))
            painter.setBrush(QColor(pair.text if chosen else pair.ground))
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 2.5, 2.5)
            self._mark(painter, row, QPointF(bar.center().x(), bar.top() - _MARK / 2))
        self._foot(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.months) - 1
        now = last + 1 if self._chosen is None else self._chosen
        places = {
            Qt.Key.Key_Left: now - 1,
            Qt.Key.Key_Right: now + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None or last < 0:
            super().keyPressEvent(event)
            return
        self._choose(min(max(place, 0), last))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().x()
        found = (place for place in range(len(self.months)) if self._column(place).right() + _GAP > at)
        self._choose(next(found, None))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._choose(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._choose(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
        elif event.type() is QEvent.Type.LanguageChange and self._view is not None:
            self.setAccessibleDescription(history_words(self._view))
            self._tell()

    def _choose(self, place: int | None) -> None:
        if place != self._chosen:
            self._chosen = place
            self._tell()
            self.update()

    def _tell(self) -> None:
        row = self.chosen
        self.month_chosen.emit(month_words(self._view, row) if self._view and row else "")

    def _column(self, place: int) -> QRectF:
        """Return where a month stands; few months do not become wider than is easy to compare."""
        many = max(1, len(self.months))
        wide = min(_WIDEST, max(_LEAST, (self.width() - 8 - (many - 1) * _GAP) / many))
        return QRectF(4 + place * (wide + _GAP), 4, wide, self.height() - _FOOT - 4)

    def _mark(self, painter: QPainter, row: TierMonth, middle: QPointF) -> None:
        """Paint a triangle that points to where the tier goes."""
        turn = -1 if row.state in _UP else 1 if row.state in _DOWN else 0
        if not turn:
            return
        tokens = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor((tokens.good if turn < 0 else tokens.warn).text))
        tip = QPointF(middle.x(), middle.y() + 3.5 * turn)
        base = middle.y() - 2.5 * turn
        painter.drawPolygon(QPolygonF([tip, QPointF(middle.x() - 4, base), QPointF(middle.x() + 4, base)]))

    def _foot(self, painter: QPainter) -> None:
        """Paint which the first month is, and the last."""
        if not self.months:
            return
        tokens = theme.current()
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        first, last = self._column(0), self._column(len(self.months) - 1)
        foot = QRectF(4, self.height() - _FOOT, max(last.right() - 4, 150.0), _FOOT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft | middle), words.month(self.months[0].month))
        if last.right() - first.left() > 150:
            painter.drawText(
                foot, int(Qt.AlignmentFlag.AlignRight | middle), words.month(self.months[-1].month)
            )
