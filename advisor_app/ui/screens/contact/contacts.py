"""Brings up the forms of contacts over whatever page is seen; they are made late, not before the first window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.wanted import NewContact

if TYPE_CHECKING:
    from advisor_app.ui.screens.contact.edit_sheet import EditSheet
    from advisor_app.ui.screens.contact.log_sheet import LogSheet

_SOON_MS = 1_500
"""How long after the page is seen: what it shows first is there by then."""


class Contacts(QObject):
    """The forms of one window; `area` is what they lie over, `looked_at` says which customer is seen there."""

    covered = Signal(int)
    """A form takes so many pixels of the area's width, 0 when it has gone."""

    def __init__(self, desk: Desk, area: QWidget, looked_at: Callable[[], bytes | None]) -> None:
        super().__init__(area)
        self._desk, self._area, self._looked_at = desk, area, looked_at
        self._log: LogSheet | None = None
        self._edit: EditSheet | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.prepare)
        area.installEventFilter(self)
        desk.log_wanted.connect(self._on_log_wanted)
        desk.contact_wanted.connect(self._on_contact_wanted)

    def prepare(self) -> None:
        """Make the form of a new contact before it is asked for, so that it is there at once."""
        if self._log is None and self._desk.background.busy:
            self._soon.start()  # not while somebody waits for what the window is to show
        elif self._log is None:
            self._log_sheet().prepare()

    def log(self) -> None:
        """Let a contact be logged, with the customer who is looked at if there is one."""
        self._put_away_unchanged()
        self._log_sheet().log(self._looked_at())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and self._log is None:
            self._soon.start()
        elif event.type() is QEvent.Type.Hide:
            self._soon.stop()
        return super().eventFilter(watched, event)

    def _on_log_wanted(self, wanted: NewContact) -> None:
        self._put_away_unchanged()
        sheet = self._log_sheet()
        if wanted.draft is not None:
            sheet.go_on(wanted.draft)
        else:
            sheet.log(wanted.customer_id)
            if wanted.files:
                sheet.take(wanted.files)

    def _on_contact_wanted(self, interaction_id: bytes) -> None:
        if self._log is not None and self._log.is_open:
            self._log.leave()
        self._edit_sheet().show_contact(interaction_id)

    def _put_away_unchanged(self) -> None:
        if self._edit is not None and self._edit.is_open and not self._edit.changed:
            self._edit.vanish()

    def _edit_sheet(self) -> "EditSheet":
        if self._edit is None:
            from advisor_app.ui.screens.contact.edit_sheet import EditSheet  # late, as below

            self._edit = EditSheet(self._desk, self._area)
            self._edit.covered.connect(self.covered)
        return self._edit

    def _log_sheet(self) -> "LogSheet":
        if self._log is None:
            from advisor_app.ui.screens.contact.log_sheet import LogSheet  # late: not for the first window

            self._log = LogSheet(self._desk, self._area)
            self._log.covered.connect(self.covered)
        return self._log
