"""How any screen asks for the form of a consent, and how one is withdrawn without any."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject

from advisor_app.domain.permission import ALL
from advisor_app.i18n import gettext as _
from advisor_app.services.consents import ConsentEntry, record_consent
from advisor_app.services.edit_contact import Edited
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk

FORM = "consent"
"""Its name among the forms of the window."""


class NewConsent(NamedTuple):
    """The form of a consent of a customer, who is called so, with what is to stand in it."""

    customer_id: bytes
    name: str
    entry: ConsentEntry


def ask_for_consent(desk: Desk, wanted: NewConsent) -> None:
    """Let a consent be recorded."""
    desk.form_wanted.emit(FORM, wanted)


def withdraw(desk: Desk, owner: QObject, customer_id: bytes, channel: str, purpose: str) -> None:
    """Withdraw a consent at once: that needs no proof, and can be taken back."""
    entry = ConsentEntry(channel, purpose, granted=False)
    service = partial(record_consent, customer_id=customer_id, entry=entry)
    desk.ask(owner, service, partial(told, desk, owner, entry))


def told(desk: Desk, owner: QObject, entry: ConsentEntry, edited: Edited) -> None:
    """Say that a consent was recorded, and offer to take that back."""
    desk.book_changed.emit()
    if entry.channel == entry.purpose == ALL:
        said = _("Do-not-contact is lifted.") if entry.granted else _("Do-not-contact is recorded.")
    else:
        said = _("The consent is recorded.") if entry.granted else _("The consent is withdrawn.")
    desk.offered.emit(said, _("Undo"), partial(_take_back, desk, owner, edited))


def _take_back(desk: Desk, owner: QObject, edited: Edited) -> None:
    desk.ask(owner, partial(undo, mutations=edited.mutations), partial(_on_taken_back, desk))


def _on_taken_back(desk: Desk, _nothing: None) -> None:
    desk.book_changed.emit()
