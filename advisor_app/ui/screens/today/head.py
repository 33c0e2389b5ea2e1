"""The head of today: which day it is, how much there is, of which day the data are, and the minutes that there are."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.prompts.types import Today
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.tasks import day_text
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import ElidedLabel, Label

_MOST_MINUTES = 600
_MINUTES_WIDE = 90


class TodayHead(QWidget):
    """Says what there is, and asks for what is wanted of it."""

    minutes_entered = Signal()
    """Another number of minutes was typed, or none."""
    work_wanted = Signal(bool)
    """The list is to be worked through, or not any more."""
    end_wanted = Signal(bool)
    """The day is to be closed, or not yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Today | None = None
        self.title, self.about, self.minutes = Label(kind="title"), ElidedLabel(kind="muted"), QLineEdit()
        self.work_button, self.end_button = QPushButton(), QPushButton()
        for button, name in (
            (self.work_button, N_("Work through (W)")),
            (self.end_button, N_("Close the day (E)")),
        ):
            button.setCheckable(True)
            say(button.setText, name)
        caption = Label(kind="muted")
        say(caption.setText, N_("Minutes (M)"))
        caption.setBuddy(self.minutes)
        say(self.minutes.setAccessibleName, N_("How many minutes there are; empty for the whole day"))
        say(self.minutes.setPlaceholderText, N_("whole day"))
        self.minutes.setValidator(QIntValidator(0, _MOST_MINUTES, self.minutes))
        self.minutes.setFixedWidth(_MINUTES_WIDE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.about, 1)
        for widget in (self.work_button, self.end_button, caption, self.minutes):
            row.addWidget(widget)
        self.minutes.returnPressed.connect(self.minutes_entered)
        self.work_button.toggled.connect(self.work_wanted)
        self.end_button.toggled.connect(self.end_wanted)
        self._render()

    @property
    def budget(self) -> int | None:
        """How many minutes there are, None for the whole day."""
        return int(self.minutes.text() or 0) or None

    def show_today(self, found: Today) -> None:
        """Show the day of a list, and how much is in it."""
        self._found = found
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        found = self._found
        synced = found is not None and found.bank is not None
        self.title.setText(day_text(found.today) if found and synced else _("Today"))
        self.about.setText(_about(found) if found and synced else "")


def left(found: Today | None) -> int:
    """Return how many prompts of the list are left."""
    return sum(len(group.prompts) for group in found.groups) if found else 0


def _about(found: Today) -> str:
    """Return how much there is and of which day the data are."""
    parts = (
        ngettext("{n} prompt", "{n} prompts", left(found)),
        ngettext("{n} customer", "{n} customers", len(found.groups)),
        _("{n} done today", n=found.settled) if found.settled else "",
        _("{n} more are open", n=found.more) if found.more else "",
        _("data of {day}", day=words.day(found.data_on)),
        "" if found.exact else _("not every choice was compared"),
    )
    return " · ".join(filter(None, parts))
