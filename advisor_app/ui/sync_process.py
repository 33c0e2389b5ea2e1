"""Sync seen from the window: a worker process, its progress as signals, and an end in any case.

The worker gets the keys through its standard input and is asked to stop by closing that: it finishes the page
under way. One that does not stop in time is ended; what it committed stays, and the next sync goes on there.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from advisor_app.errors import AppError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.services.carried import carried
from advisor_app.services.open_book import Book
from advisor_app.services.program import SYNC_WORKER, program
from advisor_app.services.sync_worker import request
from advisor_app.settings import PROXY, SERVER, Settings

PATIENCE_MS = 5_000
_logger = logging.getLogger(__name__)
_AGAIN = N_("What has arrived is kept; start it again.")


class SyncStopped(UnavailableError):
    """The worker ended without saying how it went."""

    title = N_("Sync was interrupted")


class SyncControl(QObject):
    """Starts, shows and stops the sync of one open book; at most one at a time."""

    started = Signal()
    progressed = Signal(int, int, object)
    """Rows written, rows expected (0: unknown), and bytes received, which may be more than a C int holds."""
    finished = Signal(dict)
    """What came, as `sync.client.Pulled` by name; `stopped` where it was cancelled."""
    failed = Signal(object)
    """An AppError."""
    crashed = Signal(str)
    """The report of a bug in the worker; `failed` follows."""

    def __init__(
        self,
        book: Book,
        settings: Settings,
        parent: QObject | None = None,
        *,
        command: Sequence[str] = (),
    ) -> None:
        """`command` starts a worker, by default this program's own."""
        super().__init__(parent)
        self._book = book
        self._settings = settings
        self._command = list(command) or program(SYNC_WORKER)
        self._process: QProcess | None = None
        self._asked = True
        self._trouble: AppError | None = None
        self._last: Mapping[str, Any] = {}
        self._impatient = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._impatient.timeout.connect(self._on_patience_ended)

    @property
    def running(self) -> bool:
        """Whether a sync is under way."""
        return self._process is not None

    @property
    def asked(self) -> bool:
        """Whether the present sync, or else the last one, was asked for by a person, who waits to hear of it."""
        return self._asked

    @property
    def trouble(self) -> AppError | None:
        """Why the last sync failed, None if it did not."""
        return self._trouble

    def start(self, *, asked: bool = True, confirmed: bool = False) -> None:
        """Start a sync, unless one is under way. `confirmed`: head office may take much of the book away."""
        if self._process:
            return
        self._last, self._asked, self._trouble = {}, asked, None
        self._process = process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.readyReadStandardOutput.connect(self._on_said)
        process.finished.connect(self._on_ended)
        process.errorOccurred.connect(self._on_error)
        process.start(self._command[0], self._command[1:])
        process.write(
            request(self._book, self._settings[SERVER], proxy=self._settings[PROXY], confirmed=confirmed)
        )
        self.started.emit()

    def cancel(self) -> None:
        """Stop after the page under way; `finished` then tells what has come."""
        if self._process:
            self._process.closeWriteChannel()
            self._impatient.start()

    def stop(self) -> None:
        """Stop and wait until the worker is gone, which takes at most some seconds; for the end of the window."""
        if process := self._process:
            process.closeWriteChannel()
            if not process.waitForFinished(PATIENCE_MS):
                process.kill()
                process.waitForFinished(PATIENCE_MS)

    def _on_said(self) -> None:
        process = self._process
        while process and process.canReadLine():
            said = json.loads(bytes(process.readLine().data()))
            if "rows" in said:
                self.progressed.emit(said["rows"], said["total"], said["bytes"])
            else:
                self._last = said

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # of all others `finished` tells
            self._on_ended()

    def _on_ended(self) -> None:
        process, said = self._process, self._last
        if process is None:
            return
        self._on_said()
        said = self._last
        self._impatient.stop()
        self._process = None
        process.deleteLater()
        if "done" in said:
            self.finished.emit(said["done"])
            return
        if report := said.get("bug"):
            _logger.error("bug in sync: %s", report)
            self.crashed.emit(report)
        self._trouble = carried(said["refused"]) if "refused" in said else _died(bug="bug" in said)
        self.failed.emit(self._trouble)

    def _on_patience_ended(self) -> None:
        if self._process:
            self._process.kill()


def _died(*, bug: bool) -> AppError:
    if bug:
        return SyncStopped(N_("The program made a mistake during sync."), what_to_do=_AGAIN)
    return SyncStopped(N_("Sync ended before it was complete."), what_to_do=_AGAIN)
