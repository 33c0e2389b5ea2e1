"""Customers where one is chosen or named: a row with avatar, name, and what tells two of the same name apart."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from advisor_app import words
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.policy import Policy
from advisor_app.ui import theme
from advisor_app.ui.tiers import tier_tone
from advisor_app.ui.widgets.avatar import paint_avatar

HEIGHT = 46
_PAD, _DISC, _GAP = 8, 30, 10
_NAME, _DETAIL = 14, 12
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def name_of(row: CustomerRow) -> str:
    """Return what a customer is called: by name, or else by number."""
    return row.name or row.number or words.NOTHING


def detail_of(row: CustomerRow, policy: Policy) -> str:
    """Return what tells a customer from others of the same name."""
    tier = words.tier(policy, row.tier) or words.code(policy.codes.customer_kinds, row.kind)
    known = (row.name and row.number, tier, row.branch, row.phone)
    return " · ".join(part for part in known if part)


class PersonButton(QAbstractButton):
    """One customer to be chosen."""

    def __init__(self, row: CustomerRow, policy: Policy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self._policy = row, policy
        self._marked = False
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name()

    def mark(self, *, marked: bool) -> None:
        """Mark the row as the one that Enter chooses."""
        self._marked = marked
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._marked or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if self._marked else tokens.raised))
            painter.drawRoundedRect(ground, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(ground, 6, 6)
        disc = QRectF(_PAD, (HEIGHT - _DISC) / 2, _DISC, _DISC)
        paint_avatar(painter, disc, self.row.name, tier_tone(self._policy, self.row.tier))
        left = _PAD + _DISC + _GAP
        room = QRectF(left, 5, self.width() - left - _PAD, HEIGHT - 10)
        half = room.height() / 2
        upper = QRectF(room.left(), room.top(), room.width(), half)
        self._write(painter, upper, name_of(self.row), _NAME, tokens.text, bold=True)
        lower = upper.translated(0, half)
        self._write(painter, lower, detail_of(self.row, self._policy), _DETAIL, tokens.muted, bold=False)

    def _write(
        self, painter: QPainter, room: QRectF, text: str, pixels: int, colour: str, *, bold: bool
    ) -> None:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, _LEFT, shown)

    def _name(self) -> None:
        self.setAccessibleName(
            " · ".join(filter(None, (name_of(self.row), detail_of(self.row, self._policy))))
        )
        self.update()
