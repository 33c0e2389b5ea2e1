"""Keeps an eye on what is to be done: a number on the rail, and reminders at their time.

A reminder comes by the system's tray where there is one, by a toast otherwise. It asks whether that was it where a
contact was logged that may have settled it.
"""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from advisor_app.domain.reminders import Reminder
from advisor_app.domain.tasks import TaskCounts
from advisor_app.errors import AppError
from advisor_app.i18n import gettext as _
from advisor_app.i18n import ngettext
from advisor_app.services.reminders import Reminded, reminders
from advisor_app.services.tasks import task_counts
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import time_text
from advisor_app.ui.navigation import CALENDAR
from advisor_app.ui.screens.calendar.actions import ItemActions
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.rail import Rail

EVERY_MS = 30_000
_UNTIL, _DAY = "reminders/until", 86_400_000_000


class TaskWatch(QObject):
    """Counts again whenever the book has changed, and looks for reminders between `start` and `stop`."""

    wanted = Signal()
    """Somebody pressed the message of the tray."""

    def __init__(
        self, desk: Desk, rail: Rail, tray: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable
    ) -> None:
        super().__init__(rail)
        self._desk, self._rail, self._has_tray = desk, rail, tray
        self._counts = TaskCounts(0, 0)
        self._since: int | None = None
        self._state: QSettings | None = None
        self._tray: QSystemTrayIcon | None = None
        self._acting = ItemActions(desk, self)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        desk.book_changed.connect(self.read)
        rail.installEventFilter(self)
        self.read()

    @property
    def counts(self) -> TaskCounts:
        """What was counted last."""
        return self._counts

    def start(self, state: QSettings) -> None:
        """Remind from now on, and of what came due since `state` was looked at last, of a day at most."""
        now = time.time_ns() // 1000
        kept = state.value(_UNTIL)
        self._state = state
        self._since = (
            max(now - _DAY, int(kept)) if isinstance(kept, str | int) and str(kept).isdecimal() else now
        )
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Remind of nothing any more."""
        self._timer.stop()
        self._since = None
        if self._tray is not None:
            self._tray.hide()

    def read(self) -> None:
        """Count, beside what somebody waits for."""
        self._desk.ask(self, task_counts, self._on_counted, key="counts", aside=True)

    def look(self) -> None:
        """Look for what reminds now; a day that has begun meanwhile is counted anew."""
        if self._since is not None:
            service = partial(reminders, since=self._since)
            self._desk.ask(self, service, self._on_reminded, key="due", aside=True, failed=_ignore)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LanguageChange:
            self._show()
        return super().eventFilter(watched, event)

    def _on_counted(self, counts: TaskCounts) -> None:
        self._counts = counts
        self._show()

    def _on_reminded(self, found: Reminded) -> None:
        if self._since is None or found.until <= self._since:
            return
        self._since = found.until
        if self._state is not None:
            self._state.setValue(_UNTIL, str(found.until))
        if found.reminders:
            self._remind(found)
            self.read()

    def _remind(self, found: Reminded) -> None:
        if len(found.reminders) > 1:
            said = ngettext("{n} reminder", "{n} reminders", len(found.reminders))
            first = found.reminders[0].item
            self._say(f"{said}: {first.title} …", _("Show"), self.wanted.emit)
            return
        reminder = found.reminders[0]
        self._say(_sentence(reminder, found), *self._offer(reminder))

    def _offer(self, reminder: Reminder) -> tuple[str, Callable[[], object]]:
        """Return what can be done about a reminder; one that a contact may have settled asks whether it did."""
        if reminder.answer is not None:
            settle = partial(self._acting.settle, reminder.item, reminder.answer.interaction_id)
            return _("That was it"), settle
        return _("Open it"), partial(self._acting.open, reminder.item)

    def _say(self, text: str, action: str, act: Callable[[], object]) -> None:
        if self._has_tray() and QApplication.activeWindow() is None:
            self._tray_icon().showMessage(_("Client advisor workbench"), text, icon("bell", "accent"))
        self._desk.offered.emit(text, action, act)

    def _tray_icon(self) -> QSystemTrayIcon:
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("bell", "accent"), self)
            self._tray.messageClicked.connect(self.wanted)
            self._tray.activated.connect(self._on_tray_activated)
        self._tray.show()
        return self._tray

    def _on_tray_activated(self, _reason: object) -> None:
        self.wanted.emit()

    def _show(self) -> None:
        overdue, today = self._counts
        parts = (
            ngettext("{n} overdue", "{n} overdue", overdue) if overdue else "",
            ngettext("{n} for today", "{n} for today", today) if today else "",
        )
        self._rail.show_count(CALENDAR, overdue + today, " · ".join(part for part in parts if part))


def _sentence(reminder: Reminder, found: Reminded) -> str:
    item = reminder.item
    begins = time_text(item, found.bank) if found.bank else ""
    about = " · ".join(part for part in (begins, item.title, item.customer) if part)
    if reminder.answer is not None:
        return _("{about} — a contact was logged since. Was this it?", about=about)
    return about


def _ignore(_error: AppError) -> None:
    """A reminder that cannot be looked for now is looked for again."""
