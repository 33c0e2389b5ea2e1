"""Sync this device with head office: one round, push and then pull, resumed where the last one was cut."""

from pathlib import Path
from typing import Protocol

from advisor_app.data import note_search, vault
from advisor_app.data.store import Store
from advisor_app.services.enrolment import CA_FILE
from advisor_app.sync.client import Progress, Pull, Pulled, Stopped
from advisor_app.sync.push import Push
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


def synchronise(
    book: OpenBook,
    progress: Progress | None = None,
    server: str | None = None,
    stopped: Stopped | None = None,
    *,
    confirmed: bool = False,
    beside: bool = False,
    proxy: str = "",
) -> Pulled:
    """Send what waits, then pull until this device agrees with head office, or `stopped` says so.

    `server` is where head office is now, where that is not the address of the enrolment, and `proxy` the address
    of one on the way there. `confirmed` lets head
    office take much of the book away, which is held otherwise. `beside`: a window uses the book meanwhile, and must
    not wait long to write what it logs.
    Raises NoConnection (which may say when to try again), DeviceRefused, BadAnswer, HeldBack, DamagedError,
    StorageError; whatever was committed stays.
    """
    header = vault.load(book.directory)
    transport = Transport(
        server or header.about["server"],
        book.directory / CA_FILE,
        bytes.fromhex(header.device),
        book.secrets.sign,
        proxy=proxy,
    )
    try:
        pushed = Push(book.store, transport, stopped).run()
        pull = Pull(book.store, transport, progress, stopped, confirmed=confirmed, beside=beside)
        pulled = pull.run()
    finally:
        transport.close()
    _index_notes(book.store, stopped)
    pulled.sent, pulled.conflicts, pulled.refused = pushed.applied, pushed.conflicts, pushed.refused
    return pulled


def _index_notes(store: Store, stopped: Stopped | None) -> None:
    """Make what came searchable, in transactions between which others can write; a search does what is left."""
    while not (stopped and stopped()):
        with store.read() as tx:
            if not note_search.stale(tx):
                return
        with store.write() as tx:
            note_search.refresh(tx)
