"""The maturities of the next twelve months, one step each: the day, how far off it is, the amount."""

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.positions import Position
from advisor_app.domain.profile import Profile
from advisor_app.i18n import ngettext
from advisor_app.ui import theme
from advisor_app.ui.models.holdings import maturities, urgency
from advisor_app.ui.widgets.cells import SMALL, ink
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.tips import plain_tip

DAYS = 366
_WIDTH, _HEIGHT, _PAD, _STRIP = 158, 62, 12, 4
_MOST = 12


class Step(QAbstractButton):
    """One maturity; pressed, it leads to the position."""

    def __init__(self, position: Position, profile: Profile, parent: QWidget) -> None:
        super().__init__(parent)
        self.position = position
        day = position.ends_on or profile.today
        self._urgency = urgency(day, profile.today)
        self._when = words.column_day(day)
        self._left = words.days_until(day, profile.today)
        self._amount = words.money(position.value_minor, position.currency, compact=True) or words.NOTHING
        self._name = words.kind(profile.policy, position) or words.NOTHING
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_WIDTH, _HEIGHT)
        amount = words.money(position.value_minor, position.currency) or words.NOTHING
        whole = ", ".join((self._name, amount, self._when, self._left))
        self.setAccessibleName(whole)
        self.setToolTip(plain_tip(whole))

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        focused, hovered = self.hasFocus(), self.underMouse()
        painter.setPen(QColor(tokens.focus if focused else tokens.edge if hovered else tokens.line))
        painter.setBrush(QColor(tokens.raised))
        painter.drawRoundedRect(frame, 8, 8)
        if focused:
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 7, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink(self._urgency) if self._urgency != "muted" else QColor(tokens.edge))
        painter.drawRoundedRect(QRectF(5, 9, _STRIP, self.height() - 18), _STRIP / 2, _STRIP / 2)
        self._paint_texts(painter)

    def _paint_texts(self, painter: QPainter) -> None:
        small, large = QFont(self.font()), QFont(self.font())
        small.setPixelSize(SMALL)
        large.setBold(True)
        left, room = _PAD + _STRIP, self.width() - 2 * _PAD - _STRIP
        line = (self.height() - 12) / 3
        rows = [QRectF(left, 6 + place * line, room, line) for place in range(3)]
        painter.setFont(small)
        painter.setPen(ink("muted"))
        painter.drawText(rows[0], Qt.AlignmentFlag.AlignVCenter, self._when)
        painter.setPen(ink(self._urgency))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(rows[0], int(right), self._left)
        painter.setPen(ink("muted"))
        name = QFontMetrics(small).elidedText(self._name, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(rows[2], int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), name)
        painter.setFont(large)
        painter.setPen(ink("text"))
        painter.drawText(rows[1], Qt.AlignmentFlag.AlignVCenter, self._amount)


class Ladder(QWidget):
    """The next maturities, as many as there is room for, and how many there are beyond."""

    position_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: Profile | None = None
        self._steps: list[Step] = []
        self.rest = Label(kind="muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.rest)
        self._row.addStretch(1)
        self._found = 0
        self.hide()

    @property
    def steps(self) -> list[Step]:
        """The steps that there is room for."""
        return [step for step in self._steps if not step.isHidden()]

    def show_profile(self, profile: Profile | None) -> None:
        """Show the maturities of a customer; without any the ladder takes no room."""
        self._profile = profile
        for step in self._steps:
            self._row.removeWidget(step)
            step.hide()
            step.deleteLater()
        found = maturities(profile, DAYS) if profile else []
        self._found = len(found)
        self._steps = [Step(position, profile, self) for position in found[:_MOST] if profile]
        for place, step in enumerate(self._steps):
            step.clicked.connect(partial(self._on_clicked, step))
            self._row.insertWidget(place, step)
        self.setVisible(bool(found))
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._profile:
            self.show_profile(self._profile)

    def _on_clicked(self, step: Step) -> None:
        self.position_chosen.emit(step.position)

    def _fit(self) -> None:
        """Hide the steps that there is no room for, and say how many more there are."""
        every = _WIDTH + self._row.spacing()
        room = max(1, (self.width() + self._row.spacing()) // every)
        if self._found > room:
            room = max(1, (self.width() - 80) // every)
        for place, step in enumerate(self._steps):
            step.setVisible(place < room)
        beyond = self._found - min(room, len(self._steps))
        self.rest.setVisible(beyond > 0)
        if beyond > 0:
            self.rest.setText(ngettext("{n} more", "{n} more", beyond))
