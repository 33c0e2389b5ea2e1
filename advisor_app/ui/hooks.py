"""What happens to trouble that nobody caught: it is logged without any customer's data and told to the window.

Exceptions of slots and of threads arrive here, and Qt's own messages. A known error is for the message bar, all
others are bugs. The log tells kinds, message ids and places in the code; what a value was is in neither.
"""

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from advisor_app.errors import AppError
from advisor_app.services.bug_report import bug_report

_LOG_BYTES, _LOG_FILES = 1_000_000, 4
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_logger = logging.getLogger(__name__)
_qt = logging.getLogger("qt")


class Hooks(QObject):
    """The hooks of one process; `install` and `remove` may be called once each, in the thread of the window."""

    refused = Signal(object)
    """An AppError that nobody caught."""
    crashed = Signal(object)
    """Any other exception that nobody caught."""
    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caught.connect(self._on_caught, Qt.ConnectionType.AutoConnection)
        self._before: tuple[Any, ...] = ()
        self._handler: logging.Handler | None = None
        self._traces: IO[str] | None = None
        self._level = logging.getLogger().level
        self._dumped = faulthandler.is_enabled()

    def install(self) -> None:
        """Take over uncaught exceptions and Qt's messages."""
        self._before = (sys.excepthook, threading.excepthook, qInstallMessageHandler(_log_qt))
        sys.excepthook = self._excepthook
        threading.excepthook = self._thread_excepthook

    def log_to(self, folder: Path, level: str) -> None:
        """Write the log, and where the process was if it dies, into files of `folder`, for their owner only.

        Raises OSError where they cannot be written.
        """
        from logging.handlers import RotatingFileHandler  # late: it takes longer than all else here

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log, traces = folder / "advisor-app.log", folder / "crash.log"
        for file in (log, traces):
            file.touch(0o600)
        self._handler = RotatingFileHandler(
            log, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
        )
        self._handler.setFormatter(_WithoutValues())
        logging.getLogger().addHandler(self._handler)
        self.set_level(level)
        self._traces = traces.open("a", encoding="utf-8")
        faulthandler.enable(self._traces)

    def set_level(self, level: str) -> None:
        """Log from `level` (debug, info, warning, error) upwards."""
        if self._handler:
            self._handler.setLevel(level.upper())
            logging.getLogger().setLevel(level.upper())

    def remove(self) -> None:
        """Put back what was there before."""
        if self._before:
            sys.excepthook, threading.excepthook, messages = self._before
            qInstallMessageHandler(messages)
            self._before = ()
        if self._handler:
            logging.getLogger().removeHandler(self._handler)
            logging.getLogger().setLevel(self._level)
            self._handler.close()
            self._handler = None
        if self._traces:
            faulthandler.disable()
            if self._dumped:
                faulthandler.enable()
            self._traces.close()
            self._traces = None

    def _excepthook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            self._caught.emit(error)
        else:  # Ctrl+C and sys.exit mean what they say
            sys.__excepthook__(kind, error, trace)

    def _thread_excepthook(self, caught: threading.ExceptHookArgs) -> None:
        if isinstance(caught.exc_value, Exception):
            self._caught.emit(caught.exc_value)

    def _on_caught(self, error: Exception) -> None:
        if isinstance(error, AppError):
            note_refusal(error)
            self.refused.emit(error)
        else:
            note_bug(error)
            self.crashed.emit(error)


def note_refusal(error: AppError) -> None:
    """Log a known error by its message id: the sentence may hold what a customer's record holds."""
    _logger.info("%s: %s", type(error).__name__, error.message_id)


def note_bug(error: BaseException) -> None:
    """Log a bug by its kind and the places in the code."""
    _logger.error("bug: %s", bug_report(error))


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    _qt.log(_LEVELS.get(kind, logging.WARNING), "%s", message)


class _WithoutValues(logging.Formatter):
    """Writes our own messages and Qt's; of other libraries' only the pattern, as their values may be anything."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name == _qt.name or record.name.partition(".")[0] == "advisor_app"
        plain = logging.makeLogRecord(
            record.__dict__ | {"exc_info": None, "exc_text": None, "stack_info": None}
        )
        if not ours:
            plain.args = ()
            plain.msg = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        text = super().format(plain)
        error = record.exc_info[1] if record.exc_info else None
        return f"{text}\n{bug_report(error)}" if error else text
