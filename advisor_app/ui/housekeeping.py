"""Keeping Python from holding up the window: garbage is collected a little at a time, and threads take turns quickly.

A collection holds up all threads. Left alone it begins wherever objects are made: while a chart is drawn beside
the window it would search everything for a third of a second, and delete what belongs to the window in a thread
that is not the window's. Here what is young is searched every second, in the thread of the window, and whatever
outlives that is set aside.
"""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000
_FEW = 2_000  # new containers; below that it can wait
_WHOLE = 10  # so many collections of the young to one of all that was not set aside
_TURN_S = 0.001
"""How long a thread may compute before it gives way. The window's has to wait for its turn at each of the many
steps of a paint; with the usual 5 ms, a chart that is drawn meanwhile makes it stutter."""


class Housekeeping(QObject):
    """Keeps house for as long as it lives; what is there when it begins is never searched."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        sys.setswitchinterval(_TURN_S)
        self._turns = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()

    def tidy(self) -> None:
        """Collect, if there is enough to be worth it."""
        if gc.get_count()[0] < _FEW:
            return
        self._turns += 1
        if self._turns % _WHOLE:
            gc.collect(1)
        else:
            gc.collect()
            gc.freeze()
