"""Who covers for whom, as both advisors see it; words masked."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import masked, one, rows
from advisor_app.domain.covers import CoveredBy, CoverView
from advisor_app.domain.masking import mask_free_text

# A covered customer and its cover have the deputy and the days in common.
_LISTED = """
    SELECT v.id, v.side, a.name || ' (' || a.number || ')', v.starts_on, v.ends_on, v.scope, v.note,
        (SELECT count(*) FROM covered AS c
         WHERE c.deputy_id = CASE v.side WHEN 'deputy' THEN v.advisor_id ELSE v.other_id END
            AND c.starts_on = v.starts_on AND c.ends_on = v.ends_on),
        v.starts_on <= :today
    FROM covers AS v JOIN advisors AS o ON o.id = v.advisor_id JOIN advisors AS a ON a.id = v.other_id
    WHERE o.number = :actor AND v.ended_on IS NULL AND v.ends_on >= :today
    ORDER BY v.starts_on, v.id
"""
_OF_CUSTOMER = """
    SELECT d.number = :actor, c.ends_on, d.name || ' (' || d.number || ')', v.note, a.name || ' (' || a.number || ')'
    FROM covered AS c JOIN advisors AS d ON d.id = c.deputy_id
    LEFT JOIN covers AS v ON v.starts_on = c.starts_on AND v.ends_on = c.ends_on AND v.ended_on IS NULL
        AND c.deputy_id = CASE v.side WHEN 'deputy' THEN v.advisor_id ELSE v.other_id END
        AND :actor = (SELECT number FROM advisors WHERE id = v.advisor_id)
    LEFT JOIN advisors AS a ON a.id = v.other_id
    WHERE c.customer_id = :id AND c.starts_on <= :today AND c.ends_on >= :today
    ORDER BY 1 DESC, c.ends_on DESC LIMIT 1
"""


def listed(connection: Connection, actor: str, today: int) -> tuple[CoverView, ...]:
    """Return the covers of the advisor with a number that run or are to come, the first to begin first."""
    return tuple(
        CoverView(*row)._replace(note=masked(mask_free_text, row[6]), open=bool(row[-1]))
        for row in rows(connection, _LISTED, actor=actor, today=today)
    )


def of_customer(connection: Connection, customer_id: bytes, actor: str, today: int) -> CoveredBy | None:
    """Return that a customer is covered today, for a colleague or by one; None for one who is not."""
    row = one(connection, _OF_CUSTOMER, id=customer_id, actor=actor, today=today)
    if row is None:
        return None
    mine, ends_on, deputy, note, other = row
    return CoveredBy(bool(mine), other if mine else deputy, ends_on, masked(mask_free_text, note))
