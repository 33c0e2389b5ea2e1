"""Opportunities as they are shown: whose, for what product, at which stage; words masked."""

from collections.abc import Iterable

from sqlalchemy import Connection

from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import listed, masked, one, rows
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.pipeline import OpportunityRow

_ROWS = f"""
    SELECT o.id, o.customer_id, c.name, c.number, o.title, o.product_id, p.name, o.product_kind, m.title, o.stage,
        o.amount_minor, o.currency, o.reason, o.note, o.next_step, o.next_step_on, o.opened_on, o.closed_on, a.name,
        {PENDING.format("o")}
    FROM opportunities AS o JOIN customers AS c ON c.id = o.customer_id
    LEFT JOIN products AS p ON p.id = o.product_id LEFT JOIN advisors AS a ON a.id = o.advisor_id
    LEFT JOIN campaigns AS m ON m.id = o.campaign_id
"""
_CURRENCY = "SELECT currency FROM opportunities WHERE id = :id"


def get(connection: Connection, opportunity_id: bytes) -> OpportunityRow | None:
    """Return one opportunity, or None if it is not in the book."""
    row = one(connection, f"{_ROWS} WHERE o.id = :id", id=opportunity_id)
    return _row(OpportunityRow(*row)) if row else None


def listed_in(
    connection: Connection, stages: Iterable[str], *, customer_id: bytes | None = None
) -> tuple[OpportunityRow, ...]:
    """Return the opportunities of some stages, of one customer or of all."""
    found = rows(
        connection,
        f"{_ROWS} WHERE o.stage IN (SELECT value FROM json_each(:stages)) "
        "AND (:customer_id IS NULL OR o.customer_id = :customer_id)",
        stages=listed(stages),
        customer_id=customer_id,
    )
    return tuple(_row(OpportunityRow(*row)) for row in found)


def currency(connection: Connection, opportunity_id: bytes) -> str | None:
    """Return the currency of an opportunity's amount, None while it has none."""
    row = one(connection, _CURRENCY, id=opportunity_id)
    return row[0] if row else None


def _row(raw: OpportunityRow) -> OpportunityRow:
    return raw._replace(
        title=mask_free_text(raw.title),
        reason=masked(mask_free_text, raw.reason),
        note=masked(mask_free_text, raw.note),
        next_step=masked(mask_free_text, raw.next_step),
        pending=bool(raw.pending),
    )
