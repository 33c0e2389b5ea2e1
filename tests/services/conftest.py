"""An open book as the window has it, and the way to write what head office would have sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_app.data import vault
from advisor_app.data.opening import open_store
from advisor_app.services.open_book import Book
from tests.support import factories
from tests.support.stores import MemoryKeyStore, new_store


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Return an open and empty book."""
    folder, keys = tmp_path / "book", MemoryKeyStore()
    secrets = new_store(folder, keys)
    with open_store(folder, secrets, keys) as store:
        yield Book(folder, vault.load(folder), secrets, store)


@pytest.fixture
def office(book: Book) -> factories.Book:
    """Return what fills the book by hand."""
    return factories.Book(book.store)


def logged(book: Book) -> list[tuple[str, str | None]]:
    """Return the audit events of the book, action and object, after verifying the chain."""
    with book.store.read() as tx:
        book.store.audit.verify(tx)
        found = tx.exec_driver_sql(
            "SELECT action, object_id FROM audit WHERE action NOT LIKE 'store.%' ORDER BY sequence"
        )
        return [(action, about) for action, about in found]
