"""The workbench seen from the launcher: a process that is asked for things in lines and answers in lines."""

import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, cast

from PySide6.QtCore import QObject, Signal


class WorkbenchProcess(QObject):
    """One process. It has its own life: it goes on when this object and this process end, once a book is open."""

    answered = Signal(dict)
    ended = Signal(int)
    """It will answer no more; with its exit code, or 0 where it goes on without us."""

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        """Start it. Raises OSError if that cannot be done."""
        super().__init__(parent)
        # Standard error goes on from process to process, so that whoever started the first one hears of the last.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._requests = cast(IO[bytes], self._process.stdin)
        self._reader = threading.Thread(target=self._read, name="workbench", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def ask(self, request: Mapping[str, Any]) -> None:
        """Send a request; if the process has died, `ended` is on its way."""
        with suppress(OSError):
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()

    def let_go(self) -> None:
        """Ask for nothing more: a workbench with an open book goes on, any other ends."""
        with suppress(OSError):
            self._requests.close()

    def _read(self) -> None:
        opened = False
        with cast(IO[bytes], self._process.stdout) as answers, suppress(RuntimeError):
            for line in answers:
                document = json.loads(line)
                opened = opened or document["is"] == "opened"
                self.answered.emit(document)
            self.ended.emit(0 if opened else self._process.wait())
        # What is said when this object is gone (a RuntimeError) is for nobody.
