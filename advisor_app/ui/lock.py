"""When nobody is there: after some minutes without input, and after a sleep of the machine, the workbench locks.

That a machine slept shows in its clock: between two ticks of a timer much more time has passed than the timer
waits. So the lock holds also where the system does not tell of a sleep, if only on waking up.
"""

import sys
import time
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from advisor_app.settings import IDLE_LOCK_MINUTES, Settings

TICK = 1.0
WARNING = 30.0  # seconds before the lock
ASLEEP = 20.0  # seconds beyond a tick: longer than any work of the window takes
_INPUT = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
    )
)


def seconds() -> float:
    """Return a time that runs on while the machine sleeps, and on Linux and Windows cannot be set."""
    if sys.platform == "win32":
        return time.monotonic()
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_REALTIME))


class IdleLock(QObject):
    """Watches for input in all windows of the program."""

    idle = Signal()
    """Nobody was there for as long as the settings allow, or the machine slept."""
    nearly_idle = Signal(int)
    """So many seconds are left."""

    def __init__(
        self, settings: Settings, parent: QObject | None = None, *, clock: Callable[[], float] = seconds
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._clock = clock
        self._touched = self._ticked = clock()
        self._warned = False
        self._timer = QTimer(self, interval=int(TICK * 1000))
        self._timer.timeout.connect(self._on_tick)
        application = cast(QGuiApplication, QGuiApplication.instance())
        application.focusWindowChanged.connect(self._on_window_focused)
        # Of what an input method composes no key is heard, but the cursor moves.
        application.inputMethod().cursorRectangleChanged.connect(self._on_touched)
        self._on_window_focused(application.focusWindow())

    def start(self) -> None:
        """Begin to watch."""
        self._touched = self._ticked = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._on_touched()
        return False

    def _on_touched(self) -> None:
        self._touched = self._clock()
        self._warned = False

    def _on_window_focused(self, window: QWindow | None) -> None:
        # Input reaches a window before its widgets: few events pass here, all of them through the application.
        if window:
            window.installEventFilter(self)

    def _on_tick(self) -> None:
        now = self._clock()
        slept = now - self._ticked > TICK + ASLEEP
        self._ticked = now
        left = self._settings[IDLE_LOCK_MINUTES] * 60 - (now - self._touched)
        if slept or left <= 0:
            self.stop()
            self.idle.emit()
        elif left <= WARNING and not self._warned:
            self._warned = True
            self.nearly_idle.emit(round(left))
