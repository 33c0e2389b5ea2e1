"""Keeps an eye on the advisor's own work: how much waits for head office, and what asks for a decision."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from advisor_app.errors import AppError
from advisor_app.services.outbox_state import OutboxState, outbox_state
from advisor_app.ui.desk import Desk

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl


class OutboxWatch(QObject):
    """Reads the state again whenever the book has changed or a sync has ended."""

    known = Signal(object)
    """The OutboxState, each time it has been read."""

    def __init__(self, desk: Desk, sync: "SyncControl", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._state: OutboxState | None = None
        desk.book_changed.connect(self.read)
        sync.finished.connect(self.read)
        sync.failed.connect(self._on_failed)

    @property
    def state(self) -> OutboxState | None:
        """What was read last."""
        return self._state

    def read(self) -> None:
        """Read the state."""
        self._desk.ask(self, outbox_state, self._on_read, key="outbox")

    def _on_read(self, state: OutboxState) -> None:
        self._state = state
        self.known.emit(state)

    def _on_failed(self, error: AppError) -> None:
        # A round that failed may have sent something before: what is shown as waiting may have arrived.
        self._desk.ask(self, outbox_state, self._on_read_after_failure, key="outbox")

    def _on_read_after_failure(self, state: OutboxState) -> None:
        before, self._state = self._state, state
        self.known.emit(state)
        if before is not None and (before.waiting, before.conflicts) != (state.waiting, state.conflicts):
            self._desk.book_changed.emit()
