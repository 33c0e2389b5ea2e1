"""Who is not to be profiled: what head office computed before is not looked at any more from that moment on."""

from sqlalchemy import Connection

from advisor_app.data.reads import policies
from advisor_app.data.reads.rows import listed, rows
from advisor_app.domain.permission import ALL

# One for all purposes says so for all channels. Of two records of one instant the withdrawal counts.
_REFUSED = f"""
    SELECT customer_id FROM (
        SELECT customer_id, granted,
            row_number() OVER (PARTITION BY customer_id ORDER BY recorded_at DESC, granted, id DESC) AS place
        FROM consents
        WHERE purpose IN (SELECT value FROM json_each(:purposes)) AND (purpose <> '{ALL}' OR channel = '{ALL}')
            AND {{one}}
    ) WHERE place = 1 AND NOT granted
"""


def refused(connection: Connection, customer: bytes | None = None) -> frozenset[bytes]:
    """Return those in the book, or the one customer, whose newest word on profiling is that it may not be."""
    purposes = listed(policies.in_force(connection).features.profiling)
    one = "TRUE" if customer is None else "customer_id = :customer"
    found = rows(connection, _REFUSED.format(one=one), purposes=purposes, customer=customer)
    return frozenset(key for (key,) in found)
