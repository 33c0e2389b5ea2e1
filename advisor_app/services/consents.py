"""The consents of a customer: how they stand per channel and purpose, their history, and recording another one."""

from dataclasses import dataclass
from typing import NamedTuple

from advisor_app.data import writes
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, customers, permission
from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import SHORT_CHARACTERS
from advisor_app.domain.ids import new_id
from advisor_app.domain.permission import ALL, do_not_contact, standing
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Consent
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_permissions import Permissions, permissions
from advisor_app.services.contact_rules import not_saved, rules
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book


class ConsentEntry(NamedTuple):
    """A record of consent as it is typed; `source` is a code, `evidence` says how it is known."""

    channel: str
    purpose: str
    granted: bool
    source: str = ""
    evidence: str = ""


class ConsentRecord(NamedTuple):
    """A record with who took it down, and whether head office has it yet."""

    consent: Consent
    advisor: str | None
    pending: bool


@dataclass(frozen=True, slots=True)
class Consents:
    """All records of a customer, newest first, and what follows from them now."""

    records: tuple[ConsentRecord, ...]
    permissions: Permissions
    policy: Policy
    time_zone: str

    @property
    def do_not_contact(self) -> Consent | None:
        """The record by which the customer is not to be contacted, or None."""
        return do_not_contact(record.consent for record in self.records)

    def standing(self, channel: str, purpose: str) -> Consent | None:
        """Return the record that counts for a channel and a purpose."""
        return standing((record.consent for record in self.records), channel, purpose)


def consents(book: Book, customer_id: bytes, *, now: int | None = None) -> Consents:
    """Return how consent stands, words masked. Raises InputError if the customer is not in the book."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        found = rules(tx, at)
        _expect(tx, customer_id)
        records = tuple(ConsentRecord(*row) for row in permission.history(tx, customer_id))
        known = permission.facts(tx, customer_id, at, found.policy)
    lights = permissions(customer_id, known, at, found.policy, found.time_zone)
    return Consents(records, lights, found.policy, found.time_zone)


def record_consent(
    book: Book,
    customer_id: bytes,
    entry: ConsentEntry,
    *,
    interaction_id: bytes | None = None,
    now: int | None = None,
) -> Edited:
    """Record that consent was given or withdrawn; for all channels and all purposes it is do-not-contact.

    To withdraw, nothing has to be proved; who says that consent was given names source and evidence. Raises
    IssuesError with a FieldError for each fault, InputError if the customer is not in the book.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        policy = rules(tx, at).policy
        _expect(tx, customer_id)
        evidence = " ".join(clean(entry.evidence).split())
        faults = list(_faults(entry, evidence, policy))
        lifts = entry.channel == entry.purpose == ALL
        if entry.granted and not lifts and do_not_contact(permission.consents(tx, customer_id)):
            message = N_("The customer asked not to be contacted. Lift that first, if it is not so any more.")
            faults.append(FieldError(message, field="granted"))
        if faults:
            raise not_saved(faults)
        row = Consent(
            id=new_id(),
            customer_id=customer_id,
            channel=entry.channel,
            purpose=entry.purpose,
            granted=int(entry.granted),
            source=entry.source or None,
            recorded_at=at,
            evidence=evidence or None,
            interaction_id=interaction_id,
            advisor_id=advisors.own(tx, book.store.actor),
        )
        action = "consent.give" if entry.granted else "consent.withdraw"
        return Edited((writes.insert(tx, book.store, row, action=action),))


def _faults(entry: ConsentEntry, evidence: str, policy: Policy) -> list[FieldError]:
    codes = policy.codes
    lists = (
        ("channel", entry.channel, codes.consent_channels),
        ("purpose", entry.purpose, codes.consent_purposes),
        ("source", entry.source, codes.consent_sources),
    )
    faults = [
        FieldError(N_("“{code}” is not in the list of the bank."), field=field, code=code)
        for field, code, known in lists
        if code not in known and (code or field != "source")
    ]
    if entry.granted and not entry.source:
        faults.append(FieldError(N_("Say where it was given."), field="source"))
    if entry.granted and not evidence:
        message = N_("Say how it is known: the number of the form, or the customer's words.")
        faults.append(FieldError(message, field="evidence"))
    if len(evidence) > SHORT_CHARACTERS:
        faults.append(
            FieldError(
                N_("That is {characters} characters; {most} fit."),
                field="evidence",
                characters=len(evidence),
                most=SHORT_CHARACTERS,
            )
        )
    return faults


def _expect(tx: Transaction, customer_id: bytes) -> None:
    if not customers.exists(tx, customer_id):
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
