"""The conflict inbox: what was changed here and elsewhere at once, for the advisor to decide, and to think again."""

from typing import Literal

from advisor_app.data import conflicts as data
from advisor_app.data.reads import clashes
from advisor_app.domain.written import ConflictView
from advisor_app.services.open_book import Book

Decision = Literal["ours", "theirs"]


def conflicts(book: Book, *, decided: bool = False) -> tuple[ConflictView, ...]:
    """Return the conflicts that are open, or those decided, newest first; words masked."""
    with book.store.read() as tx:
        return clashes.listed(tx, decided=decided)


def count_conflicts(book: Book) -> int:
    """Count the open conflicts."""
    with book.store.read() as tx:
        return data.count(tx)


def decide_conflict(book: Book, conflict_id: bytes, decision: Decision) -> None:
    """Take ours, which goes to head office as a change like any other, or keep theirs, which stands.

    Raises InputError if the conflict is decided already, or its customer has left the book.
    """
    with book.store.write() as tx:
        data.decide(tx, book.store, conflict_id, decision)


def undo_decision(book: Book, conflict_id: bytes) -> None:
    """Open a conflict again. Raises InputError if it is not decided, or the row was changed again since."""
    with book.store.write() as tx:
        data.reopen(tx, book.store, conflict_id)
