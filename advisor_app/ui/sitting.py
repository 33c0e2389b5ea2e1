"""One sitting at the desk: an open book in its window, until the lock or the close of the window."""

import logging
import signal
import subprocess
import sys
from collections.abc import Mapping
from time import monotonic
from typing import Any, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from advisor_app.i18n import current_language, ngettext
from advisor_app.paths import AppPaths
from advisor_app.services.open_book import Book
from advisor_app.services.program import WINDOW, Start
from advisor_app.services.sync_state import SyncState, sync_state
from advisor_app.settings import LOG_LEVEL, Settings
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.first_paint import FirstPaint
from advisor_app.ui.hooks import Hooks
from advisor_app.ui.instance import Instance, come_forward
from advisor_app.ui.lock import IdleLock
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.network import Network
from advisor_app.ui.sync_process import SyncControl

_ENDS = {"SIGINT", "SIGTERM", "SIGHUP"}
_OFTEN = 2.0  # seconds between two looks at a book that is filling
_LATER_MS = 3_000  # then what the system tells of networks is loaded, when nobody is held up by that
_CHANGES = ("removed", "sent", "conflicts", "refused")
_logger = logging.getLogger(__name__)


class Sitting(QObject):
    """The desk with its window, its sync and what locks it. Whoever opened the book closes it after `end`."""

    shown = Signal()
    ended = Signal()
    """It is locked, or the system wants the process to end."""

    def __init__(self, book: Book, settings: Settings, paths: AppPaths, start: Start, hooks: Hooks) -> None:
        super().__init__()
        self._start, self._hooks = start, hooks
        self._locked = False
        self._empty, self._refreshed = False, 0.0
        self._rows = 0
        self._desk = desk = Desk(book, settings, self)
        self._sync = sync = SyncControl(book, settings, self)
        with theme.undressed(cast(QApplication, QApplication.instance())):
            self._window = window = MainWindow(desk, sync, paths.config / "window.ini")
        self._idle = idle = IdleLock(settings, self)
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._watch_network)
        self._instance = Instance(paths.data, self)
        hooks.refused.connect(desk.failed)
        hooks.crashed.connect(window.report_bug)
        desk.setting_changed.connect(self._on_setting_changed)
        sync.progressed.connect(self._on_progressed)
        sync.finished.connect(self._on_sync_ended)
        sync.failed.connect(self._on_sync_ended)
        window.lock_wanted.connect(self.lock)
        idle.idle.connect(self.lock)
        idle.nearly_idle.connect(self._on_nearly_idle)
        self._instance.wanted.connect(self._on_wanted)
        FirstPaint(window).done.connect(self._on_shown)
        for name in _ENDS & signal.Signals.__members__.keys():
            signal.signal(signal.Signals[name], self._on_signal)
        window.show()

    def listen(self) -> None:
        """Be the one window of this book from now on."""
        self._instance.listen()

    def lock(self) -> None:
        """Take everything off the screen, let a new launcher appear, and end."""
        if self._locked:
            return
        self._locked = True
        self._leave()
        language = current_language() if self._start.language else None
        following = self._start._replace(process=WINDOW, language=language, locked=True)
        try:
            subprocess.Popen(following.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        except OSError:  # locked it is all the same
            _logger.exception("no launcher")
        self.ended.emit()

    def end(self) -> None:
        """Stop all work, so that nobody uses the book any more."""
        self._leave()
        self._sync.stop()
        self._desk.close()

    def _on_shown(self) -> None:
        self.shown.emit()
        self._idle.start()
        self._window.rhythm.start()
        self._window.start_reminding()
        self._later.start()
        if sys.platform == "linux":
            from advisor_app.ui.logind import Logind

            Logind(self).leaving.connect(self.lock)
        self._desk.ask(self, sync_state, self._on_sync_state, aside=True)

    def _on_sync_state(self, state: SyncState) -> None:
        if state.completed_at is None:
            self._empty, self._refreshed = True, monotonic()
            self._sync.start()

    def _watch_network(self) -> None:
        Network(self).came_back.connect(self._window.rhythm.network_came_back)

    def _on_progressed(self, rows: int, total: int, size: int) -> None:
        self._rows = rows
        # Customers come whole, so those of a first sync are shown while the others are still on their way.
        if self._empty and monotonic() - self._refreshed > _OFTEN:
            self._refreshed = monotonic()
            self._desk.book_changed.emit()

    def _on_sync_ended(self, result: Mapping[str, Any] | object) -> None:
        self._empty = False
        changed = isinstance(result, Mapping) and any(result[name] for name in _CHANGES)
        if self._rows or changed:
            self._rows = 0
            self._desk.book_changed.emit()

    def _on_setting_changed(self, setting: object) -> None:
        if setting is LOG_LEVEL:
            self._hooks.set_level(self._desk.settings[LOG_LEVEL])

    def _on_nearly_idle(self, left: int) -> None:
        self._desk.told.emit(
            ngettext("No input: locking in {n} second.", "No input: locking in {n} seconds.", left)
        )

    def _on_wanted(self) -> None:
        come_forward(self._window)

    def _on_signal(self, number: int, frame: object) -> None:
        """End in order; Python hears of a signal at the next tick of the idle lock."""
        self.ended.emit()

    def _leave(self) -> None:
        """Take everything off the screen, whatever a window may have against it, and begin nothing more."""
        self._idle.stop()
        self._later.stop()
        self._window.rhythm.stop()
        self._window.tasks.stop()
        self._instance.close()
        self._window.close()
        for window in QApplication.topLevelWidgets():
            window.hide()
