"""The program as processes that start one another: by which command, and what each hands on to the next.

The window is a chain: a launcher, the workbench that it unlocked, a launcher again after a lock, and so on. All
of them are started as the first was.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from advisor_app.i18n import LANGUAGES, language_named

Process = Literal["window", "workbench"]
WINDOW: Process = "window"
WORKBENCH: Process = "workbench"
SYNC_WORKER = "sync-worker"
DEFAULT_KEY_STORE = "keyring"
KEY_STORES = (DEFAULT_KEY_STORE, "demo")
_LOCKED = "--locked"
_OPTIONS = {
    "--data-dir": "data_dir",
    "--lang": "language",
    "--key-store": "key_store",
    "--passphrase-file": "passphrase_file",
}


def program(*arguments: str) -> list[str]:
    """Return the command that runs this program with such arguments as a process of its own."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    # -P: whoever can write to the present folder could otherwise put a module of our name there.
    return [sys.executable, "-P", "-m", "advisor_app", *arguments]


def has_display() -> bool:
    """Tell whether this process can make a window, be it one that nobody sees."""
    places = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in places)


class Start(NamedTuple):
    """How a process of the window was started, None where nothing was said.

    `locked`: by a lock and not by a person, so that nothing is unlocked without one.
    """

    process: Process = WINDOW
    data_dir: Path | None = None
    language: str | None = None
    key_store: str | None = None
    passphrase_file: Path | None = None
    locked: bool = False

    @classmethod
    def read(cls, arguments: Sequence[str]) -> "Start | None":
        """Return what a command line asks for, or None where it is anything else than a window.

        The parser of the whole command line is not made for it, as that would delay the window. A mistake is
        also None, so that the parser explains it.
        """
        found: dict[str, str] = {}
        process, locked = WINDOW, False
        rest = iter(arguments)
        for argument in rest:
            name, separator, value = argument.partition("=")
            if name in _OPTIONS:
                found[_OPTIONS[name]] = value if separator else next(rest, "")
            elif argument in (WINDOW, WORKBENCH):
                process = WORKBENCH if argument == WORKBENCH else WINDOW
            elif argument == _LOCKED:
                locked = True
            else:
                return None
        folder, file = found.get("data_dir"), found.get("passphrase_file")
        language = language_named(found["language"]) if "language" in found else None
        key_store = found.get("key_store")
        known = language in (None, *LANGUAGES) and key_store in (None, *KEY_STORES)
        if not known or not all(found.values()):
            return None
        return cls(
            process,
            Path(folder).expanduser().absolute() if folder else None,
            language,
            key_store,
            Path(file).absolute() if file else None,
            locked,
        )

    def command(self) -> list[str]:
        """Return the command that starts such a process."""
        given = ((option, getattr(self, member)) for option, member in _OPTIONS.items())
        options = [text for option, value in given if value for text in (option, str(value))]
        return program(self.process, *options, *([_LOCKED] if self.locked else []))
