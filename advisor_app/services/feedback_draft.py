"""The draft of feedback: kept while the form is open, offered again after a lock or a crash."""

import json
from dataclasses import asdict

from advisor_app.data import form_drafts
from advisor_app.data.audit import utc_now
from advisor_app.domain.feedback import FeedbackEntry
from advisor_app.services.open_book import Book

_KIND = "feedback"


def keep_feedback(book: Book, entry: FeedbackEntry) -> None:
    """Keep what is typed, whatever it is."""
    fields = asdict(entry)
    for name in ("customer_id", "interaction_id"):
        fields[name] = fields[name].hex() if fields[name] else None
    with book.store.write() as tx:
        form_drafts.keep(tx, _KIND, entry.customer_id, json.dumps(fields), utc_now())


def kept_feedback(book: Book) -> FeedbackEntry | None:
    """Return what was typed, nothing masked, or None where nothing is kept."""
    with book.store.read() as tx:
        content = form_drafts.kept(tx, _KIND)
    if content is None:
        return None
    fields = json.loads(content)
    known = {name: fields[name] for name in FeedbackEntry.__dataclass_fields__ if name in fields}
    for name in ("customer_id", "interaction_id"):
        known[name] = bytes.fromhex(known[name]) if known.get(name) else None
    known["answers"] = tuple((code, text) for code, text in known.get("answers", ()))
    return FeedbackEntry(**known)


def forget_feedback(book: Book) -> None:
    """Remove what is kept."""
    with book.store.write() as tx:
        form_drafts.forget(tx, _KIND)
