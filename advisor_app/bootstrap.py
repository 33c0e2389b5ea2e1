"""The composition root of the workbench: the one place that finds its folders and wires its parts together.

Databases, keys and Qt are imported when they are first needed, so that help and a version cost nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from advisor_app.errors import UnavailableError
from advisor_app.i18n import N_, default_language, set_language
from advisor_app.paths import AppPaths, machine_settings
from advisor_app.services.program import DEFAULT_KEY_STORE, WINDOW, Start, has_display
from advisor_app.settings import PROXY, WORKBENCH, Settings

if TYPE_CHECKING:
    from advisor_app.services.open_book import Book
    from advisor_app.services.self_test import Check
    from advisor_app.sync.protocol import Enrolled


class Workbench(NamedTuple):
    """The workbench of one user: folders and settings, and the ways to its book.

    `key_store` is the kind that was asked for, None for the one that fits.
    """

    paths: AppPaths
    settings: Settings
    key_store: str | None = None

    @classmethod
    def locate(cls, data_dir: Path | None = None, key_store: str | None = None) -> "Workbench":
        """Return the workbench in `data_dir`, or in the platform's folders.

        Raises IssuesError or UnavailableError for settings that cannot be used.
        """
        paths = AppPaths.locate(data_dir)
        settings = Settings.load(WORKBENCH, user_file=paths.settings, machine_file=machine_settings())
        return cls(paths, settings, key_store)

    @contextmanager
    def open_book(self, passphrase: str) -> Iterator["Book"]:
        """Yield the unlocked book; raises as `services.open_book` does."""
        from advisor_app.services.open_book import open_book

        with open_book(self.paths.data, passphrase, self.key_store) as book:
            yield book

    def enrol(self, server: str, ca_file: Path, code: str, passphrase: str) -> "Enrolled":
        """Enrol this device and make its empty book; raises as `services.enrolment` does."""
        from advisor_app.services.enrolment import enrol

        key_store = self.key_store or DEFAULT_KEY_STORE
        proxy = self.settings[PROXY]
        return enrol(self.paths.data, server, ca_file, code, passphrase, key_store, proxy=proxy)

    def tour(self, book: "Book", folder: Path) -> list[Path]:
        """Walk through the window on an open book and return the pictures that were written into `folder`."""
        from advisor_app.ui.tour import take

        return take(book, self.paths.settings, folder)

    def self_test(self) -> "tuple[Check, ...]":
        """Try everything that the program depends on, and the window's part of it where Qt can be loaded."""
        from advisor_app.services import self_test

        checks = self_test.self_test(self.paths, self.settings)
        try:
            from advisor_app.ui import selftest
        except ImportError as error:
            return (*checks, self_test.Check("window", False, str(_no_window(error))))
        return (*selftest.self_test(), *checks)


def run_window(start: Start) -> int:
    """Run a process of the window, a launcher or a workbench, and return its exit code when it ends.

    Raises UnavailableError where this system cannot show a window, and for a workbench what `locate` raises.
    """
    set_language(start.language or default_language())
    if not has_display():
        raise UnavailableError(
            N_("There is no display to open the window on."),
            what_to_do=N_("Start it from a desktop; advisor-app --help lists what can be done without one."),
        )
    gc.disable()  # until there is a window: hundreds of classes are made, and collecting only delays it
    try:
        import advisor_app.ui.application  # noqa: F401  # to see that Qt can be loaded
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "PySide6":
            raise
        raise _no_window(error) from error
    if start.process == WINDOW:
        from advisor_app.ui.launcher.entry import run as run_launcher

        return run_launcher(AppPaths.locate(start.data_dir), start)
    from advisor_app.ui.workbench import run as run_workbench

    workbench = Workbench.locate(start.data_dir, start.key_store)
    return run_workbench(workbench.paths, workbench.settings, start)


def _no_window(error: ImportError) -> UnavailableError:
    return UnavailableError(
        N_("The window cannot be shown, because a library is missing ({reason})."),
        reason=error,
        what_to_do=N_("Install it; “make setup” in the program's folder names all that are needed."),
    )
