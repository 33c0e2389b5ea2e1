"""The calendar: a month or a week with what is on the chosen day beside it, one day alone, or everything as a list."""

from datetime import date
from enum import Enum
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from advisor_app import words
from advisor_app.domain.dates import add_months, from_day, month_start, to_day
from advisor_app.domain.tasks import Item, TaskDays
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.holidays import DayMark, day_marks
from advisor_app.services.open_book import Book
from advisor_app.services.tasks import task_days
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import day_text
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.actions import ItemActions
from advisor_app.ui.screens.calendar.agenda import Agenda
from advisor_app.ui.screens.calendar.exchange_button import ExchangeButton
from advisor_app.ui.screens.calendar.grid_model import GridModel
from advisor_app.ui.screens.calendar.grid_view import GridView, month_later
from advisor_app.ui.screens.calendar.task_list import TaskList
from advisor_app.ui.screens.calendar.wanted import add_task
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label

_AGENDA_WIDTH = 340
_MOST_PAINTED = 12  # items of a day that the largest cell has room for
_MOST = 200  # items of a day that can be worked through; the list has all


class Mode(Enum):
    """How the calendar is looked at."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    LIST = "list"


_MODES = {Mode.MONTH: N_("Month"), Mode.WEEK: N_("Week"), Mode.DAY: N_("One day"), Mode.LIST: N_("List")}
Read = tuple[TaskDays, dict[int, DayMark]]


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
        self.title, self.modes = Label(kind="title"), QButtonGroup(self)
        self.chips = {mode: QPushButton() for mode in Mode}
        self.back_button, self.on_button, self.today_button = QToolButton(), QToolButton(), QPushButton()
        self.add_button, self.more_button = QPushButton(icon("plus", "on_accent"), ""), ExchangeButton(desk)
        self._upper, self._pages = QWidget(), QStackedWidget()
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
        self.chips[mode].setChecked(True)
        self._pages.setCurrentWidget(self.list if mode is Mode.LIST else self._weeks)
        self._grid_card.setVisible(mode in (Mode.MONTH, Mode.WEEK))
        wide = mode is Mode.DAY
        self.agenda.setMaximumWidth(16_777_215 if wide else _AGENDA_WIDTH)
        self._upper.setVisible(mode is not Mode.LIST)
        self._show_range()
        self._read()
        self._focus()

    def choose_day(self, day: int) -> None:
        """Choose a day, on another page if it has to be."""
        self._day = day
        if not self._covers(day):
            self._show_range()
            self._read()
        self.grid.choose(day)
        self._show_day()
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

    def _on_read(self, read: Read) -> None:
        found, marks = read
        first_time = self._known_today is None
        self._known_today = found.today
        self.days.set_days(found, marks)
        if first_time and self._day != found.today:
            self.choose_day(found.today)
        self._show_day()

    def _on_mode_clicked(self, chip: QPushButton) -> None:
        self.choose_mode(next(mode for mode, each in self.chips.items() if each is chip))

    def _step(self, by: int, *_checked: bool) -> None:
        if self._mode is Mode.MONTH:
            self.choose_day(month_later(self._day, by))
        else:
            self.choose_day(self._day + by * (7 if self._mode is Mode.WEEK else 1))

    def _on_today_clicked(self) -> None:
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
            service = partial(_days, first=self.days.first, last=self.days.last)
            self._desk.ask(self, service, self._on_read, key="days")

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
            self.title.setText(words.month(self._day))
        elif self._mode is Mode.WEEK:
            first, last = words.day(self.days.first), words.day(self.days.last)
            self.title.setText(f"{first} – {last}")
        else:
            self.title.setText(day_text(self._day))
        self.grid.setAccessibleName(_("Calendar, {shown}", shown=self.title.text()))

    def _lay_out(self) -> None:
        heading = Label(kind="display")
        say(heading.setText, N_("Calendar"))
        say(self.setAccessibleName, N_("Calendar"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(heading)
        head.addSpacing(14)
        head.addWidget(self._upper)
        head.addStretch(1)
        for mode, chip in self.chips.items():
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            say(chip.setText, _MODES[mode])
            self.modes.addButton(chip)
            head.addWidget(chip)
        self.chips[Mode.MONTH].setChecked(True)
        self.add_button.setProperty("kind", "primary")
        say(self.add_button.setText, N_("New task"))
        say(self.add_button.setToolTip, N_("New task (N)"))
        head.addSpacing(8)
        head.addWidget(self.add_button)
        head.addWidget(self.more_button)
        self._lay_out_steps()
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
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def _lay_out_steps(self) -> None:
        line = QHBoxLayout(self._upper)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for button, drawing, text in (
            (self.back_button, "chevron-left", N_("Earlier")),
            (self.on_button, "chevron-right", N_("Later on")),
        ):
            button.setProperty("kind", "quiet")
            button.setIcon(icon(drawing))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            say(button.setAccessibleName, text)
            say(button.setToolTip, text)
            line.addWidget(button)
        say(self.today_button.setText, N_("Today"))
        say(self.today_button.setToolTip, N_("Go to today (T)"))
        line.addWidget(self.today_button)
        line.addSpacing(8)
        line.addWidget(self.title)

    def _wire(self) -> None:
        self.grid.day_wanted.connect(self.choose_day)
        self.grid.entered.connect(self._on_entered)
        self.agenda.left.connect(self._on_agenda_left)
        self.days.dropped.connect(self._on_dropped)
        self.modes.buttonClicked.connect(self._on_mode_clicked)
        self.back_button.clicked.connect(partial(self._step, -1))
        self.on_button.clicked.connect(partial(self._step, 1))
        self.today_button.clicked.connect(self._on_today_clicked)
        self.add_button.clicked.connect(self.new_task)
        self._desk.book_changed.connect(self._on_book_changed)


def _days(book: Book, first: int, last: int) -> Read:
    found = task_days(book, first, last, most=_MOST_PAINTED)
    return found, day_marks(found.bank, first, last)
