"""Search in what was written about contacts, over the whole book."""

from dataclasses import dataclass

from advisor_app.data import note_search
from advisor_app.data.reads import contacts, policies, sources
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.written import NoteHit
from advisor_app.services.open_book import Book

LIMIT = 50


@dataclass(frozen=True, slots=True)
class NotesFound:
    """The newest contacts whose words hold the text; not `complete` while contacts are still to be indexed."""

    rows: tuple[NoteHit, ...]
    complete: bool
    bank: Bank | None
    policy: Policy


def search_notes(book: Book, text: str, limit: int = LIMIT, *, refines: bool = False) -> NotesFound:
    """Return the newest contacts in whose note, next step or participants the text stands, masked as shown.

    Two Chinese characters are enough; other words are found from their beginnings. Without a text they are the newest
    of all that have words. A search is logged once, without its text and before anything of it is seen; `refines`
    says that it is another letter of one.
    """
    with book.store.read() as tx:
        behind = note_search.stale(tx)
    if behind or not refines:
        with book.store.write() as tx:
            note_search.refresh(tx)
            if not refines:
                book.store.audit.append(tx, "notes.search")
    with book.store.read() as tx:
        found = note_search.search(tx, text, limit) if text.strip() else note_search.newest(tx, limit)
        return NotesFound(
            rows=contacts.hits(tx, found),
            complete=not note_search.stale(tx),
            bank=sources.bank(tx),
            policy=policies.in_force(tx),
        )


def index_notes(book: Book) -> bool:
    """Index some of what was written since the last time; return whether there is more to index.

    Each call is one short transaction, so that others can write in between.
    """
    with book.store.write() as tx:
        note_search.refresh(tx)
        return note_search.stale(tx)
