"""Prospects of the advisor's own, as they are edited: masked as customers are."""

from sqlalchemy import Connection

from advisor_app.data.reads import policies
from advisor_app.data.reads.rows import masked, one
from advisor_app.domain.dates import from_day
from advisor_app.domain.details import ORIGIN
from advisor_app.domain.masking import mask_address, mask_email, mask_free_text, mask_id_number, mask_phone
from advisor_app.domain.prospects import ProspectEntry

_PROSPECT = """
    SELECT name, sex, phone, id_kind, id_number, birth_day, email, address, occupation
    FROM customers WHERE id = :id AND kind = 'prospect' AND source_id IS NULL AND number IS NULL
"""
_ORIGIN = """
    SELECT id, value FROM proposals WHERE customer_id = :id AND kind = :kind AND coalesce(state, '') <> 'withdrawn'
    ORDER BY made_at DESC, id DESC LIMIT 1
"""


def entry(connection: Connection, prospect_id: bytes) -> ProspectEntry | None:
    """Return a prospect as a form holds it, masked; None for anybody who is none of the advisor's own."""
    row = one(connection, _PROSPECT, id=prospect_id)
    if row is None:
        return None
    name, sex, phone, id_kind, id_number, birth_day, email, address, occupation = row
    ends, found = policies.in_force(connection).masking, origin(connection, prospect_id)
    return ProspectEntry(
        name=name or "",
        sex=sex or "",
        phone=masked(mask_phone, phone, ends.phone) or "",
        id_kind=id_kind or "",
        id_number=masked(mask_id_number, id_number, ends.id_number) or "",
        birth_day="" if birth_day is None else from_day(birth_day).isoformat(),
        email=masked(mask_email, email) or "",
        address=masked(mask_address, address) or "",
        occupation=masked(mask_free_text, occupation) or "",
        source=found[1] if found else "",
    )


def origin(connection: Connection, prospect_id: bytes) -> tuple[bytes, str] | None:
    """Return the id and the words of how the bank came to know a prospect, None where nobody said."""
    row = one(connection, _ORIGIN, id=prospect_id, kind=ORIGIN)
    return (row[0], mask_free_text(row[1])) if row else None
