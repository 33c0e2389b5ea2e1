"""A field for a day: typed, or chosen from a calendar that Alt+↓ or a click on its icon opens."""

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.ui import typed
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.calendar import Calendar
from advisor_app.ui.widgets.popup import Popup

_WIDTH = 138


class DateField(QLineEdit):
    """A line for one day or none; `today` is what dates without a year are read by."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = 0
        self.setFixedWidth(_WIDTH)
        self.setPlaceholderText("2026-11-24")
        self._open = self.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        say(self._open.setText, N_("Open the calendar"), owner=self)
        self._open.triggered.connect(self.open_calendar)

    def day(self) -> int | None:
        """Return the day, None where nothing is typed; raises InputError for what is no day."""
        return typed.day(self.text(), self.today)

    def open_calendar(self) -> None:
        """Show the month of the day, or of today."""
        try:
            shown = self.day() or self.today
        except InputError:
            shown = self.today
        popup = Popup(self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = Calendar(_date(self.today))
        calendar.setSelectedDate(_date(shown))
        calendar.activated.connect(self._on_day_chosen)
        calendar.clicked.connect(self._on_day_chosen)
        popup.body.addWidget(calendar)
        popup.open_at(self)
        calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def _on_day_chosen(self, chosen: QDate) -> None:
        calendar = self.sender()
        self.setText(chosen.toString(Qt.DateFormat.ISODate))
        self.editingFinished.emit()
        if isinstance(calendar, Calendar):
            calendar.window().close()


def _date(day: int) -> QDate:
    return QDate(*from_day(day).timetuple()[:3])
