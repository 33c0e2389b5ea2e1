"""The line to head office: where it is and how it is recognised, from the enrolment or as the settings say now."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from advisor_app.data import vault
from advisor_app.data.store import Store
from advisor_app.services.enrolment import CA_FILE
from advisor_app.sync.transport import Transport


class OpenBook(Protocol):
    """What is needed of an open book to talk with head office."""

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


@contextmanager
def office_line(
    book: OpenBook, server: str | None = None, proxy: str = "", timeout: float = 30.0
) -> Iterator[Transport]:
    """Yield a transport to head office, and close it.

    `server` is where head office is now, where that is not the address of the enrolment, and `proxy` the address of
    one on the way there; `timeout` is in seconds.
    """
    header = vault.load(book.directory)
    transport = Transport(
        server or header.about["server"],
        book.directory / CA_FILE,
        bytes.fromhex(header.device),
        book.secrets.sign,
        timeout,
        proxy=proxy,
    )
    try:
        yield transport
    finally:
        transport.close()
