"""How any screen asks for the forms of contacts; `Contacts` brings them up."""

from pathlib import Path
from typing import NamedTuple

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.dates import from_instant
from advisor_app.domain.ids import new_id
from advisor_app.domain.tasks import Item
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


def log_appointment(desk: Desk, item: Item, time_zone: str) -> None:
    """Let the contact be logged that an appointment was; the task is settled with it where it is open."""
    if item.customer_id is None or item.starts_at is None:
        return
    at = from_instant(item.starts_at, time_zone)
    entry = ContactEntry(
        customers=(item.customer_id,),
        day=at.date().isoformat(),
        time=f"{at:%H:%M}",
        settle=(item.id,) if item.status is None else (),
    )
    go_on(desk, Draft(new_id(), entry, item.customer_id, 0))


def go_on(desk: Desk, draft: Draft) -> None:
    """Let a draft be finished."""
    desk.log_wanted.emit(NewContact(draft=draft))


def take_files(desk: Desk, files: tuple[Path, ...], customer_id: bytes | None = None) -> None:
    """Let a contact be logged that files belong to; an e-mail fills the form."""
    desk.log_wanted.emit(NewContact(customer_id, files=files))


def open_contact(desk: Desk, interaction_id: bytes) -> None:
    """Let a contact that was logged be looked at whole, corrected or withdrawn."""
    desk.contact_wanted.emit(interaction_id)
