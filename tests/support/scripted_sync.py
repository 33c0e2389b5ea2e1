"""A sync that does what a test says, with the signals of the real one."""

from PySide6.QtCore import QObject, Signal

from advisor_app.errors import AppError


class ScriptedSync(QObject):
    """Starts and ends when told to; counts how often it was started and cancelled."""

    started = Signal()
    progressed = Signal(int, int, object)
    finished = Signal(dict)
    failed = Signal(object)
    crashed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.running = False
        self.asked = True
        self.confirmed = False
        self.trouble: AppError | None = None
        self.starts = self.cancels = 0

    def start(self, *, asked: bool = True, confirmed: bool = False) -> None:
        self.starts += 1
        self.running, self.asked, self.confirmed, self.trouble = True, asked, confirmed, None
        self.started.emit()

    def cancel(self) -> None:
        self.cancels += 1
        self.end(rows=7, stopped=True)

    def end(self, **result: object) -> None:
        """End with a result: rows=…, stopped=…"""
        self.running = False
        self.finished.emit(result)

    def fail(self, error: AppError) -> None:
        """End with an error."""
        self.running, self.trouble = False, error
        self.failed.emit(error)
