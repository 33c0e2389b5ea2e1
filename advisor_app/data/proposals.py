"""Writing what advisors learn about customers, with what the record says now beside it, raw, as head office has it."""

from typing import Any

from sqlalchemy import Connection

from advisor_app.data import writes
from advisor_app.data.reads import advisors
from advisor_app.data.reads.rows import one
from advisor_app.data.store import Store
from advisor_app.domain.dates import from_day
from advisor_app.domain.details import EXPIRY, FIELDS, SAME, WITHDRAWN, Detail
from advisor_app.domain.entries import EntryError, Problem
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Proposal

_CURRENT = f"SELECT {', '.join(FIELDS)} FROM customers WHERE id = :id"
_OPEN = """
    SELECT 1 FROM proposals WHERE customer_id = :customer_id AND kind = :kind AND value = :value AND state IS NULL
        AND label IS :label AND related_id IS :related_id AND happens_on IS :happens_on
"""


def propose(
    tx: Connection,
    store: Store,
    customer_id: bytes,
    detail: Detail,
    currency: str,
    now: int,
    interaction_id: bytes | None = None,
) -> bytes:
    """Write a proposal and return its mutation. Raises EntryError for what is on record or proposed already."""
    old = _current(tx, customer_id, detail.field)
    asked = {name: getattr(detail, name) for name in ("kind", "value", "label", "related_id", "happens_on")}
    if old == detail.value or one(tx, _OPEN, customer_id=customer_id, **asked):
        raise EntryError((Problem("value", SAME),))
    row = Proposal(
        id=new_id(),
        customer_id=customer_id,
        advisor_id=advisors.own(tx, store.actor),
        old=old,
        currency=currency if detail.amount_minor is not None else None,
        interaction_id=interaction_id,
        state=None,
        decided_on=None,
        decided_reason=None,
        made_at=now,
        **detail._asdict(),
    )
    return writes.insert(tx, store, row, action="detail.propose")


def withdraw(tx: Connection, store: Store, proposal_id: bytes) -> bytes | None:
    """Take a proposal back that head office has not decided about; return the mutation if there was one."""
    return writes.change(tx, store, "proposals", proposal_id, {"state": WITHDRAWN}, action="detail.withdraw")


def _current(tx: Connection, customer_id: bytes, field: str | None) -> str | None:
    """Return what a field of a customer holds, as proposals hold values."""
    if field is None:
        return None
    row: Any = one(tx, _CURRENT, id=customer_id)
    value = row[FIELDS.index(field)] if row else None
    return from_day(value).isoformat() if field == EXPIRY and value is not None else value
