"""Corrections of contacts that were begun and not saved: kept as drafts are, and offered with the contact."""

from advisor_app.data import drafts as data
from advisor_app.data.audit import utc_now
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.written import Correction
from advisor_app.services.open_book import Book


def keep_correction(book: Book, interaction_id: bytes, shown: ContactEntry, entry: ContactEntry) -> None:
    """Keep what was typed over a contact as it was shown; it takes the place of what was kept before."""
    with book.store.write() as tx:
        data.save_correction(tx, interaction_id, shown, entry, utc_now())


def corrections(book: Book, interaction_id: bytes | None = None) -> tuple[Correction, ...]:
    """Return what was kept for one contact, or for all, the last one first; nothing in it is masked again."""
    with book.store.read() as tx:
        return data.corrections(tx, interaction_id)


def drop_correction(book: Book, interaction_id: bytes) -> None:
    """Remove what was kept for a contact."""
    with book.store.write() as tx:
        data.discard(tx, interaction_id)
