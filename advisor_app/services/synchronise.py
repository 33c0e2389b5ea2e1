"""Sync this device with head office: one round, resumed where the last one was cut."""

from pathlib import Path
from typing import Protocol

from advisor_app.data import vault
from advisor_app.data.store import Store
from advisor_app.services.enrolment import CA_FILE
from advisor_app.sync.client import Progress, Pull, Pulled
from advisor_app.sync.transport import Transport


class OpenBook(Protocol):
    """What sync needs of an open book."""

    @property
    def store(self) -> Store:
        """The open store."""
        ...

    @property
    def secrets(self) -> vault.Secrets:
        """The device's keys."""
        ...

    @property
    def directory(self) -> Path:
        """The folder of the store."""
        ...


def synchronise(book: OpenBook, progress: Progress | None = None, server: str | None = None) -> Pulled:
    """Pull until this device agrees with head office, and return what came.

    `server` is where head office is now, where that is not the address of the enrolment.
    Raises NoConnection, DeviceRefused, BadAnswer, DamagedError, StorageError; whatever was committed stays.
    """
    header = vault.load(book.directory)
    transport = Transport(
        server or header.about["server"],
        book.directory / CA_FILE,
        bytes.fromhex(header.device),
        book.secrets.sign,
    )
    try:
        return Pull(book.store, transport, progress).run()
    finally:
        transport.close()
