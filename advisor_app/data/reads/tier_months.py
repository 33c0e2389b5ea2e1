"""The months of a customer's tier, and what comes and goes by rule."""

from collections.abc import Sequence

from sqlalchemy import Connection

from advisor_app.data.reads.rows import columns, listed, rows
from advisor_app.domain.positions import OWNER
from advisor_app.domain.records import TierMonth

MONTHS = 24
_MONTHS = f"""
    SELECT {columns(TierMonth)} FROM tier_months WHERE customer_id = :customer AND month <= :until
    ORDER BY month DESC LIMIT {MONTHS}
"""
_OWN = f"""
    FROM account_holders AS h JOIN accounts AS a ON a.id = h.account_id
    WHERE h.customer_id = :customer AND h.role = '{OWNER}' AND (h.closed_on IS NULL OR h.closed_on > :today)
        AND (a.closed_on IS NULL OR a.closed_on > :today)
"""
_ORDERED = f"""
    SELECT currency, sum(amount_minor) FROM (
        SELECT DISTINCT a.currency, s.id, s.amount_minor
        {_OWN.replace("WHERE", "JOIN standing_orders AS s ON s.account_id = a.id WHERE")}
            AND (s.closed_on IS NULL OR s.closed_on > :today)
            AND coalesce(s.category, '') NOT IN (SELECT value FROM json_each(:internal))
    ) GROUP BY currency
"""
_PAID = f"""
    SELECT currency, sum(amount_minor) FROM (
        SELECT DISTINCT a.currency, t.account_id, t.day, t.id, t.amount_minor
        {_OWN.replace("WHERE", "JOIN transactions AS t ON t.account_id = a.id WHERE")}
            AND t.day >= :since AND t.day < :until AND t.amount_minor > 0
            AND t.category IN (SELECT value FROM json_each(:kinds))
    ) GROUP BY currency
"""


def of_customer(connection: Connection, customer_id: bytes, until: int) -> tuple[TierMonth, ...]:
    """Return the months up to one, at most 24, oldest first."""
    found = rows(connection, _MONTHS, customer=customer_id, until=until)
    return tuple(TierMonth(*row) for row in reversed(found))


def ordered(
    connection: Connection, customer_id: bytes, today: int, internal: Sequence[str]
) -> dict[str, int]:
    """Return what standing orders take from own accounts in a month, by currency, but for `internal` categories."""
    return dict(rows(connection, _ORDERED, customer=customer_id, today=today, internal=listed(internal)))


def paid(
    connection: Connection, customer_id: bytes, today: int, days: tuple[int, int], kinds: Sequence[str]
) -> dict[str, int]:
    """Return what came into own accounts from one day until before another by some categories, by currency."""
    since, until = days
    return dict(
        rows(
            connection,
            _PAID,
            customer=customer_id,
            today=today,
            since=since,
            until=until,
            kinds=listed(kinds),
        )
    )
