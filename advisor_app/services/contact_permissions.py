"""May I contact this customer? The lights of all channels at once, and of a contact while it is typed."""

from dataclasses import dataclass
from typing import NamedTuple

from advisor_app.data import gate
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers
from advisor_app.data.reads.permission import facts
from advisor_app.domain.contact_check import Rules, check
from advisor_app.domain.contacts import ContactEntry, ContactError
from advisor_app.domain.permission import OUT, Facts, Light, Outlook, is_marketing, may_contact, outlook
from advisor_app.domain.policy import Policy
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import field_error, rules
from advisor_app.services.open_book import Book


class ChannelLight(NamedTuple):
    """The lights of one channel: for marketing, and for service."""

    channel: str
    marketing: Light
    service: Light


@dataclass(frozen=True, slots=True)
class Permissions:
    """Whether a customer may be contacted at an instant: over each channel, and for marketing in short."""

    customer_id: bytes
    channels: tuple[ChannelLight, ...]
    outlook: Outlook
    policy: Policy

    def light(self, channel: str, *, marketing: bool) -> Light:
        """Return one light; KeyError for a channel that the policy does not have."""
        for one in self.channels:
            if one.channel == channel:
                return one.marketing if marketing else one.service
        raise KeyError(channel)


class EntryLight(NamedTuple):
    """How the light stands for what is typed: `marketing` or service, and what is said where it is red.

    `warnings` do not stand against saving: the product that a customer asked for does not suit.
    """

    marketing: bool
    refusals: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...] = ()


def contact_permissions(book: Book, customer_id: bytes, *, now: int | None = None) -> Permissions:
    """Return the lights of a customer. Raises InputError if the customer is not in the book."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        found = rules(tx, at)
        if not customers.exists(tx, customer_id):
            raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
        known = facts(tx, customer_id, at, found.policy)
    return permissions(customer_id, known, at, found.policy, found.time_zone)


def permissions(customer_id: bytes, known: Facts, at: int, policy: Policy, time_zone: str) -> Permissions:
    """Return the lights that follow from what is known."""

    def light(channel: str, *, marketing: bool) -> Light:
        return may_contact(known, channel, marketing=marketing, at=at, policy=policy, time_zone=time_zone)

    channels = tuple(
        ChannelLight(channel, light(channel, marketing=True), light(channel, marketing=False))
        for channel in policy.codes.contact_channels
    )
    return Permissions(customer_id, channels, outlook(known, at, policy, time_zone), policy)


def entry_light(
    book: Book, entry: ContactEntry, *, without: bytes = b"", now: int | None = None
) -> EntryLight | None:
    """Return the light for a contact that is being typed; `without` is the one that it corrects.

    None while too little of it is there, or for one that the customer began and in which no unsuitable product was
    recommended.
    """
    with book.store.read() as tx:
        found = rules(tx, utc_now() if now is None else now)
        return _entry_light(tx, entry, found, without)


def _entry_light(tx: Transaction, entry: ContactEntry, found: Rules, without: bytes) -> EntryLight | None:
    # Only what the light depends on has to be right already.
    asked = ContactEntry(
        entry.customers,
        entry.channel,
        entry.direction,
        entry.purpose,
        note="-",
        day=entry.day,
        time=entry.time,
    )
    try:
        contact = check(asked, found)
    except ContactError:
        return None
    purpose, recommends, at = contact.purpose, int(entry.recommends), contact.happened_at
    product = entry.product_id if entry.recommends else None
    judged = [
        gate.Judged(without, who, contact.channel, contact.direction, purpose, recommends, at, None, product)
        for who in contact.customers
    ]
    refused = tuple(map(field_error, gate.problems(tx, judged)))
    warned: tuple[FieldError, ...] = ()
    if entry.direction not in found.policy.suitability.refused:
        warned = tuple(map(field_error, gate.unsuitable(tx, judged, several=len(judged) > 1)))
    marketing = is_marketing(found.policy, purpose, recommends)
    return EntryLight(marketing, refused, warned) if entry.direction == OUT or refused or warned else None
