"""The line above the calendar: what is shown, the way to other days, and how it is looked at."""

from enum import Enum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QToolButton, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.exchange_button import ExchangeButton
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label


class Mode(Enum):
    """How the calendar is looked at."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    LIST = "list"


_MODES = {Mode.MONTH: N_("Month"), Mode.WEEK: N_("Week"), Mode.DAY: N_("One day"), Mode.LIST: N_("List")}


class CalendarHead(QWidget):
    """Says what is shown in `title`, and asks for other things to be shown."""

    mode_chosen = Signal(object)
    stepped = Signal(int)
    """A page back (-1) or on (1)."""
    today_wanted = Signal()
    add_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self._group = Label(kind="title"), QButtonGroup(self)
        self.chips = {mode: QPushButton() for mode in Mode}
        self.back_button, self.on_button, self.today_button = QToolButton(), QToolButton(), QPushButton()
        self.add_button, self.more_button = QPushButton(icon("plus", "on_accent"), ""), ExchangeButton(desk)
        self._steps = QWidget()
        self._lay_out_steps()
        self._lay_out()
        self.today_button.clicked.connect(self.today_wanted)
        self.add_button.clicked.connect(self.add_wanted)

    def show_mode(self, mode: Mode) -> None:
        """Show how the calendar is looked at; the list goes over all days."""
        self.chips[mode].setChecked(True)
        self._steps.setVisible(mode is not Mode.LIST)

    def _choose(self, mode: Mode, *_checked: bool) -> None:
        self.mode_chosen.emit(mode)

    def _step(self, by: int, *_checked: bool) -> None:
        self.stepped.emit(by)

    def _lay_out(self) -> None:
        heading = Label(kind="display")
        say(heading.setText, N_("Calendar"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(heading)
        line.addSpacing(14)
        line.addWidget(self._steps)
        line.addStretch(1)
        for mode, chip in self.chips.items():
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            say(chip.setText, _MODES[mode])
            chip.clicked.connect(partial(self._choose, mode))
            self._group.addButton(chip)
            line.addWidget(chip)
        self.chips[Mode.MONTH].setChecked(True)
        self.add_button.setProperty("kind", "primary")
        say(self.add_button.setText, N_("New task"))
        say(self.add_button.setToolTip, N_("New task (N)"))
        line.addSpacing(8)
        line.addWidget(self.add_button)
        line.addWidget(self.more_button)

    def _lay_out_steps(self) -> None:
        line = QHBoxLayout(self._steps)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for button, drawing, text, by in (
            (self.back_button, "chevron-left", N_("Earlier"), -1),
            (self.on_button, "chevron-right", N_("Later on"), 1),
        ):
            button.setProperty("kind", "quiet")
            button.setIcon(icon(drawing))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            say(button.setAccessibleName, text)
            say(button.setToolTip, text)
            button.clicked.connect(partial(self._step, by))
            line.addWidget(button)
        say(self.today_button.setText, N_("Today"))
        say(self.today_button.setToolTip, N_("Go to today (T)"))
        line.addWidget(self.today_button)
        line.addSpacing(8)
        line.addWidget(self.title)
