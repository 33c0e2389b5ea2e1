"""A month to choose a day from, painted in our colours."""

from PySide6.QtCore import QDate, QLocale, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QWidget

from advisor_app.i18n import N_, current_language
from advisor_app.ui import theme
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon

_WIDTH, _HEIGHT = 290, 250


class Calendar(QCalendarWidget):
    """One month; `today` is marked, days after it are as good as others."""

    def __init__(self, today: QDate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.setLocale(QLocale(current_language()))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setFixedSize(_WIDTH, _HEIGHT)
        tokens = theme.current()
        muted = QTextCharFormat()
        muted.setForeground(QColor(tokens.muted))
        muted.setBackground(QColor(tokens.surface))
        self.setHeaderTextFormat(muted)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, muted)
        for name, drawing in (("prevmonth", "chevron-left"), ("nextmonth", "chevron-right")):
            button = self.findChild(QToolButton, f"qt_calendar_{name}")
            if isinstance(button, QToolButton):
                button.setIcon(icon(drawing, "text"))
        say(self.setAccessibleName, N_("Calendar"))

    def paintCell(self, painter: QPainter, rect: QRect, date: QDate) -> None:
        tokens = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(tokens.surface))
        disc = QRectF(0, 0, 30, 26)
        disc.moveCenter(QRectF(rect).center())
        chosen, within = date == self.selectedDate(), date.month() == self.monthShown()
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(disc, 6, 6)
        elif date == self._today:
            painter.setPen(QPen(QColor(tokens.accent), 1.5))
            painter.drawRoundedRect(disc, 6, 6)
        painter.setPen(QColor(tokens.on_accent if chosen else tokens.text if within else tokens.faint))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(date.day()))
        painter.restore()
