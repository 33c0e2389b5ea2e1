"""Undo what was just written: removed where head office cannot have it, else taken back by a change of its own."""

from collections.abc import Iterable

from advisor_app.data import taking_back
from advisor_app.services.open_book import Book


def undo(book: Book, mutations: Iterable[bytes]) -> None:
    """Take mutations back in their order, all or none of them.

    Raises InputError where one was changed again since, or is taken back already.
    """
    with book.store.write() as tx:
        for mutation in mutations:
            taking_back.undo(tx, book.store, mutation)
