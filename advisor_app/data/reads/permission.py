"""What the book knows about contacting a customer: consents, complaints, and the last contacts that count."""

from sqlalchemy import Connection

from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import columns, listed, masked, one, rows
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.permission import Complaint, Facts
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Consent

_DAY = 86_400_000_000
# Of two records of one instant the withdrawal counts.
_CONSENTS = f"""
    SELECT {columns(Consent, "c")}, a.name, {PENDING.format("c")}
    FROM consents AS c LEFT JOIN advisors AS a ON a.id = c.advisor_id
    WHERE c.customer_id = :id ORDER BY c.recorded_at DESC, c.granted, c.id DESC
"""
_COMPLAINTS = """
    SELECT happened_at, status, answered_on FROM feedback WHERE customer_id = :id AND kind = 'complaint'
"""
_MARKETED = """
    SELECT max(happened_at) FROM interactions
    WHERE customer_id = :id AND id <> :without AND direction = 'out' AND status IS NULL
        AND happened_at BETWEEN :since AND :at
        AND (recommends = 1 OR purpose IN (SELECT value FROM json_each(:purposes)))
        AND (outcome IS NULL OR outcome NOT IN (SELECT value FROM json_each(:not_reached)))
"""
_HEARD = """
    SELECT max(happened_at) FROM interactions
    WHERE customer_id = :id AND direction = 'in' AND status IS NULL AND happened_at BETWEEN :since AND :at
"""
_CLOSED = "SELECT closed_on FROM customers WHERE id = :id"


def facts(
    connection: Connection, customer_id: bytes, at: int, policy: Policy, *, without: bytes = b""
) -> Facts:
    """Return what is known for judging a contact at an instant (UTC µs); `without` is the contact that is judged."""
    consent = policy.consent
    # A day more than the pause, whose days are those of the bank's zone.
    since = at - (consent.cool_down_days + 1) * _DAY
    marketed = one(
        connection,
        _MARKETED,
        id=customer_id,
        without=without,
        since=since,
        at=at,
        purposes=listed(consent.marketing_purposes),
        not_reached=listed(consent.not_reached),
    )
    last = marketed[0] if marketed else None
    heard = one(connection, _HEARD, id=customer_id, since=last, at=at) if last is not None else None
    closed = one(connection, _CLOSED, id=customer_id)
    return Facts(
        consents=consents(connection, customer_id),
        complaints=tuple(Complaint(*row) for row in rows(connection, _COMPLAINTS, id=customer_id)),
        marketed_at=last,
        heard_at=heard[0] if heard else None,
        closed_on=closed[0] if closed else None,
    )


def consents(connection: Connection, customer_id: bytes) -> tuple[Consent, ...]:
    """Return all records of consent of a customer, newest first, their words masked."""
    return tuple(consent for consent, _advisor, _pending in history(connection, customer_id))


def history(connection: Connection, customer_id: bytes) -> tuple[tuple[Consent, str | None, bool], ...]:
    """Return the records with the name of who took each down, and whether head office does not have it yet."""
    return tuple(
        (_masked(Consent(*fields)), advisor, bool(pending))
        for *fields, advisor, pending in rows(connection, _CONSENTS, id=customer_id)
    )


def _masked(raw: Consent) -> Consent:
    return raw._replace(evidence=masked(mask_free_text, raw.evidence))
