"""The composition root of the workbench: the one place that finds its folders and wires its parts together.

Databases and keys are imported when they are first needed, so that help and a version cost nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from advisor_app.paths import AppPaths, machine_settings
from advisor_app.settings import WORKBENCH, Settings

if TYPE_CHECKING:
    from advisor_app.services.open_book import Book
    from advisor_app.sync.protocol import Enrolled

DEFAULT_KEY_STORE = "keyring"


@dataclass(frozen=True, slots=True)
class Workbench:
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
        return enrol(self.paths.data, server, ca_file, code, passphrase, key_store)
