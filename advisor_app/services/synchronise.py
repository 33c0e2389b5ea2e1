"""Sync this device with head office: one round, push and then pull, resumed where the last one was cut."""

from advisor_app.data import covers, duplicates, note_search
from advisor_app.data.audit import utc_now
from advisor_app.data.store import Store
from advisor_app.services.office_checks import ask_unasked
from advisor_app.services.office_line import OpenBook, office_line
from advisor_app.sync.client import Progress, Pull, Pulled, Stopped
from advisor_app.sync.push import Push
from advisor_app.sync.transport import NoConnection

__all__ = ["OpenBook", "synchronise"]


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
    try:
        with office_line(book, server, proxy) as transport:
            pushed = Push(book.store, transport, stopped).run()
            pull = Pull(book.store, transport, progress, stopped, confirmed=confirmed, beside=beside)
            pulled = pull.run()
            pulled.known = ask_unasked(book.store, transport, stopped)
    except NoConnection:
        covers.close(book.store, utc_now())  # where head office cannot say that a cover is over
        raise
    _index_notes(book.store, stopped)
    _hash_people(book.store, stopped)
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


def _hash_people(store: Store, stopped: Stopped | None) -> None:
    """Make whoever came comparable with those who are typed; a check does what is left."""
    while not (stopped and stopped()):
        with store.read() as tx:
            if not duplicates.stale(tx):
                return
        with store.write() as tx:
            duplicates.refresh(tx)
