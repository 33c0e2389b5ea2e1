"""The calendar: a month or a week with what is on the chosen day beside it, one day alone, or everything as a list."""

from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advisor_app import words
from advisor_app.domain.dates import add_months, from_day, month_start, to_day
from advisor_app.domain.tasks import Item, TaskDays
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.calendars import DayMark, day_marks
from advisor_app.services.open_book import Book
from advisor_app.services.tasks import task_days
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import day_text
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.actions import ItemActions
from advisor_app.ui.screens.calendar.agenda import Agenda
from advisor_app.ui.screens.calendar.grid_model import GridModel
from advisor_app.ui.screens.calendar.grid_view import GridView, month_later
from advisor_app.ui.screens.calendar.head import CalendarHead, Mode
from advisor_app.ui.screens.calendar.task_list import TaskList
from advisor_app.ui.screens.calendar.wanted import add_task

_AGENDA_WIDTH = 340
_MOST_PAINTED = 12  # items of a day that the largest cell has room for
_MOST = 200  # items of a day that can be worked through; the list has all


class Read(NamedTuple):
    """What was read: the days of the grid with their marks, and one day whole."""

    found: TaskDays
    marks: dict[int, DayMark]
    day: int
    whole: TaskDays


class CalendarScreen(QWidget):
    """The screen. T goes to today, N plans something for the chosen day."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._mode, self._stale = Mode.MONTH, True
        self._day = to_day(date.today())  # noqa: DTZ011  # until the book says what day it is for the bank
        self._known_today: int | None = None
        self.days = GridModel()
        self.days.setParent(self)
        self.grid, self.agenda, self.list = GridView(self.days), Agenda(desk), TaskList(desk)
        self.head, self._pages = CalendarHead(desk), QStackedWidget()
        self._grid_card, self._weeks = QFrame(), QWidget()
        self._actions = ItemActions(desk, self)
        self._lay_out()
        self._wire()
        self._show_range()

    @property
    def day(self) -> int:
        """The chosen day."""
        return self._day

    @property
    def mode(self) -> Mode:
        """How the calendar is looked at."""
        return self._mode

    def choose_mode(self, mode: Mode) -> None:
        """Look at the calendar in another way."""
        self._mode = mode
        self.head.show_mode(mode)
        self._pages.setCurrentWidget(self.list if mode is Mode.LIST else self._weeks)
        self._grid_card.setVisible(mode in (Mode.MONTH, Mode.WEEK))
        wide = mode is Mode.DAY
        self.agenda.setMaximumWidth(16_777_215 if wide else _AGENDA_WIDTH)
        self._show_range()
        self._read()
        self._focus()

    def choose_day(self, day: int) -> None:
        """Choose a day, on another page if it has to be."""
        self._day = day
        if self._covers(day):
            self.grid.choose(day)
            self._show_day()
        else:
            self._show_range()
            self._read()
        self._name()

    def new_task(self) -> None:
        """Plan something for the chosen day, or for today in the list."""
        add_task(self._desk, None, None if self._mode is Mode.LIST else max(self._day, self._today))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if not plain:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_N:
            self.new_task()
        elif key == Qt.Key.Key_T:
            self.choose_day(self._today)
        elif key == Qt.Key.Key_PageUp and self._mode is not Mode.LIST:
            self.choose_day(month_later(self._day, -1))
        elif key == Qt.Key.Key_PageDown and self._mode is not Mode.LIST:
            self.choose_day(month_later(self._day, 1))
        elif self._mode is Mode.DAY and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.choose_day(self._day + (1 if key == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.days.render()
            self._name()
        elif event.type() is QEvent.Type.PaletteChange:
            self.grid.viewport().update()

    @property
    def _today(self) -> int:
        return self._day if self._known_today is None else self._known_today

    def _on_book_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _on_failed(self, error: AppError) -> None:
        self.grid.viewport().setUpdatesEnabled(True)
        self._desk.failed.emit(error)

    def _on_read(self, read: Read) -> None:
        self.grid.viewport().setUpdatesEnabled(True)
        first_time = self._known_today is None
        self._known_today = today = read.found.today
        self.days.set_days(read.found, read.marks)
        if first_time and self._day != today:
            self.choose_day(today)
        elif read.day == self._day:
            self.agenda.show_day(read.day, read.whole, self.days.mark_of(read.day))
        else:
            self._show_day()

    def _on_stepped(self, by: int) -> None:
        if self._mode is Mode.MONTH:
            self.choose_day(month_later(self._day, by))
        else:
            self.choose_day(self._day + by * (7 if self._mode is Mode.WEEK else 1))

    def _on_today_wanted(self) -> None:
        self.choose_day(self._today)

    def _on_dropped(self, item: Item, day: int) -> None:
        self._actions.move(item, day)

    def _on_entered(self) -> None:
        if self.agenda.list.items.items:
            self.agenda.setFocus(Qt.FocusReason.TabFocusReason)
            if self.agenda.chosen is None:
                self.agenda.list.selectRow(0)
        else:
            self.new_task()

    def _on_agenda_left(self) -> None:
        if self._grid_card.isVisible():
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _covers(self, day: int) -> bool:
        if self._mode is Mode.MONTH:
            return month_start(day) == month_start(self._shown_month)
        return self.days.first <= day <= self.days.last

    def _show_range(self) -> None:
        """Let the grid show the days around the chosen one."""
        self._shown_month = month_start(self._day)
        begin = self._shown_month if self._mode is Mode.MONTH else self._day
        first = begin - from_day(begin).weekday()
        if self._mode is Mode.MONTH:
            last = add_months(self._shown_month, 1) - 1
            self.days.set_range(first, (last - first) // 7 + 1, self._shown_month)
        else:
            self.days.set_range(first, 1, None)
        self.grid.choose(self._day)
        self._name()

    def _read(self) -> None:
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        if self._mode is Mode.LIST:
            self.list.read()
        else:
            # Other days are painted once, with what is on them, and not before without.
            self.grid.viewport().setUpdatesEnabled(False)
            service = partial(_days, first=self.days.first, last=self.days.last, day=self._day)
            self._desk.ask(self, service, self._on_read, key="days", failed=self._on_failed)

    def _show_day(self) -> None:
        """Show what is known of the chosen day, and read the rest of a day that has more."""
        found, day = self.days.found, self._day
        here = found if found is not None and self.days.first <= day <= self.days.last else None
        self.agenda.show_day(day, here, self.days.mark_of(day))
        if here is not None and self.days.of_day(day).total > len(self.days.of_day(day).items):
            service = partial(task_days, first=day, last=day, most=_MOST)
            self._desk.ask(self, service, partial(self._on_day_read, day), key="day")

    def _on_day_read(self, day: int, found: TaskDays) -> None:
        if day == self._day:
            self.agenda.show_day(day, found, self.days.mark_of(day))

    def _focus(self) -> None:
        if self._mode is Mode.LIST:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._mode is Mode.DAY:
            self.agenda.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name(self) -> None:
        if self._mode is Mode.MONTH:
            self.head.title.setText(words.month(self._day))
        elif self._mode is Mode.WEEK:
            first, last = words.day(self.days.first), words.day(self.days.last)
            self.head.title.setText(f"{first} – {last}")
        else:
            self.head.title.setText(day_text(self._day))
        self.grid.setAccessibleName(_("Calendar, {shown}", shown=self.head.title.text()))

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("Calendar"))
        self._grid_card.setProperty("kind", "card")
        inner = QVBoxLayout(self._grid_card)
        inner.setContentsMargins(1, 1, 1, 1)  # the lines of the days go to its edge
        inner.addWidget(self.grid)
        self.agenda.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.agenda.setMinimumWidth(_AGENDA_WIDTH - 60)
        self.agenda.setMaximumWidth(_AGENDA_WIDTH)
        weeks = QHBoxLayout(self._weeks)
        weeks.setContentsMargins(0, 0, 0, 0)
        weeks.setSpacing(12)
        weeks.addWidget(self._grid_card, 1)
        weeks.addWidget(self.agenda, 1)
        self._pages.addWidget(self._weeks)
        self._pages.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)

    def _wire(self) -> None:
        self.grid.day_wanted.connect(self.choose_day)
        self.grid.entered.connect(self._on_entered)
        self.agenda.left.connect(self._on_agenda_left)
        self.days.dropped.connect(self._on_dropped)
        self.head.mode_chosen.connect(self.choose_mode)
        self.head.stepped.connect(self._on_stepped)
        self.head.today_wanted.connect(self._on_today_wanted)
        self.head.add_wanted.connect(self.new_task)
        self._desk.book_changed.connect(self._on_book_changed)


def _days(book: Book, first: int, last: int, day: int) -> Read:
    found = task_days(book, first, last, most=_MOST_PAINTED)
    return Read(found, day_marks(found.bank, first, last), day, task_days(book, day, day, most=_MOST))
