"""The moment at which a window is first seen: what can wait begins then."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Watches a window until it has been painted for the first time."""

    done = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The children are painted in the same turn of the event loop.
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self.done.emit()
