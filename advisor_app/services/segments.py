"""Segments: searches that the advisor keeps under names, on this device."""

from advisor_app.data import segments as data
from advisor_app.domain.customers import CustomerQuery, Segment
from advisor_app.services.open_book import Book


def segments(book: Book) -> tuple[Segment, ...]:
    """Return the segments in the order in which they were first saved."""
    with book.store.read() as tx:
        return data.read(tx)


def save_segment(book: Book, name: str, query: CustomerQuery, *, segment_id: bytes | None = None) -> Segment:
    """Save a query under a name, whatever page of it was open, and return the segment.

    With `segment_id` it takes the place of that segment, or brings a deleted one back.
    Raises InputError for a name that says nothing, is too long, or that another segment has.
    """
    with book.store.write() as tx:
        segment = data.save(tx, name, query, segment_id)
        book.store.audit.append(tx, "segment.save", f"segments:{segment.id.hex()}")
    return segment


def delete_segment(book: Book, segment_id: bytes) -> None:
    """Delete a segment; one that is not there is none that has to go."""
    with book.store.write() as tx:
        if data.delete(tx, segment_id):
            book.store.audit.append(tx, "segment.delete", f"segments:{segment_id.hex()}")
