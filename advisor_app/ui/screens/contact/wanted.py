"""How any screen asks for the forms of contacts; `Contacts` brings them up."""

from pathlib import Path
from typing import NamedTuple

from advisor_app.domain.written import Draft
from advisor_app.ui.desk import Desk


class NewContact(NamedTuple):
    """The form of a new contact: for a customer, going on with a draft, or with files, of which one may be a mail."""

    customer_id: bytes | None = None
    draft: Draft | None = None
    files: tuple[Path, ...] = ()


def log_contact(desk: Desk, customer_id: bytes) -> None:
    """Let a contact with a customer be logged."""
    desk.log_wanted.emit(NewContact(customer_id))


def go_on(desk: Desk, draft: Draft) -> None:
    """Let a draft be finished."""
    desk.log_wanted.emit(NewContact(draft=draft))


def take_files(desk: Desk, files: tuple[Path, ...], customer_id: bytes | None = None) -> None:
    """Let a contact be logged that files belong to; an e-mail fills the form."""
    desk.log_wanted.emit(NewContact(customer_id, files=files))


def open_contact(desk: Desk, interaction_id: bytes) -> None:
    """Let a contact that was logged be looked at whole, corrected or withdrawn."""
    desk.contact_wanted.emit(interaction_id)
