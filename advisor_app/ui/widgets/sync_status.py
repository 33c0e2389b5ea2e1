"""The state of sync, always in sight: when it last succeeded, of what date the data are, and what goes on now."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from advisor_app import words
from advisor_app.errors import AppError
from advisor_app.i18n import N_, format_number
from advisor_app.i18n import gettext as _
from advisor_app.services.sync_state import SyncState, sync_state
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel
from advisor_app.ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl

_ICON = QSize(20, 15)  # wider than it is painted, so that the word keeps its distance
_REFRESH_MS = 30_000  # of “5 minutes ago”


class SyncStatus(QWidget):
    """Shows the state of `sync` and starts or cancels it."""

    known = Signal(object)
    """The SyncState of the book, whenever it has been read."""

    def __init__(self, desk: Desk, sync: "SyncControl", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._sync = desk, sync
        self._state: SyncState | None = None
        self._error: AppError | None = None
        self._rows = (0, 0)
        self._clock = QTimer(self, interval=_REFRESH_MS)
        self._clock.timeout.connect(self._render)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._glyph = Glyph("cloud-check", "muted")
        self._label = ElidedLabel(kind="small")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(140)
        say(self._bar.setAccessibleName, N_("Progress of the sync"))
        self.start_button = _button("refresh-cw", self._on_start_clicked)
        self.cancel_button = _button("x", sync.cancel)
        say(self.cancel_button.setText, N_("Cancel"))
        row.addWidget(self._glyph)
        row.addWidget(self._label, 1)
        for widget in (self._bar, self.start_button, self.cancel_button):
            row.addWidget(widget)
        row.addStretch()
        sync.started.connect(self._on_started)
        sync.progressed.connect(self._on_progressed)
        sync.finished.connect(self._on_finished)
        sync.failed.connect(self._on_failed)
        self._render()
        self.read()

    @property
    def text(self) -> str:
        """What the state is, in words."""
        return self.accessibleName()

    def read(self) -> None:
        """Read anew when the book last agreed with head office."""
        self._desk.ask(self, sync_state, self._on_state, key="state")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self._render()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def _on_start_clicked(self) -> None:
        if not self._sync.running:
            self._sync.start()

    def _on_state(self, state: SyncState) -> None:
        self._state = state
        self._render()
        self.known.emit(state)

    def _on_started(self) -> None:
        self._error, self._rows = None, (0, 0)
        self._render()
        if self._sync.asked:
            announce(self, self.text)

    def _on_progressed(self, rows: int, total: int, size: int) -> None:
        self._rows = (rows, total)
        self._render()

    def _on_finished(self) -> None:
        self._error = None
        self._render()
        self.read()

    def _on_failed(self, error: AppError) -> None:
        self._error = error
        self._render()
        if self._sync.asked:
            announce(self, self.text)
        self.read()

    def _render(self) -> None:
        running = self._sync.running
        self._bar.setVisible(running)
        self.cancel_button.setVisible(running)
        self.start_button.setVisible(not running)
        self.start_button.setText(_("Try again") if self._error else _("Synchronise"))
        self.start_button.setToolTip(_("Synchronise now (F5)"))
        if running:
            self._render_running()
        elif self._error:
            self._say("triangle-alert", "warn", f"{_(self._error.title)} · {self._last()}")
        elif self._state is None:
            self._say("cloud-check", "muted", "")
        elif self._state.completed_at is None:
            self._say("cloud-off", "warn", self._last())
        else:
            self._say("cloud-check", "good", f"{self._last()} · {self._as_of()}")
        self.setToolTip(plain_tip(str(self._error) if self._error and not running else self._oldest()))

    def _render_running(self) -> None:
        rows, total = self._rows
        self._bar.setRange(0, total)
        self._bar.setValue(min(rows, total))
        if total:
            places = {"rows": format_number(rows), "total": format_number(total)}
            self._say("refresh-cw", "accent", _("Synchronising: {rows} of {total} rows", **places))
        else:
            self._say("refresh-cw", "accent", _("Synchronising…"))

    def _say(self, drawing: str, colour: str, text: str) -> None:
        self._glyph.draw(drawing, colour)
        self._label.setText(text)
        self._label.setMaximumWidth(self._label.fontMetrics().horizontalAdvance(text) + 4)
        self.setAccessibleName(text)

    def _last(self) -> str:
        if self._state is None or self._state.completed_at is None:
            return _("Never synchronised")
        when = words.ago(self._state.completed_at, time.time_ns() // 1_000)
        return _("Synchronised {when}", when=when)

    def _as_of(self) -> str:
        bank = self._state.bank if self._state else None
        return _("data as of {day}", day=words.day(bank.as_of if bank else None) or words.NOTHING)

    def _oldest(self) -> str:
        """Say where some data are older than the business date."""
        if self._state is None or self._state.bank is None:
            return ""
        oldest = min((source.as_of_day for source in self._state.sources), default=self._state.bank.as_of)
        if oldest >= self._state.bank.as_of:
            return ""
        return _("Some data are older: as of {day}", day=words.day(oldest))


def _button(drawing: str, clicked: object) -> QPushButton:
    button = QPushButton(icon(drawing), "")
    button.setIconSize(_ICON)
    button.setProperty("kind", "quiet")
    button.clicked.connect(clicked)
    return button
