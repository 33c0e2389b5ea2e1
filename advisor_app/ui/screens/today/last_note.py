"""What was noted last about a customer, for whoever is about to speak with them."""

from advisor_app import words
from advisor_app.domain.timeline import EventKind, TimelineQuery
from advisor_app.i18n import gettext as _
from advisor_app.services.open_book import Book
from advisor_app.services.timeline import timeline_page

_MOST = 160
_LOOKED_AT = 10  # contacts without a note, as calls that nobody answered, are passed over


def last_note(book: Book, customer_id: bytes) -> str:
    """Return the newest note about a customer with its day, masked and cut short; empty where there is none."""
    query = TimelineQuery(customer_id, kinds=(EventKind.CONTACT,), limit=_LOOKED_AT)
    for event in timeline_page(book, query).events:
        if event.text and event.status != "void":
            text = str(event.text)
            cut = text if len(text) <= _MOST else f"{text[:_MOST]}…"
            return _("{day}: {note}", day=words.day(event.day), note=cut)
    return ""
