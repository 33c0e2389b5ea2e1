"""Begin a contact: the number goes to the handler that the policy names, and a draft with the start time opens."""

from collections.abc import Sequence
from typing import NamedTuple

from advisor_app.data import drafts, gate
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers
from advisor_app.data.reveal import hand_over
from advisor_app.domain.contacts import ContactEntry, ContactError
from advisor_app.domain.dates import from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.contacts import Handler
from advisor_app.domain.profile import Profile
from advisor_app.domain.written import Draft
from advisor_app.errors import InputError, RefusedError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.services import handlers
from advisor_app.services.contact_permissions import Permissions, contact_permissions, permissions
from advisor_app.services.contact_rules import field_error, rules
from advisor_app.services.open_book import Book


class Ways(NamedTuple):
    """By what a contact with a customer can be begun.

    Which of the values that a handler may need are `recorded`; the values themselves are not in it. `lights` say
    over which channels it may be marketing.
    """

    customer_id: bytes
    number: str | None
    name: str | None
    policy: Policy
    recorded: frozenset[str]
    lights: Permissions

    @property
    def handlers(self) -> tuple[tuple[Handler, bool], ...]:
        """The handlers, each with whether it has somebody to reach."""
        return tuple((handler, handler.reach in self.recorded) for handler in self.policy.contacts.handlers)


def ways_of(profile: Profile) -> Ways:
    """Return how a contact with a customer who is shown can be begun."""
    person = profile.person
    return _ways(
        person.id,
        person.number,
        person.name,
        permissions(person.id, profile.facts, profile.read_at, profile.policy, profile.bank.time_zone),
        phone=person.phone is not None,
        email=person.email is not None,
    )


def ways_to(book: Book, customer_id: bytes, *, now: int | None = None) -> Ways:
    """Return how a contact with a customer can be begun, of whom nothing else need be shown.

    Raises InputError if the customer is not in the book.
    """
    with book.store.read() as tx:
        found = customers.reach(tx, customer_id)
    if found is None:
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
    number, name, phone, email = found
    lights = contact_permissions(book, customer_id, now=now)
    return _ways(customer_id, number, name, lights, phone=phone, email=email)


def programs_allowed(setting: str) -> tuple[str, ...]:
    """Return the programs that the setting `contacts.programs` names."""
    return tuple(name for name in map(str.strip, setting.split(";")) if name)


def start_contact(
    book: Book,
    customer_id: bytes,
    channel: str,
    *,
    purpose: str = "",
    reason: str = "",
    recommends: bool = False,
    product_id: int | None = None,
    programs: Sequence[str] = (),
    now: int | None = None,
) -> Draft:
    """Begin a contact over a channel and return the draft of its record; that it was begun is logged first.

    `reason` is the prompt or occasion, `programs` those that may be started on this machine. Marketing against a red
    light (a purpose of marketing, or `recommends`: a product is to be recommended) and a `product_id` that does not
    suit the customer are refused before anything else.
    Raises UnavailableError where the policy has no handler for the channel or nothing answers, InputError where
    nothing usable is recorded, RefusedError for a program that is not allowed.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        found = rules(tx, at)
        _refuse_red(tx, customer_id, channel, purpose, recommends=recommends, product_id=product_id, at=at)
        handler = _handler(found.policy, channel)
        raw = hand_over(tx, book.store, customer_id, handler.reach, channel, reason)
    handlers.begin(handler, handlers.reached_by(handler, raw), programs)
    started = from_instant(at, found.time_zone)
    entry = ContactEntry(
        customers=(customer_id,),
        channel=channel,
        direction="out",
        purpose=purpose,
        day=started.date().isoformat(),
        time=f"{started:%H:%M}",
        reason=reason,
        recommends=recommends,
        product_id=product_id,
    )
    with book.store.write() as tx:
        key = drafts.save(tx, entry, None, at)
    return Draft(key, entry, customer_id, at)


def _refuse_red(
    tx: Transaction,
    customer_id: bytes,
    channel: str,
    purpose: str,
    *,
    recommends: bool,
    product_id: int | None,
    at: int,
) -> None:
    """Raise RefusedError where a contact of this kind must not be begun."""
    try:
        gate.check_start(
            tx,
            customer_id,
            channel,
            purpose or None,
            recommends=recommends,
            product_id=product_id,
            at=at,
        )
    except ContactError as error:
        found = field_error(error.problems[0])
        raise RefusedError(found.message_id, what_to_do=found.what_to_do, **found.values) from None


def _ways(
    customer_id: bytes, number: str | None, name: str | None, lights: Permissions, **recorded: bool
) -> Ways:
    there = frozenset(field for field, known in recorded.items() if known)
    return Ways(customer_id, number, name, lights.policy, there, lights)


def _handler(policy: Policy, channel: str) -> Handler:
    for handler in policy.contacts.handlers:
        if handler.channel == channel:
            return handler
    raise UnavailableError(
        N_("The policy of the bank does not say how to begin a contact over this channel."),
        what_to_do=N_("Contact the customer by other means and log it afterwards."),
    )
