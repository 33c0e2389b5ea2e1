"""Brings up the forms of contacts over whatever page is seen; they are made when they are first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.wanted import NewContact

if TYPE_CHECKING:
    from advisor_app.ui.screens.contact.log_sheet import LogSheet


class Contacts(QObject):
    """The forms of one window; `area` is what they lie over, `looked_at` says which customer is seen there."""

    covered = Signal(int)
    """A form takes so many pixels of the area's width, 0 when it has gone."""

    def __init__(self, desk: Desk, area: QWidget, looked_at: Callable[[], bytes | None]) -> None:
        super().__init__(area)
        self._desk, self._area, self._looked_at = desk, area, looked_at
        self._log: LogSheet | None = None
        desk.log_wanted.connect(self._on_log_wanted)

    def log(self) -> None:
        """Let a contact be logged, with the customer who is looked at if there is one."""
        self._log_sheet().log(self._looked_at())

    def _on_log_wanted(self, wanted: NewContact) -> None:
        sheet = self._log_sheet()
        if wanted.draft is not None:
            sheet.go_on(wanted.draft)
        else:
            sheet.log(wanted.customer_id)

    def _log_sheet(self) -> "LogSheet":
        if self._log is None:
            from advisor_app.ui.screens.contact.log_sheet import LogSheet  # late: not for the first window

            self._log = LogSheet(self._desk, self._area)
            self._log.covered.connect(self.covered)
        return self._log
