"""Drafts of contacts: kept while a form is open, offered again after a lock or a crash."""

from advisor_app.data import drafts as data
from advisor_app.data.audit import utc_now
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.written import Draft
from advisor_app.services.open_book import Book


def save_draft(book: Book, entry: ContactEntry, draft_id: bytes | None = None) -> bytes:
    """Keep what was typed, whatever it is, and return the id of the draft; with an id it takes that one's place."""
    with book.store.write() as tx:
        key = data.save(tx, entry, draft_id, utc_now())
        if draft_id is None:
            book.store.audit.append(tx, "draft.save", f"drafts:{key.hex()}")
    return key


def drafts(book: Book) -> tuple[Draft, ...]:
    """Return the drafts, the one saved last first; they hold what was typed, so nothing in them is masked."""
    with book.store.read() as tx:
        return data.listed(tx)


def discard_draft(book: Book, draft_id: bytes) -> None:
    """Remove a draft; one that is not there is none that has to go."""
    with book.store.write() as tx:
        data.discard(tx, draft_id)
        book.store.audit.append(tx, "draft.discard", f"drafts:{draft_id.hex()}")
