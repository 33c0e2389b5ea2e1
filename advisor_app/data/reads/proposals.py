"""What advisors learned about customers, as it is shown: each value masked as the field that it would change."""

from sqlalchemy import Connection

from advisor_app.data.reads import contacts, policies
from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import masked, one, rows
from advisor_app.domain.details import ADDRESS, EMAIL, PHONE, DetailRow
from advisor_app.domain.masking import mask_address, mask_email, mask_free_text, mask_phone
from advisor_app.domain.policy.schema import Masking
from advisor_app.domain.written import Revised

_ROWS = f"""
    SELECT p.id, p.customer_id, p.kind, p.field, p.value, p.old, p.label, p.happens_on, p.amount_minor, p.currency,
        p.related_id, r.name, p.source, p.note, p.interaction_id, p.state, p.decided_on, p.decided_reason, p.made_at,
        a.name, coalesce(a.number = :actor, 0), {PENDING.format("p")}
    FROM proposals AS p LEFT JOIN customers AS r ON r.id = p.related_id
    LEFT JOIN advisors AS a ON a.id = p.advisor_id
"""
_OF_CUSTOMER = f"{_ROWS} WHERE p.customer_id = :customer_id ORDER BY p.made_at DESC, p.id DESC"
_ONE = f"{_ROWS} WHERE p.id = :id"
_DEVICE_OWN = (
    "SELECT kind = 'prospect' AND source_id IS NULL AND number IS NULL FROM customers WHERE id = :id"
)


def of_customer(connection: Connection, customer_id: bytes, actor: str = "") -> tuple[DetailRow, ...]:
    """Return all that was learned about a customer, newest first; `actor` is the number of this device's advisor."""
    ends = policies.in_force(connection).masking
    found = rows(connection, _OF_CUSTOMER, customer_id=customer_id, actor=actor)
    return tuple(_row(DetailRow(*row), ends) for row in found)


def get(connection: Connection, proposal_id: bytes, actor: str) -> DetailRow | None:
    """Return one proposal, or None if it is not in the book."""
    row = one(connection, _ONE, id=proposal_id, actor=actor)
    return _row(DetailRow(*row), policies.in_force(connection).masking) if row else None


def history(connection: Connection, customer_id: bytes) -> tuple[Revised, ...]:
    """Return how the record of a customer itself was changed by advisors, newest first; values masked."""
    return contacts.history(connection, customer_id, customer_id)


def is_own_prospect(connection: Connection, customer_id: bytes) -> bool:
    """Whether somebody is a prospect that an advisor recorded, so that the record may be edited."""
    row = one(connection, _DEVICE_OWN, id=customer_id)
    return bool(row and row[0])


def _row(raw: DetailRow, ends: Masking) -> DetailRow:
    return raw._replace(
        value=_shown(raw.field, raw.value, ends),
        old=None if raw.old is None else _shown(raw.field, raw.old, ends),
        label=masked(mask_free_text, raw.label),
        source=mask_free_text(raw.source),
        note=masked(mask_free_text, raw.note),
        decided_reason=masked(mask_free_text, raw.decided_reason),
        own=bool(raw.own),
        pending=bool(raw.pending),
    )


def _shown(field: str | None, value: str, ends: Masking) -> str:
    if field == PHONE:
        return mask_phone(value, ends.phone.head, ends.phone.tail)
    if field == EMAIL:
        return mask_email(value)
    return mask_address(value) if field == ADDRESS else mask_free_text(value)
