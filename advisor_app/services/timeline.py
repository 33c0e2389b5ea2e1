"""The timeline of a customer whose profile is being shown, page by page."""

from advisor_app.data.reads import timeline
from advisor_app.domain.timeline import TimelinePage, TimelineQuery
from advisor_app.services.open_book import Book


def timeline_page(book: Book, query: TimelineQuery) -> TimelinePage:
    """Return one page of the whole history, newest first; a customer who is not in the book has none."""
    with book.store.read() as tx:
        return timeline.page(tx, query)
