"""Keeps an eye on complaints: the number on the rail is that of answers which are overdue, or due soon."""

from PySide6.QtCore import QEvent, QObject

from advisor_app.domain.feedback import Alerts
from advisor_app.i18n import ngettext
from advisor_app.services.feedback import complaint_alerts
from advisor_app.ui.desk import Desk
from advisor_app.ui.navigation import FEEDBACK
from advisor_app.ui.widgets.rail import Rail


class ComplaintWatch(QObject):
    """Counts again whenever the book has changed."""

    def __init__(self, desk: Desk, rail: Rail) -> None:
        super().__init__(rail)
        self._desk, self._rail = desk, rail
        self._alerts = Alerts(0, 0)
        desk.book_changed.connect(self.read)
        rail.installEventFilter(self)
        self.read()

    @property
    def alerts(self) -> Alerts:
        """What was counted last."""
        return self._alerts

    def read(self) -> None:
        """Count, beside what somebody waits for."""
        self._desk.ask(self, complaint_alerts, self._on_read, key="alerts", aside=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say in the present language what is counted."""
        if event.type() is QEvent.Type.LanguageChange:
            self._show()
        return False

    def _on_read(self, alerts: Alerts) -> None:
        self._alerts = alerts
        self._show()

    def _show(self) -> None:
        overdue, soon = self._alerts
        parts = (
            ngettext("{n} complaint overdue", "{n} complaints overdue", overdue) if overdue else "",
            ngettext("{n} complaint due soon", "{n} complaints due soon", soon) if soon else "",
        )
        self._rail.show_count(FEEDBACK, overdue + soon, " · ".join(part for part in parts if part))
