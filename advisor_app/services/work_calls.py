"""Working a call list off: the customer who is next, the outcome of a call, putting it off, beginning the contact."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor_app.data import calls as data
from advisor_app.data import drafts, gate
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import calls, contacts, customers, policies, positions, sources
from advisor_app.data.reads.permission import facts
from advisor_app.domain import calls as domain
from advisor_app.domain import permission
from advisor_app.domain.calls import CallListRow, CallProblem, CallRow
from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.permission import Light
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.calls import SPOKEN, CallOutcome
from advisor_app.domain.positions import Position, State
from advisor_app.domain.promises import PromiseRow, Standing
from advisor_app.domain.records import Bank
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.domain.written import ContactDetail, Draft
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services import contact_rules
from advisor_app.services.call_lists import today
from advisor_app.services.call_rules import find, problem
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.start_contact import Ways, start_contact, ways_to

_CONTACTS = 2


@dataclass(frozen=True, slots=True)
class CallView:
    """A call as it is worked on: whom, and what to know before.

    `light` is the answer to "may I contact?" for the contact that this call would be, over the policy's channel, and
    `unsuitable` says why the product of the campaign may not be recommended, None where it may or there is none.
    `positions` are what the customer has now, `owed` the open promises, `contacts` the last ones.
    """

    call: CallRow
    row: CallListRow
    customer: CustomerRow
    light: Light
    marketing: bool
    positions: tuple[Position, ...]
    owed: tuple[PromiseRow, ...]
    contacts: tuple[ContactDetail, ...]
    ways: Ways
    bank: Bank | None
    policy: Policy
    today: int
    unsuitable: FieldError | None = None


@dataclass(frozen=True, slots=True)
class SettledCall:
    """What settling did: the mutations to hand to `undo`, and whether a contact was logged with it."""

    mutations: tuple[bytes, ...]
    logged: bool


def call_view(book: Book, call_id: bytes, *, now: int | None = None) -> CallView:
    """Return a call with its customer; that the customer was looked at is logged first.

    Raises InputError if the call, or the list that it is on, has left the book.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        call = find(tx, call_id)
        book.store.audit.append(tx, "customer.view", f"customers:{call.customer_id.hex()}")
    ways = ways_to(book, call.customer_id)
    with book.store.read() as tx:
        day, policy, bank = today(tx, at), policies.in_force(tx), sources.bank(tx)
        call, row = find(tx, call_id), _list_of(tx, call, day)
        customer = customers.get(tx, call.customer_id)
        if customer is None or bank is None:
            raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
        marketing = permission.is_marketing(policy, purpose_of(policy, row), recommends(row))
        light = permission.may_contact(
            facts(tx, call.customer_id, at, policy),
            policy.calls.channel,
            marketing=marketing,
            at=at,
            policy=policy,
            time_zone=bank.time_zone,
        )
        judged = gate.Judged(
            b"",
            call.customer_id,
            policy.calls.channel,
            permission.OUT,
            purpose_of(policy, row),
            int(recommends(row)),
            at,
            None,
            row.product_id,
        )
        against = gate.unsuitable(tx, [judged])
        promised = contacts.promises(tx, call.customer_id)
        last = contacts.of_customer(tx, call.customer_id, book.store.actor, limit=_CONTACTS)
        has = positions.of_customer(tx, call.customer_id)
    owed = tuple(one for one in promised if one.standing(day) in (Standing.OPEN, Standing.BROKEN))
    held = tuple(position for position in has if position.state(bank.as_of) in (State.ACTIVE, State.MATURED))
    return CallView(
        *(call, row, customer, light, marketing, held, owed, last, ways, bank, policy, day),
        unsuitable=contact_rules.unsuitable(against[0]) if against else None,
    )


def settle_call(
    book: Book, call_id: bytes, outcome: str, reason: str = "", note: str = "", *, now: int | None = None
) -> SettledCall:
    """Say what became of a call, and log the contact that it was, in one transaction.

    Raises IssuesError for an outcome that the policy does not have, a reason that is missing, and what is wrong with
    the contact: marketing against a red light is refused, and nothing is saved.
    """
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        call, policy, day = find(tx, call_id), policies.in_force(tx), today(tx, at)
        row = _list_of(tx, call, day)
    found = policy.calls.outcome(outcome)
    if found is not None and found.contact is not None:
        entry = _entry(policy, row, call, found, reason, note)
        return SettledCall(log_contact(book, entry, now=at).mutations, logged=True)
    try:
        fields = domain.settled(domain.outcome_of(policy.calls, outcome, None), reason, day, None)
    except CallProblem as error:
        raise not_saved([problem(error)]) from None
    fields["note"] = clean(note)[: domain.LONGEST] or None
    with book.store.write() as tx:
        made = data.change(tx, book.store, call.id, fields, "calls.settle")
    return SettledCall(tuple(made), logged=False)


def put_off(book: Book, call_id: bytes, day: str = "", *, now: int | None = None) -> SettledCall:
    """Let a call come up again on a day, in any words that name one; tomorrow where nothing is typed.

    Raises IssuesError for a day that is none, or not ahead.
    """
    with book.store.write() as tx:
        call, this = find(tx, call_id), today(tx, now)
        until = spoken_day(day, this) if day.strip() else this + 1
        if until is None:
            message = N_("“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday.")
            raise not_saved([FieldError(message, field="day", text=day.strip())])
        if until <= this:
            raise not_saved([FieldError(N_("Choose a day that is still to come."), field="day")])
        if until > this + policies.in_force(tx).contacts.ahead_days:
            message = N_("That is more than {days} days ahead.")
            days = policies.in_force(tx).contacts.ahead_days
            raise not_saved([FieldError(message, field="day", days=days)])
        fields = {"outcome": None, "outcome_on": until}
        made = data.change(tx, book.store, call.id, fields, "calls.put_off")
    return SettledCall(tuple(made), logged=False)


def reopen_call(book: Book, call_id: bytes) -> SettledCall:
    """Let a call be to make again, as if nothing had been said of it; a contact that was logged stays."""
    with book.store.write() as tx:
        call = find(tx, call_id)
        fields = {"outcome": None, "outcome_on": None, "reason": None}
        made = data.change(tx, book.store, call.id, fields, "calls.reopen")
    return SettledCall(tuple(made), logged=False)


def start_call(
    book: Book, call_id: bytes, channel: str, *, programs: Sequence[str] = (), now: int | None = None
) -> Draft:
    """Begin the contact of a call over a channel; the draft that opens settles the call when it is saved.

    Raises what `start_contact` raises: marketing against a red light is refused before the number goes out.
    """
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        call, policy, day = find(tx, call_id), policies.in_force(tx), today(tx, at)
        row = _list_of(tx, call, day)
    draft = start_contact(
        book,
        call.customer_id,
        channel,
        purpose=purpose_of(policy, row),
        reason=row.title,
        recommends=recommends(row),
        product_id=row.product_id,
        programs=programs,
        now=at,
    )
    entry = replace(draft.entry, call_id=call.id)
    with book.store.write() as tx:
        drafts.save(tx, entry, draft.id, at)
    return draft._replace(entry=entry)


def log_call(book: Book, call_id: bytes, note: str = "", *, now: int | None = None) -> Draft:
    """Return a draft of the record of a call, to be finished in the form of contacts; there it settles the call."""
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        call, policy = find(tx, call_id), policies.in_force(tx)
        row = _list_of(tx, call, today(tx, at))
        entry = ContactEntry(
            customers=(call.customer_id,),
            channel=policy.calls.channel,
            direction=permission.OUT,
            purpose=purpose_of(policy, row),
            note=note,
            reason=row.title,
            recommends=recommends(row),
            product_id=row.product_id,
            call_id=call.id,
        )
        return Draft(drafts.save(tx, entry, None, at), entry, call.customer_id, at)


def purpose_of(policy: Policy, row: CallListRow) -> str:
    """Return what a contact of a list is about."""
    return policy.calls.campaign_purpose if recommends(row) else policy.calls.purpose


def recommends(row: CallListRow) -> bool:
    """Tell whether calls of a list recommend a product."""
    return row.campaign and row.product_id is not None


def _list_of(tx: Transaction, call: CallRow, day: int) -> CallListRow:
    row = calls.get_list(tx, call.list_id, day)
    if row is None:
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
    return row


def _entry(
    policy: Policy, row: CallListRow, call: CallRow, outcome: CallOutcome, reason: str, note: str
) -> ContactEntry:
    """Return the contact that a call was; nothing is recommended to somebody who was not spoken to."""
    spoken = outcome.stage in SPOKEN and recommends(row)
    return ContactEntry(
        customers=(call.customer_id,),
        channel=policy.calls.channel,
        direction=permission.OUT,
        purpose=purpose_of(policy, row),
        outcome=outcome.contact or "",
        note=note,
        reason=row.title,
        recommends=spoken,
        product_id=row.product_id if spoken else None,
        call_id=call.id,
        call_outcome=outcome.code,
        call_reason=reason,
    )
