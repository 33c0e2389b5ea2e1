"""One customer seen whole: every table is read once, by keys that lie together on the disk."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.audit import utc_now
from advisor_app.data.reads import policies, positions, proposals, sources, transactions
from advisor_app.data.reads.assessments import COUNTS
from advisor_app.data.reads.permission import facts
from advisor_app.data.reads.rows import columns, listed, masked, one, rows
from advisor_app.data.reads.standing import LAST_CONTACT
from advisor_app.domain.masking import (
    mask_address,
    mask_email,
    mask_free_text,
    mask_id_number,
    mask_phone,
)
from advisor_app.domain.policy.schema import Masking
from advisor_app.domain.profile import Contact, FeedbackEntry, Member, Person, Profile, Visit
from advisor_app.domain.records import AumMonth, Consent, Conversion, CustomerTier, RiskAssessment
from advisor_app.domain.transactions import TransactionQuery

AUM_MONTHS = 24
CONTACTS = 50
VISITS = 50
_PERSON = """
    SELECT c.id, c.source_id, c.number, c.kind, c.name, c.sex, c.birth_day, c.id_kind, c.id_number,
        c.id_expires_on, c.phone, c.email, c.address, c.occupation, c.household_id, h.name, c.household_role,
        b.name, d.name, c.opened_on, c.closed_on
    FROM customers AS c
    LEFT JOIN households AS h ON h.id = c.household_id
    LEFT JOIN branches AS b ON b.id = c.branch_id
    LEFT JOIN districts AS d ON d.id = c.district_id
    WHERE c.id = :id
"""
_TIER = f"SELECT {columns(CustomerTier)} FROM tiers WHERE customer_id = :id"
_AUM = f"SELECT {columns(AumMonth)} FROM aum_months WHERE customer_id = :id ORDER BY month DESC LIMIT :limit"
_CONTACTS = """
    SELECT i.id, i.channel, i.direction, i.purpose, i.outcome, i.note, i.happened_at, i.duration,
        i.next_step, i.next_step_on, a.name
    FROM interactions AS i LEFT JOIN advisors AS a ON a.id = i.advisor_id
    WHERE i.customer_id = :id AND i.status IS NULL ORDER BY i.happened_at DESC LIMIT :limit
"""
_LAST_CONTACT = f"SELECT ({LAST_CONTACT}) FROM customers AS c WHERE id = :id"
_FEEDBACK = """
    SELECT f.id, f.kind, f.channel, f.score, f.scale, f.text, f.happened_at, f.status, f.due_on, p.name
    FROM feedback AS f LEFT JOIN products AS p ON p.id = f.product_id
    WHERE f.customer_id = :id ORDER BY f.happened_at DESC
"""
_ASSESSMENTS = f"""
    SELECT {columns(RiskAssessment)} FROM risk_assessments AS r WHERE customer_id = :id AND {COUNTS.format("r")}
    ORDER BY assessed_on DESC, id DESC
"""
_MEMBERS = """
    SELECT c.id, c.number, c.name, c.household_role, t.tier, c.birth_day
    FROM customers AS c LEFT JOIN tiers AS t ON t.customer_id = c.id
    WHERE c.household_id = :household AND c.id <> :id ORDER BY c.birth_day, c.id
"""
_CONVERSIONS = f"""
    SELECT {columns(Conversion)} FROM conversions WHERE customer_id = :id ORDER BY proposed_at DESC
"""
_PINNED = "SELECT EXISTS (SELECT 1 FROM pinned_customers WHERE customer_id = :id)"
_VISITS = f"""
    SELECT {columns(Visit)} FROM digital_events WHERE customer_id = :id ORDER BY happened_at DESC LIMIT :limit
"""


def read(connection: Connection, customer_id: bytes, at: int | None = None) -> Profile | None:
    """Return the whole of one customer, or None if the book does not hold the customer.

    `at` (UTC µs) is when the customer would be contacted, which is now unless it is given.
    """
    at = utc_now() if at is None else at
    bank = sources.bank(connection)
    found = one(connection, _PERSON, id=customer_id)
    if bank is None or found is None:
        return None
    policy = policies.in_force(connection)
    person = _person(Person(*found), policy.masking)

    def all_of(statement: str, **values: Any) -> list[tuple[Any, ...]]:
        return rows(connection, statement, id=customer_id, **values)

    tiers = all_of(_TIER)
    known = facts(connection, customer_id, at, policy)
    return Profile(
        bank=bank,
        policy=policy,
        person=person,
        tier=CustomerTier(*tiers[0]) if tiers else None,
        aum=tuple(AumMonth(*row) for row in all_of(_AUM, limit=AUM_MONTHS)),
        positions=positions.of_customer(connection, customer_id),
        transactions=transactions.page(connection, TransactionQuery(customer_id)),
        contacts=tuple(_contact(Contact(*row)) for row in all_of(_CONTACTS, limit=CONTACTS)),
        last_contact_at=all_of(_LAST_CONTACT, two_way=listed(policy.rhythm.two_way_outcomes))[0][0],
        feedback=tuple(_feedback(FeedbackEntry(*row)) for row in all_of(_FEEDBACK)),
        consents=_newest(known.consents),
        assessments=tuple(RiskAssessment(*row) for row in all_of(_ASSESSMENTS)),
        household=tuple(Member(*row) for row in all_of(_MEMBERS, household=person.household_id)),
        conversions=tuple(Conversion(*row) for row in all_of(_CONVERSIONS)),
        visits=tuple(Visit(*row) for row in all_of(_VISITS, limit=VISITS)),
        rates=sources.rates(connection, bank.as_of),
        sources=sources.dates(connection),
        pinned=bool(all_of(_PINNED)[0][0]),
        facts=known,
        read_at=at,
        proposals=tuple(
            row for row in proposals.of_customer(connection, customer_id) if row.field and row.is_open
        ),
    )


def _person(raw: Person, ends: Masking) -> Person:
    return raw._replace(
        id_number=masked(mask_id_number, raw.id_number, ends.id_number),
        phone=masked(mask_phone, raw.phone, ends.phone),
        email=masked(mask_email, raw.email),
        address=masked(mask_address, raw.address),
    )


def _contact(raw: Contact) -> Contact:
    return raw._replace(
        note=masked(mask_free_text, raw.note), next_step=masked(mask_free_text, raw.next_step)
    )


def _feedback(raw: FeedbackEntry) -> FeedbackEntry:
    return raw._replace(text=masked(mask_free_text, raw.text))


def _newest(consents: Iterable[Consent]) -> tuple[Consent, ...]:
    """Keep the first record per channel and purpose."""
    newest: dict[tuple[str, str], Consent] = {}
    for consent in consents:
        newest.setdefault((consent.channel, consent.purpose), consent)
    return tuple(newest.values())
