"""One recorded contact with all that its form says of it, and what was typed over it before and not saved."""

from dataclasses import fields, replace
from typing import Any, NamedTuple

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.written import Correction, Revised
from advisor_app.services.contact_form import ContactForm, contact_form
from advisor_app.services.corrections import corrections
from advisor_app.services.edit_contact import Editable, contact_history, contact_to_edit
from advisor_app.services.open_book import Book
from advisor_app.services.sync_state import sync_state
from advisor_app.ui.models.written import Wording

VOID = "void"


class Opened(NamedTuple):
    """What the form needs; `kept` is a correction that was begun before."""

    form: ContactForm
    editable: Editable
    changes: tuple[Revised, ...]
    wording: Wording
    kept: Correction | None

    @property
    def correctable(self) -> bool:
        """Whether the contact may be corrected: whoever logged it, as long as it is not withdrawn."""
        return self.editable.detail.status != VOID


def opened(book: Book, interaction_id: bytes) -> Opened:
    """Return a contact to be shown whole. Raises InputError if it is not in the book."""
    form, editable = contact_form(book), contact_to_edit(book, interaction_id)
    wording = Wording(form.policy, sync_state(book).bank)
    kept = next(iter(corrections(book, interaction_id)), None)
    return Opened(form, editable, contact_history(book, interaction_id), wording, kept)


def changed(before: ContactEntry, after: ContactEntry) -> dict[str, Any]:
    """Return the fields of an entry that are others than they were, with their values."""
    return {
        each.name: value
        for each in fields(after)
        if (value := getattr(after, each.name)) != getattr(before, each.name)
    }


def resumed(editable: Editable, kept: Correction) -> tuple[Editable, ContactEntry]:
    """Return a contact and what is to stand in its form, so that a correction goes on.

    What somebody else changed meanwhile is left as it was shown then, so that saving says so.
    """
    typed = changed(kept.shown, kept.entry)
    shown = {name: getattr(kept.shown, name) for name in typed}
    return replace(editable, entry=replace(editable.entry, **shown)), replace(editable.entry, **typed)
