"""Figures that open the customers whom they count: Enter or a click shows them, Shift+Enter makes a call list."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from advisor_app.domain.customers import CustomerQuery
from advisor_app.i18n import format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.calls.wanted import list_of
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.tips import plain_tip

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BACK, _ON = (Qt.Key.Key_Up, Qt.Key.Key_Left), (Qt.Key.Key_Down, Qt.Key.Key_Right)
_ROUND, _HIGHEST = 7, 40


class Counted(NamedTuple):
    """What a figure counts: its name, how many customers, and the query that finds them."""

    name: str
    customers: int
    query: CustomerQuery


class Figure(QAbstractButton):
    """A figure; without customers it is still told, and opens nothing."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._counted: Counted | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)

    @property
    def counted(self) -> Counted | None:
        """What is counted, None before it is known."""
        return self._counted

    def show_counted(self, counted: Counted, told: str = "") -> None:
        """Show how many customers there are; `told` is what else is said of them where it is heard."""
        self._counted = counted
        if self.isEnabled() != (counted.customers > 0):
            self.setEnabled(counted.customers > 0)
        many = ngettext("{n} customer", "{n} customers", counted.customers)
        self.setAccessibleName(_(", ").join(filter(None, (counted.name, many, told))))
        self.setToolTip(plain_tip(self.accessibleName()))
        self.updateGeometry()
        self.update()

    def make_list(self) -> None:
        """Ask for a call list of the customers."""
        if self._counted is not None and self._counted.customers:
            list_of(self._desk, self._counted.query, self._counted.name)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Paint the figure into its room."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isEnabled() and self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.raised))
            painter.drawRoundedRect(whole, _ROUND, _ROUND)
        self.paint(painter, whole)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole, _ROUND, _ROUND)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.make_list()
            else:
                self.click()
        elif event.key() in _BACK:
            self.focusNextPrevChild(False)
        elif event.key() in _ON:
            self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        self._open_menu(event.globalPos() if by_mouse else self.mapToGlobal(QPoint(8, self.height())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self.update()

    def _on_clicked(self) -> None:
        if self._counted is not None and self._counted.customers:
            self._desk.customers_wanted.emit(self._counted.query)

    def _open_menu(self, at: QPoint) -> None:
        if self._counted is None or not self._counted.customers:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setAccessibleName(self._counted.name)
        menu.addAction(icon("users"), _("Show these customers")).triggered.connect(self._on_clicked)
        menu.addAction(icon("list-checks"), _("Make a call list of these customers …")).triggered.connect(
            self.make_list
        )
        menu.popup(at)


class Number(Figure):
    """The number alone, at the right of its room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(_HIGHEST)

    def sizeHint(self) -> QSize:
        return QSize(64, 30)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        if self.counted is not None:
            painter.setFont(bold(self.font()))
            painter.setPen(QColor(number_colour(self)))
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(room.adjusted(4, 0, -8, 0), right, format_number(self.counted.customers))


class Line(Figure):
    """A name at the left and the number at the right."""

    def __init__(
        self, desk: Desk, drawing: str = "", ink: str = "muted", parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, parent)
        self._drawing, self._ink = drawing, ink
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(140, 30)

    def show_line(self, counted: Counted, name: str = "") -> None:
        """Show a figure under a name of its own where that of what it counts says more than there is room for."""
        self._name = name or counted.name
        self.show_counted(counted)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        if self.counted is None:
            return
        inner = room.adjusted(8, 0, -8, 0)
        text = format_number(self.counted.customers)
        painter.setFont(bold(self.font()))
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(QColor(number_colour(self)))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | middle), text)
        if self._drawing:
            size = 16
            top = int(inner.center().y()) - size // 2
            place = QRect(int(inner.left()), top, size, size)
            icon(self._drawing, self._ink if self.isEnabled() else "faint").paint(painter, place)
            inner.adjust(size + 8, 0, 0, 0)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.current().text if self.isEnabled() else theme.current().faint))
        left = inner.adjusted(0, 0, -width - 10, 0)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, int(left.width()))
        painter.drawText(left, int(Qt.AlignmentFlag.AlignLeft | middle), name)


def bold(font: QFont) -> QFont:
    """Return a font in bold."""
    made = QFont(font)
    made.setBold(True)
    return made


def number_colour(figure: Figure) -> str:
    """Return the colour of a number: that of links where it opens something."""
    return theme.current().accent if figure.isEnabled() else theme.current().faint
