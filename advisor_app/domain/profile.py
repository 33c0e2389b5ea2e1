"""One customer seen whole (客户全景): everything that the book holds about one person, masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from advisor_app.domain.details import DetailRow
from advisor_app.domain.masking import (
    MaskedAddress,
    MaskedEmail,
    MaskedIdNumber,
    MaskedPhone,
    MaskedText,
)
from advisor_app.domain.permission import Facts, Outlook, outlook
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import Position, Totals, allocation, totals
from advisor_app.domain.records import AumMonth, Bank, Consent, Conversion, CustomerTier, RiskAssessment
from advisor_app.domain.rhythm import ContactRhythm, rhythm_of
from advisor_app.domain.transactions import TransactionPage


class Person(NamedTuple):
    """Who the customer is."""

    id: bytes
    source_id: int | None
    number: str | None
    kind: str
    name: str | None
    sex: str | None
    birth_day: int | None
    id_kind: str | None
    id_number: MaskedIdNumber | None
    id_expires_on: int | None
    phone: MaskedPhone | None
    email: MaskedEmail | None
    address: MaskedAddress | None
    occupation: str | None
    household_id: bytes | None
    household: str | None
    household_role: str | None
    branch: str | None
    district: str | None
    opened_on: int | None
    closed_on: int | None


class Member(NamedTuple):
    """Another member of the customer's household who is in the same book."""

    id: bytes
    number: str | None
    name: str | None
    role: str | None
    tier: str | None
    birth_day: int | None


class Contact(NamedTuple):
    """One contact, its words masked; `advisor` is the name of whoever logged it."""

    id: bytes
    channel: str
    direction: str
    purpose: str | None
    outcome: str | None
    note: MaskedText | None
    happened_at: int
    duration: int | None
    next_step: MaskedText | None
    next_step_on: int | None
    advisor: str | None


class FeedbackEntry(NamedTuple):
    """One piece of feedback, its words masked; `product` is the name of what it is about."""

    id: bytes
    kind: str
    channel: str | None
    score: int | None
    scale: int | None
    text: MaskedText | None
    happened_at: int
    status: str
    due_on: int | None
    product: str | None


class Visit(NamedTuple):
    """One visit on the web or in the app, and the legal basis on which it may be used."""

    id: int
    channel: str
    kind: str
    subject: str | None
    happened_at: int
    basis: str


class SourceDate(NamedTuple):
    """The date of the data of one entity from one system; `as_of_at` is the instant in the day, if known."""

    source_id: int
    system: str
    entity: str
    as_of_day: int
    as_of_at: int | None


@dataclass(frozen=True, slots=True)
class Profile:
    """The whole of one customer, as one moment of the store saw it.

    Newest first: `aum` (up to 24 months), `transactions` (the first page), `contacts` (up to 50), `feedback`,
    `assessments` and `visits` (up to 50). `consents` holds the newest record per channel and purpose.
    `rates` are the newest exchange rates to the bank's base currency. `pinned` is the advisor's own mark.
    `facts` are what contacting the customer is judged by, as they were known at `read_at` (UTC µs).
    `proposals` are new values of the customer's fields that head office has still to decide about, newest first.
    """

    bank: Bank
    policy: Policy
    person: Person
    tier: CustomerTier | None
    aum: tuple[AumMonth, ...]
    positions: tuple[Position, ...]
    transactions: TransactionPage
    contacts: tuple[Contact, ...]
    last_contact_at: int | None
    feedback: tuple[FeedbackEntry, ...]
    consents: tuple[Consent, ...]
    assessments: tuple[RiskAssessment, ...]
    household: tuple[Member, ...]
    conversions: tuple[Conversion, ...]
    visits: tuple[Visit, ...]
    rates: Mapping[str, str]
    sources: tuple[SourceDate, ...]
    pinned: bool
    facts: Facts
    read_at: int
    proposals: tuple[DetailRow, ...] = ()

    @property
    def today(self) -> int:
        """The business date that positions are judged by."""
        return self.bank.as_of

    def proposed(self, field: str) -> DetailRow | None:
        """Return the newest value that is proposed for a field of the customer, None where none is."""
        return next((row for row in self.proposals if row.field == field), None)

    def totals(self) -> Totals:
        """Add up the positions in the bank's base currency."""
        return totals(self.positions, self.today, self.bank.base_currency, self.rates)

    def rhythm(self) -> ContactRhythm:
        """Return how pressing the next contact is."""
        tier = self.tier.tier if self.tier else None
        return rhythm_of(self.policy, self.bank, tier, self.last_contact_at, self.person.closed_on)

    def outlook(self) -> Outlook:
        """Return over which channels marketing was allowed when this was read."""
        return outlook(self.facts, self.read_at, self.policy, self.bank.time_zone)

    def allocation(self) -> tuple[tuple[str, int], ...]:
        """Return what the assets consist of, by kind, in the bank's base currency."""
        return allocation(self.positions, self.today, self.bank.base_currency, self.rates)

    def next_maturity(self) -> Position | None:
        """Return the active position whose money comes free first; debts that end are none."""
        ending = [p for p in self.positions if p.counts(self.today) and (p.value_minor or 0) >= 0]
        return min((p for p in ending if p.ends_on and p.ends_on > self.today), key=_end, default=None)


def _end(position: Position) -> int:
    return position.ends_on or 0
