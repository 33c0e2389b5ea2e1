"""Call lists as the book has them: campaigns of head office with customers here, and the advisor's own lists."""

from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads.rows import masked, one, rows
from advisor_app.domain.calls import CallListRow, CallRow
from advisor_app.domain.masking import mask_free_text

# A call whose list is not here is another advisor's, whose customer came into this book.
_COUNTED = """
    SELECT list_id, count(*) AS total, sum(outcome IS NOT NULL) AS settled,
        sum(outcome IS NULL AND coalesce(outcome_on, 0) <= :today) AS due
    FROM calls WHERE outcome IS NOT 'withdrawn' {where} GROUP BY list_id
"""
_LISTS = """
    SELECT g.id, 1, g.title, NULL, g.script, p.name, g.product_id, g.opens_on, g.closes_on, g.quota, g.status, 0,
        k.total, k.settled, k.due
    FROM ({counted}) AS k JOIN campaigns AS g ON g.id = k.list_id LEFT JOIN products AS p ON p.id = g.product_id
    UNION ALL
    SELECT l.id, 0, l.title, l.origin, NULL, NULL, NULL, NULL, NULL, NULL, l.status, l.made_at,
        k.total, k.settled, k.due
    FROM ({counted}) AS k JOIN call_lists AS l ON l.id = k.list_id WHERE l.status IS NOT 'withdrawn'
"""
_ALL = _LISTS.format(counted=_COUNTED.format(where=""))
_ONE = _LISTS.format(counted=_COUNTED.format(where="AND list_id = :list_id"))
_CALLS = """
    SELECT k.id, k.list_id, k.customer_id, k.position, k.outcome, k.outcome_on, k.reason, k.note, k.interaction_id,
        c.name, c.number, t.tier, m.average_minor, m.currency
    FROM calls AS k JOIN customers AS c ON c.id = k.customer_id
    LEFT JOIN tiers AS t ON t.customer_id = k.customer_id
    LEFT JOIN aum_months AS m ON m.customer_id = k.customer_id
        AND m.month = (SELECT max(month) FROM aum_months WHERE customer_id = k.customer_id)
    WHERE k.outcome IS NOT 'withdrawn' AND
"""
_OF_LIST = f"""
    {_CALLS} k.list_id = :list_id
    ORDER BY CASE WHEN k.outcome IS NOT NULL THEN 2 WHEN coalesce(k.outcome_on, 0) > :today THEN 1 ELSE 0 END,
        CASE WHEN k.outcome IS NULL THEN coalesce(k.outcome_on, 0) > :today AND k.outcome_on ELSE -k.outcome_on END,
        k.position, k.id
    LIMIT :limit
"""
_CALL = f"{_CALLS} k.id = :id"
_NUMBERS = "SELECT number, id, closed_on FROM customers WHERE number IS NOT NULL"


def lists(connection: Connection, today: int) -> tuple[CallListRow, ...]:
    """Return all lists with customers in the book: campaigns that end first, then own lists, the newest first."""
    found = [_list(row) for row in rows(connection, _ALL, today=today)]
    return tuple(sorted(found, key=lambda row: (not row.campaign, row.closes_on or 0, -row.made_at, row.id)))


def get_list(connection: Connection, list_id: bytes, today: int) -> CallListRow | None:
    """Return a list, or None if it has no customers in the book."""
    row = one(connection, _ONE, list_id=list_id, today=today)
    return _list(row) if row else None


def of_list(connection: Connection, list_id: bytes, today: int, limit: int) -> tuple[CallRow, ...]:
    """Return the calls of a list: those to be made now in their order, those put off, and the settled last."""
    return tuple(_call(row) for row in rows(connection, _OF_LIST, list_id=list_id, today=today, limit=limit))


def get(connection: Connection, call_id: bytes) -> CallRow | None:
    """Return a call, or None if the book does not have it."""
    row = one(connection, _CALL, id=call_id)
    return _call(row) if row else None


def numbers(connection: Connection, today: int) -> tuple[dict[str, list[bytes]], set[bytes]]:
    """Return who has which customer number, and those customers who have left the bank."""
    found: dict[str, list[bytes]] = {}
    left: set[bytes] = set()
    for number, customer, closed_on in rows(connection, _NUMBERS):
        found.setdefault(number, []).append(customer)
        if closed_on is not None and closed_on <= today:
            left.add(customer)
    return found, left


def _list(row: tuple[Any, ...]) -> CallListRow:
    raw = CallListRow(*row)
    title, origin = (masked(mask_free_text, text) for text in (raw.title, raw.origin))
    return raw._replace(campaign=bool(raw.campaign), title=title, origin=origin)


def _call(row: tuple[Any, ...]) -> CallRow:
    raw = CallRow(*row)
    return raw._replace(reason=masked(mask_free_text, raw.reason), note=masked(mask_free_text, raw.note))
