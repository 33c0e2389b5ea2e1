"""How customers stand in contact, tier and activity, as parts of statements: what figures count by, lists narrow by."""

from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import insight_lists, sources
from advisor_app.data.reads.rows import listed, one
from advisor_app.domain.book_figures import SEVERAL, SIGNS, single_moves
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.dates import add_months, month_start, start_of
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import OWNER
from advisor_app.domain.records import Bank
from advisor_app.domain.rhythm import limits

LAST_CONTACT = """
    SELECT happened_at FROM interactions
    WHERE customer_id = c.id AND status IS NULL AND outcome IN (SELECT value FROM json_each(:two_way))
    ORDER BY happened_at DESC LIMIT 1
"""
HERE = "(c.closed_on IS NULL OR c.closed_on > :as_of)"
"""Who has not left the bank."""
RHYTHM = f"""
    SELECT CASE WHEN k.last IS NULL THEN 'never' WHEN k.last < k.late THEN 'red'
        WHEN k.last < k.soon THEN 'amber' ELSE 'good' END
    FROM (SELECT json_extract(r.value, '$[1]') AS soon, json_extract(r.value, '$[2]') AS late,
            ({LAST_CONTACT}) AS last
        FROM tiers AS t JOIN json_each(:rhythm) AS r ON json_extract(r.value, '$[0]') = t.tier
        WHERE t.customer_id = c.id) AS k
    WHERE {HERE}
"""
"""One of `domain.book_figures.RHYTHMS`, NULL for whoever is contacted by event only."""
MOVE = """
    SELECT coalesce(b.tier, '') || '>' || n.tier FROM tier_months AS n
    LEFT JOIN tier_months AS b ON b.customer_id = n.customer_id AND b.month = :month_before
    WHERE n.customer_id = c.id AND n.month = :month AND b.tier IS NOT n.tier AND :month_before IS NOT NULL
"""
"""The movement into the tier of the newest month, NULL for who stayed."""
STATE = "SELECT state FROM tier_months WHERE customer_id = c.id AND month = :month"

# As `data.reads.snapshots` finds the last transaction of a customer's own, of the kinds that are meant here.
OWN = f"""
    SELECT customer_id, max(day) AS day FROM (
        SELECT h.customer_id, (SELECT t.day FROM transactions AS t
            WHERE t.account_id = a.id AND t.day <= :as_of
                AND t.kind IN (SELECT value FROM json_each(:own_kinds)) AND (t.amount_minor < 0 OR t.kind = 'cash')
            ORDER BY t.day DESC, t.id DESC LIMIT 1) AS day
        FROM customers AS c CROSS JOIN account_holders AS h ON h.customer_id = c.id
        JOIN accounts AS a ON a.id = h.account_id
        WHERE h.role = '{OWNER}' AND (h.closed_on IS NULL OR h.closed_on > :as_of)
            AND (a.closed_on IS NULL OR a.closed_on > :as_of) AND {HERE})
    GROUP BY customer_id HAVING max(day) <= :own_until
"""
SPOKE = f"""
    SELECT customer_id, at FROM (SELECT c.id AS customer_id, ({LAST_CONTACT}) AS at FROM customers AS c WHERE {HERE})
    WHERE at < :spoke_before
"""
# Without a row there was nothing; where less is known than before, what seems to have fallen may not have.
FELL = f"""
    SELECT c.id AS customer_id, b.average_minor AS before, coalesce(n.average_minor, 0) AS now
    FROM customers AS c CROSS JOIN aum_months AS b ON b.customer_id = c.id AND b.month = :aum_before
    LEFT JOIN aum_months AS n ON n.customer_id = c.id AND n.month = :aum_month
    WHERE b.average_minor >= :falling_least AND coalesce(n.coverage, 100) >= b.coverage AND {HERE}
        AND (b.average_minor - coalesce(n.average_minor, 0)) * 100 >= b.average_minor * :falling_percent
"""
_SIGNS = dict(zip(SIGNS, (OWN, SPOKE, FELL), strict=True))
_PRESENT = "SELECT 1 FROM {table} WHERE month = :month LIMIT 1"
_NEWEST = """
    SELECT max(month) FROM (SELECT (SELECT month FROM {table} WHERE customer_id = c.id AND month <= :as_of
        ORDER BY month DESC LIMIT 1) AS month FROM customers AS c)
"""
_NOBODY = "FALSE"


def newest(connection: Connection, table: str, as_of: int) -> int | None:
    """Return the newest month of `tier_months` or `aum_months`, or None.

    It is that of the business date as soon as one customer has it; else each is asked, as the rows lie by customer.
    """
    present = month_start(as_of)
    if one(connection, _PRESENT.format(table=table), month=present):
        return present
    found = one(connection, _NEWEST.format(table=table), as_of=as_of)
    return found[0] if found else None


def values(connection: Connection, policy: Policy, bank: Bank) -> dict[str, Any]:
    """Return the values of all places in the statements of this module."""
    day, rules = bank.as_of, policy.quiet
    month, aum_month = newest(connection, "tier_months", day), newest(connection, "aum_months", day)
    before = None if month is None else add_months(month, -1)
    if before is not None and one(connection, _PRESENT.format(table="tier_months"), month=before) is None:
        before = None
    return {
        "as_of": day,
        "two_way": listed(policy.rhythm.two_way_outcomes),
        "rhythm": listed(limits(policy, bank)),
        "month": month,
        "month_before": before,
        "own_kinds": listed(rules.kinds),
        "own_until": day - rules.transaction_days,
        "spoke_before": start_of(day - rules.contact_days + 1, bank.time_zone),
        "aum_month": aum_month,
        "aum_before": None if aum_month is None else add_months(aum_month, -rules.falling_months),
        "falling_least": max(1, rules.falling_least * 10 ** exponent(bank.base_currency)),
        "falling_percent": rules.falling_percent,
        "signs": rules.signs,
    }


def narrowed(
    connection: Connection, query: CustomerQuery, policy: Policy
) -> tuple[list[str], dict[str, Any]]:
    """Return the conditions on `customers AS c` that a query about how customers stand adds, and their values."""
    if not (query.rhythms or query.moves or query.states or query.quiet or query.insights):
        return [], {}
    bank = sources.bank(connection)
    if bank is None:
        return [_NOBODY], {}
    found, given = [], values(connection, policy, bank)
    for name, part, wanted in (
        ("rhythms", RHYTHM, query.rhythms),
        ("moves", MOVE, single_moves(query.moves, policy)),
        ("states", STATE, query.states),
    ):
        if getattr(query, name):
            found.append(f"({part}) IN (SELECT value FROM json_each(:{name}))")
            given[name] = listed(wanted)
    if query.quiet:
        # In one pass for all customers, and the plus keeps that out of the order of the results.
        found.append(f"+s.customer_id IN ({_quiet(query.quiet, policy)})")
    if query.insights:
        statement, more = insight_lists.narrowed(connection, query.insights, policy, bank)
        found.append(f"+s.customer_id IN ({statement})")
        given |= more
    return found, given


def _quiet(signs: tuple[str, ...], policy: Policy) -> str:
    if not policy.quiet.kinds:
        return f"SELECT id FROM customers WHERE {_NOBODY}"
    parts = [f"SELECT customer_id FROM ({_SIGNS[sign]})" for sign in signs if sign in _SIGNS]
    if SEVERAL in signs:
        every = " UNION ALL ".join(f"SELECT customer_id FROM ({part})" for part in _SIGNS.values())
        parts.append(f"SELECT customer_id FROM ({every}) GROUP BY customer_id HAVING count(*) >= :signs")
    return " UNION ".join(parts) or f"SELECT id FROM customers WHERE {_NOBODY}"
