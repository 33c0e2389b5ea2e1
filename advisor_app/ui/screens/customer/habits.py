"""What head office found out about a customer's habits: a sentence for each, and beside them the chart of one.

The arrow keys go through the sentences, and the chart follows.
"""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.customer_habits import Found, customer_habits
from advisor_app.ui import theme
from advisor_app.ui.charts import ChartView
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.habit_lines import HabitLine, lines, standing
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.tips import plain_tip

_HEIGHT, _WIDE = 200, 620
_PAD, _ICON, _GAP, _ROUND, _BAR = 8, 16, 8, 7, 3
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class Sentence(QAbstractButton):
    """One habit, which can be chosen."""

    def __init__(self, line: HabitLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self.setText(line.sentence)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleDescription(line.picture.words)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(240, self.width())))

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(40, width - 2 * _PAD - _ICON - _GAP), 10_000)
        return self.fontMetrics().boundingRect(room, _WRAP, self.text()).height() + 2 * _PAD

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(QColor(tokens.selected if self.isChecked() else tokens.raised))
            painter.drawRoundedRect(whole, _ROUND, _ROUND)
        if self.isChecked():
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(1, _PAD, _BAR, self.height() - 2 * _PAD), 1.5, 1.5)
        top = (self.height() - _ICON) // 2
        icon(self.line.drawing, self.line.ink).paint(painter, QRect(_PAD + 2, top, _ICON, _ICON))
        painter.setPen(QColor(tokens.text))
        room = self.rect().adjusted(_PAD + _ICON + _GAP, 0, -_PAD, 0)
        painter.drawText(room, _WRAP, self.text())
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole, _ROUND, _ROUND)


class HabitsSection(QWidget):
    """The habits of the customer who is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: Found | None = None
        self._chosen = 0
        self.sentences: tuple[Sentence, ...] = ()
        self._group = QButtonGroup(self)
        self.about, self.unit = Label(kind="small"), Label(kind="small")
        self.nothing = Label(kind="muted", wrap=True)
        self.chart = ChartView(desk.background, _HEIGHT)
        say(self.chart.setAccessibleName, N_("The habit that is chosen, as a chart"))
        self._column, self._beside = QVBoxLayout(), QWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._beside)
        self._lay_out()
        self.clear()

    @property
    def found(self) -> Found | None:
        """What is shown, None before it has been read."""
        return self._found

    def show_profile(self, profile: Profile, *, same: bool = False) -> None:
        """Show the habits of a customer; of the `same` one they stand until they are read anew."""
        if not same:
            self.clear()
        self._customer = profile.person.id
        service = partial(customer_habits, customer_id=profile.person.id)
        then = partial(self._on_read, profile.person.id)
        self._desk.ask(self, service, then, key="habits", failed=self._on_failed)

    def clear(self) -> None:
        """Forget the customer."""
        self._customer = self._found = None
        self._chosen = 0
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._line.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer_id: bytes, found: Found) -> None:
        if customer_id == self._customer and found != self._found:
            self._found = found
            self._render()

    def _on_failed(self, error: AppError) -> None:
        if not isinstance(error, InputError):  # who has left meanwhile is told of by the next reading
            self._desk.failed.emit(error)

    def _on_toggled(self, place: int, chosen: bool) -> None:
        if chosen:
            self._chosen = place
            self._show_chart()

    def _render(self) -> None:
        found = self._found
        if found is None:
            return
        self._take_away()
        shown = lines(found.habits, found.policy) if found.habits else ()
        if found.rfm is not None:
            shown = (*shown, standing(found.rfm, found.policy))
        self.about.setText(
            _("12 months until {day}", day=words.day(found.data_on)) if found.data_on is not None else ""
        )
        self.nothing.setText(_("Head office has found nothing to tell about habits."))
        self.nothing.setVisible(not shown)
        self._beside.setVisible(bool(shown))
        self.sentences = tuple(Sentence(line) for line in shown)
        for place, sentence in enumerate(self.sentences):
            self._group.addButton(sentence)
            self._column.addWidget(sentence)
            sentence.toggled.connect(partial(self._on_toggled, place))
        self._column.addStretch(1)
        if self.sentences:
            self.sentences[min(self._chosen, len(self.sentences) - 1)].setChecked(True)
        self.show()

    def _take_away(self) -> None:
        for sentence in self.sentences:
            self._group.removeButton(sentence)
        empty(self._column)
        self.sentences = ()

    def _show_chart(self) -> None:
        picture = self.sentences[self._chosen].line.picture
        self.unit.setText(picture.unit)
        self.chart.show_chart(picture.chart, picture.words)
        self.chart.setToolTip(plain_tip("\n".join(picture.lines)))

    def _lay_out(self) -> None:
        heading = Label(kind="heading")
        say(heading.setText, N_("Habits"))
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addWidget(self.about)
        head.addStretch(1)
        head.addWidget(self.unit)
        self._column.setSpacing(1)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(20)
        self._line.addLayout(self._column, 1)
        self._line.addWidget(self.chart, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addWidget(self.nothing)
        whole.addWidget(self._beside)
