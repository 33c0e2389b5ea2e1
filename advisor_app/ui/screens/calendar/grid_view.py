"""The calendar of a month or a week: a table of days that is gone through by key, and items dragged between them."""

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from advisor_app.domain.dates import add_months, from_day, month_start, to_day
from advisor_app.domain.tasks import Item, Source, When
from advisor_app.i18n import gettext as _
from advisor_app.ui import theme
from advisor_app.ui.models.tasks import time_text
from advisor_app.ui.screens.calendar.grid_model import CELL_ROLE, OFF, WORKED, DayCell, GridModel, Index
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import paint_badge

_PAD, _DISC, _SMALL = 7, 22, 12
_LINE_GAP, _BAR = 4, 3
_ELIDE = Qt.TextElideMode.ElideRight
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_TONES = {When.OVERDUE: Tone.BAD, When.TODAY: Tone.ACCENT, When.LATER: Tone.NEUTRAL}


class GridView(QTableView):
    """Shows a GridModel; the chosen day is the current cell."""

    day_wanted = Signal(int)
    """Another day is asked for, be it on another page."""
    entered = Signal()
    """Enter: what is on the chosen day is to be worked on."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days = model
        self.setModel(model)
        self.setItemDelegate(DayDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        model.modelReset.connect(self._share)

    @property
    def day(self) -> int | None:
        """The chosen day, None where none is on this page."""
        index = self.currentIndex()
        return self._days.day_at(index) if index.isValid() else None

    def choose(self, day: int) -> None:
        """Choose a day of this page."""
        self.setCurrentIndex(self._days.index_of(day))

    def item_at(self, place: QPoint) -> Item | None:
        """Return the item that is painted at a place of the view."""
        index = self.indexAt(place)
        cell = index.data(CELL_ROLE) if index.isValid() else None
        if not isinstance(cell, DayCell):
            return None
        for line, item in lines_of(cell, self.visualRect(index), self.font()):
            if line.contains(place):
                return item
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, day = Qt.Key(event.key()), self.day
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if day is None or not plain:
            event.ignore()
        elif key in _STEPS:
            self.day_wanted.emit(day + _STEPS[key])
        elif key in _MONTHS:
            self.day_wanted.emit(month_later(day, _MONTHS[key]))
        elif key == Qt.Key.Key_Home:
            self.day_wanted.emit(day - from_day(day).weekday())
        elif key == Qt.Key.Key_End:
            self.day_wanted.emit(day - from_day(day).weekday() + 6)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.item_at(event.position().toPoint())
        moves = (
            item is not None and item.status is None and not item.ahead and item.source is not Source.PROMISE
        )
        self._days.dragged = item if moves else None
        super().mousePressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        if self._days.dragged is not None:
            super().startDrag(actions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _on_clicked(self, index: Index) -> None:
        self.day_wanted.emit(self._days.day_at(index))

    def _on_double_clicked(self, _index: Index) -> None:
        self.entered.emit()

    def _share(self) -> None:
        """Let the days share the room to the pixel."""
        for header, room, count in (
            (self.horizontalHeader(), self.viewport().width(), 7),
            (self.verticalHeader(), self.viewport().height(), self._days.rowCount()),
        ):
            for place in range(count):
                header.resizeSection(place, max(1, room * (place + 1) // count - room * place // count))


class DayDelegate(QStyledItemDelegate):
    """Paints a day: its number, what holiday it is, and its first items."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, DayCell):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        widget = option.widget
        self._paint_ground(painter, option.rect, cell, chosen, widget is not None and widget.hasFocus())
        small = QFont(option.font)
        small.setPixelSize(_SMALL)
        self._paint_head(painter, option.rect, cell, option.font, small)
        self._paint_items(painter, option.rect, cell, option.font)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, cell: DayCell, chosen: bool, focused: bool
    ) -> None:
        tokens = theme.current()
        quiet = (
            cell.aside or (cell.weekend and cell.mark is None) or (cell.mark is not None and cell.mark.off)
        )
        painter.fillRect(rect, QColor(tokens.raised if quiet else tokens.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.line))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), QColor(tokens.line))
        if chosen:
            frame = QRectF(rect).adjusted(2, 2, -3, -3)
            painter.setPen(QPen(QColor(tokens.focus if focused else tokens.edge), 2))
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(frame, 7, 7)

    def _paint_head(self, painter: QPainter, rect: QRect, cell: DayCell, font: QFont, small: QFont) -> None:
        tokens = theme.current()
        disc = QRectF(rect.left() + _PAD - 2, rect.top() + 6, _DISC + 4, _DISC)
        bold = QFont(font)
        bold.setBold(cell.today)
        painter.setFont(bold)
        if cell.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(disc, 7, 7)
        colour = tokens.on_accent if cell.today else tokens.faint if cell.aside else tokens.text
        painter.setPen(QColor(colour))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, cell.label)
        if cell.mark is None:
            return
        painter.setFont(small)
        metrics = QFontMetrics(small)
        text = _(OFF) if cell.mark.off else _(WORKED)
        badge = QRectF(disc.right() + 5, disc.top() + 2, metrics.horizontalAdvance(text) + 12, 18)
        paint_badge(painter, badge, text, Tone.GOOD if cell.mark.off else Tone.WARN)
        name = _(cell.mark.name) if cell.mark.name else ""
        room = QRectF(badge.right() + 5, disc.top(), rect.right() - badge.right() - 5 - _PAD, _DISC)
        painter.setPen(QColor(tokens.muted))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(0, int(room.width())))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown if len(shown) > 1 else "")

    def _paint_items(self, painter: QPainter, rect: QRect, cell: DayCell, font: QFont) -> None:
        tokens, shown = theme.current(), 0
        bottom = rect.top() + _DISC + 10
        for line, item in lines_of(cell, rect, font):
            _paint_item(painter, line, item, cell, font)
            shown, bottom = shown + 1, line.bottom()
        if cell.total > shown:
            small = QFont(font)
            small.setPixelSize(_SMALL)
            painter.setFont(small)
            painter.setPen(QColor(tokens.muted))
            room = QRect(
                rect.left() + _PAD, bottom + 1, rect.width() - 2 * _PAD, QFontMetrics(small).height()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, _("+{n} more", n=cell.total - shown))


def lines_of(cell: DayCell, rect: QRect, font: QFont) -> list[tuple[QRect, Item]]:
    """Return where the items of a day are painted: as many as fit, with room to say how many more there are."""
    small = QFont(font)
    small.setPixelSize(_SMALL)
    high = QFontMetrics(small).height() * (2 if cell.tall else 1) + _LINE_GAP
    inner = rect.marginsRemoved(QMargins(_PAD - 2, _DISC + 10, _PAD - 1, 3))
    fits = max(0, inner.height() // (high + 2))
    if cell.total > fits:
        fits -= 1
    return [
        (QRect(inner.left(), inner.top() + place * (high + 2), inner.width(), high), item)
        for place, item in enumerate(cell.items[: max(0, fits)])
    ]


def month_later(day: int, months: int) -> int:
    """Return the same day of another month, or the last one where that has none."""
    first, at = add_months(month_start(day), months), from_day(day)
    last = add_months(first, 1) - 1
    return min(to_day(from_day(first).replace(day=1)) + at.day - 1, last)


def _paint_item(painter: QPainter, line: QRect, item: Item, cell: DayCell, font: QFont) -> None:
    tokens, known = theme.current(), cell.known
    when = item.when(known.today) if known else When.LATER
    settled = when is When.SETTLED
    pair = tokens.tone(_TONES.get(when, Tone.NEUTRAL))
    if not settled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(pair.ground))
        if item.ahead:
            painter.setPen(QPen(QColor(tokens.edge), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(line), 4, 4)
        if not item.ahead:
            painter.setBrush(QColor(pair.text))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(line.left(), line.top() + 2, _BAR, line.height() - 4), 1.5, 1.5)
    small = QFont(font)
    small.setPixelSize(_SMALL)
    small.setStrikeOut(settled and item.status != "done")
    painter.setFont(small)
    time = time_text(item, known.bank) if known else ""
    sign = "✓" if item.status == "done" else "!" if when is When.OVERDUE else ""
    text = " ".join(part for part in (sign, time, item.title) if part)
    about = item.customer or item.number or item.place or ""
    texts = (text, about) if cell.tall else (text,)
    room = line.adjusted(_BAR + 5, 1, -3, -1)
    painter.setPen(QColor(tokens.faint if settled else tokens.muted if item.ahead else pair.text))
    metrics = QFontMetrics(small)
    for place, shown in enumerate(metrics.elidedText(each, _ELIDE, room.width()) for each in texts):
        row = QRect(
            room.left(), room.top() + place * metrics.height(), room.width(), room.height() // len(texts)
        )
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, shown)
