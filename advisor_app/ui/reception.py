"""Who answers the launcher: head office is tried, this machine enrolled, the book unlocked, and then shown.

Its end is the same whatever it comes from: sync stops, background work ends, the book is locked and sealed.
"""

import os
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from advisor_app.errors import AppError
from advisor_app.paths import AppPaths, machine_settings
from advisor_app.services.bug_report import bug_report
from advisor_app.services.carried import carry
from advisor_app.services.enrolment import enrol, reach
from advisor_app.services.open_book import open_book
from advisor_app.services.program import DEFAULT_KEY_STORE, Start
from advisor_app.settings import PROXY, WORKBENCH, Settings
from advisor_app.ui.channel import Channel
from advisor_app.ui.hooks import Hooks, note_bug, note_refusal
from advisor_app.ui.say import speak
from advisor_app.ui.sitting import Sitting

_PATIENCE = 10.0  # seconds to wait for the process that has just locked the book to be done with it
_LONGEST_END = 30.0  # seconds; what hangs then is ended with the process, and the book stays unsealed


class Reception(QObject):
    """Answers requests until a book is open."""

    ended = Signal()
    """The process is to end: the book is locked, or nobody wants it any more."""

    def __init__(self, paths: AppPaths, start: Start, channel: Channel, hooks: Hooks) -> None:
        super().__init__()
        self._paths, self._start, self._channel, self._hooks = paths, start, channel, hooks
        self._open = ExitStack()
        self._sitting: Sitting | None = None
        self._shown = False
        channel.asked.connect(self._on_asked)
        channel.closed.connect(self._on_launcher_gone)

    def end(self) -> int:
        """Stop all work, lock and seal the book if one is open, and return the exit code of the process."""
        last = threading.Timer(_LONGEST_END, os._exit, (1,))
        last.daemon = True
        last.start()
        try:
            if self._sitting:
                self._sitting.end()
            self._open.close()
        except AppError as error:
            note_refusal(error)
            return error.exit_code
        finally:
            last.cancel()
        return 0

    def _on_asked(self, request: Mapping[str, Any]) -> None:
        speak(request["language"])
        # An answer from head office may be waited for in vain; what is begun here must not be cut off.
        self._channel.busy = request["do"] != "reach"
        try:
            match request["do"]:
                case "reach":
                    reach(request["server"], Path(request["authority"]), self._settings()[PROXY])
                    self._channel.answer({"is": "reached"})
                case "enrol":
                    self._enrol(request)
                    self._unlock(request["passphrase"])
                case "unlock":
                    self._unlock(request["passphrase"])
        except AppError as error:
            note_refusal(error)
            self._give_up({"is": "refused", **carry(error)})
        except Exception as error:  # noqa: BLE001  # whatever is left is a bug, which the launcher shows
            note_bug(error)
            self._give_up({"is": "bug", "report": bug_report(error)})

    def _give_up(self, answer: Mapping[str, Any]) -> None:
        self._open.close()
        self._channel.answer(answer)
        self._channel.busy = False

    def _enrol(self, request: Mapping[str, Any]) -> None:
        enrol(
            self._paths.data,
            request["server"],
            Path(request["authority"]),
            request["code"],
            request["passphrase"],
            self._start.key_store or DEFAULT_KEY_STORE,
            proxy=self._settings()[PROXY],
        )
        self._channel.answer({"is": "enrolled"})

    def _unlock(self, passphrase: str) -> None:
        opening = open_book(self._paths.data, passphrase, self._start.key_store, patience=_PATIENCE)
        book = self._open.enter_context(opening)
        self._sitting = Sitting(book, self._settings(), self._paths, self._start, self._hooks)
        self._sitting.shown.connect(self._on_shown)
        self._sitting.ended.connect(self.ended)

    def _settings(self) -> Settings:
        """Read the settings anew: the launcher may have changed the language."""
        return Settings.load(WORKBENCH, user_file=self._paths.settings, machine_file=machine_settings())

    def _on_shown(self) -> None:
        self._shown = True
        self._channel.answer({"is": "opened"})
        self._channel.finish()

    def _on_launcher_gone(self) -> None:
        if self._shown and self._sitting:
            self._sitting.listen()
        else:  # closed by somebody who did not wait
            self.ended.emit()
