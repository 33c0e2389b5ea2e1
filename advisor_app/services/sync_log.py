"""The log of the last rounds of sync, and the noting of each: it names no customer and quotes nothing."""

import time
from collections.abc import Callable
from contextlib import suppress

from advisor_app.data import rounds
from advisor_app.data.errors import StorageError
from advisor_app.domain.written import Round
from advisor_app.errors import AppError
from advisor_app.services.open_book import Book
from advisor_app.services.synchronise import OpenBook
from advisor_app.sync.client import Progress, Pulled


def sync_log(book: Book) -> tuple[Round, ...]:
    """Return the last rounds of sync, newest first."""
    with book.store.read() as tx:
        return rounds.listed(tx)


def noted(
    book: OpenBook, synchronise: Callable[[Progress], Pulled], progress: Progress | None = None
) -> Pulled:
    """Run a round of sync, which is handed whom to tell its progress, and note how it went, also if it fails."""
    begun_at, began = time.time_ns() // 1000, time.monotonic()
    done, trouble = Pulled(), AppError.title

    def tell(rows: int, total: int, size: int) -> None:
        done.rows, done.bytes = rows, size
        if progress:
            progress(rows, total, size)

    try:
        done = synchronise(tell)
        trouble = ""
        return done
    except AppError as error:
        trouble = error.title
        raise
    finally:
        entry = Round(
            begun_at=begun_at,
            took=round((time.monotonic() - began) * 1000),
            sent=done.sent,
            rows=done.rows,
            bytes=done.bytes,
            cuts=done.cuts,
            removed=done.removed,
            conflicts=done.conflicts,
            refused=done.refused,
            stopped=done.stopped,
            trouble=trouble,
        )
        with (
            suppress(StorageError),
            book.store.write() as tx,
        ):  # a full disk is told of, not hidden, by the round
            rounds.add(tx, entry)
