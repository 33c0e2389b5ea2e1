"""The draft of one form, and the contact that becomes of it, written in the order in which both are asked for."""

from advisor_app.domain.contacts import ContactEntry
from advisor_app.services.drafts import discard_draft, save_draft
from advisor_app.services.log_contact import Logged, log_contact
from advisor_app.services.open_book import Book

KEPT_EVERY_MS = 3_000
"""How long after the first letter that is in no draft yet what is typed is kept."""


class Keeper:
    """Belongs to the thread of the book: jobs there come one after the other, so that one form is one draft.

    After the contact is logged, a draft that was still to be saved is none any more.
    """

    def __init__(self, draft_id: bytes | None = None) -> None:
        self.draft_id = draft_id
        self._over = False

    def keep(self, book: Book, entry: ContactEntry) -> None:
        """Save what is typed."""
        if not self._over:
            self.draft_id = save_draft(book, entry, self.draft_id)

    def discard(self, book: Book) -> None:
        """Remove the draft: nothing is left of what was typed."""
        if self.draft_id is not None and not self._over:
            discard_draft(book, self.draft_id)
        self.draft_id = None

    def log(self, book: Book, entry: ContactEntry) -> Logged:
        """Log the contact, and with it end the draft."""
        logged = log_contact(book, entry, draft_id=self.draft_id)
        self._over = True
        return logged
