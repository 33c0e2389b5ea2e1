"""The pipes between a workbench and the launcher that started it: requests come in, answers go out, a line each.

When the launcher goes, its end of the pipe is closed. Until a book is open the process then ends on the spot,
whatever it is loading or waiting for; nothing but this thread could notice that in time.
"""

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

_STDIN, _STDOUT, _STDERR = 0, 1, 2


class Channel(QObject):
    """The workbench's end. What is printed by mistake goes to standard error, so that it is no answer."""

    asked = Signal(dict)
    closed = Signal()
    """The launcher has gone, while this process was busy with what must not be cut off."""
    _came = Signal(dict)
    _ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.busy = False
        """Whether something is under way, or open, that must be brought to its end."""
        # Queued: what comes while all is still loading waits until somebody can hear it.
        self._came.connect(self.asked, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self.closed, Qt.ConnectionType.QueuedConnection)
        self._answers = os.dup(_STDOUT)
        os.dup2(_STDERR, _STDOUT)
        threading.Thread(target=self._read, name="channel", daemon=True).start()

    def answer(self, document: Mapping[str, Any]) -> None:
        """Send an answer, if there still is somebody."""
        with suppress(BrokenPipeError):
            os.write(self._answers, json.dumps(document).encode() + b"\n")

    def finish(self) -> None:
        """Say that there will be no more answers."""
        os.close(self._answers)

    def _read(self) -> None:
        rest = b""
        while data := os.read(_STDIN, 65536):  # not through sys.stdin: its lock would be missed at the end
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._came.emit(json.loads(line))
        if not self.busy:
            os._exit(0)
        self._ended.emit()
