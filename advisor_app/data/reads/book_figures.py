"""The figures of the book as a whole, each counted by the same parts of statements that lists are narrowed by."""

from collections import Counter
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import policies, sources, standing
from advisor_app.data.reads.rows import one, rows
from advisor_app.domain.book_figures import (
    FALLING,
    NO_CONTACT,
    NO_TIER,
    NO_TRANSACTION,
    SEVERAL,
    STATES,
    BookFigures,
    Move,
    QuietCustomer,
    TierFigure,
    coverage,
    in_order,
)
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank

QUIETEST = 12
"""How many of those who go quiet are named."""

_COUNTED = "SELECT count(*), sum(closed_on <= :as_of) FROM customers"
_TIERS = f"""
    SELECT coalesce(t.tier, '{NO_TIER}') AS tier, count(*), sum(CASE WHEN t.currency = :base THEN t.average_minor END)
    FROM customers AS c LEFT JOIN tiers AS t ON t.customer_id = c.id GROUP BY 1
"""
_TIER_MONTH = "SELECT month FROM tiers GROUP BY month ORDER BY count(*) DESC, month DESC LIMIT 1"
_RHYTHM = f"""
    SELECT t.tier, ({standing.RHYTHM}) AS stands, count(*)
    FROM customers AS c JOIN tiers AS t ON t.customer_id = c.id GROUP BY 1, 2 HAVING stands IS NOT NULL
"""
_MOVES = f"SELECT ({standing.MOVE}) AS move, count(*) FROM customers AS c GROUP BY 1 HAVING move IS NOT NULL"
_STATES = f"SELECT ({standing.STATE}) AS state, count(*) FROM customers AS c GROUP BY 1"
_NAMED = """
    SELECT c.number, c.name, t.tier, m.average_minor FROM customers AS c
    LEFT JOIN tiers AS t ON t.customer_id = c.id
    LEFT JOIN aum_months AS m ON m.customer_id = c.id
        AND m.month = (SELECT max(month) FROM aum_months WHERE customer_id = c.id)
    WHERE c.id = :id
"""
_RANKED = "SELECT customer_id FROM customer_search ORDER BY rank, customer_id"


def read(connection: Connection) -> BookFigures:
    """Return how the customers of the book stand."""
    policy, bank = policies.in_force(connection), sources.bank(connection)
    if bank is None:
        return BookFigures(policy, None, 0, 0, (), None, None, (), (), (), (), ())
    given = standing.values(connection, policy, bank)
    total = one(connection, _COUNTED, **given)
    places = {tier.code: place for place, tier in enumerate(policy.tiers)}
    tiers = sorted(
        rows(connection, _TIERS, base=bank.base_currency),
        key=lambda row: (row[0] == NO_TIER, -places.get(row[0], -1), row[0]),
    )
    tier_month = one(connection, _TIER_MONTH)
    moves = (
        Move(before or None, now, many)
        for value, many in rows(connection, _MOVES, **given)
        for before, _, now in [value.partition(">")]
    )
    states = dict(rows(connection, _STATES, **given)) if given["month"] is not None else {}
    quiet, quietest = _quiet(connection, policy, bank, given)
    return BookFigures(
        policy=policy,
        bank=bank,
        customers=total[0] if total else 0,
        left=(total[1] or 0) if total else 0,
        tiers=tuple(TierFigure(tier, many, assets or 0) for tier, many, assets in tiers),
        tier_month=tier_month[0] if tier_month else None,
        month=given["month"] if given["month_before"] is not None else None,
        moves=in_order(policy, moves),
        states=tuple((state, states[state]) for state in STATES if states.get(state)),
        coverage=coverage(policy, rows(connection, _RHYTHM, **given)),
        quiet=quiet,
        quietest=quietest,
    )


def _quiet(
    connection: Connection, policy: Policy, bank: Bank, given: dict[str, Any]
) -> tuple[tuple[tuple[str, int], ...], tuple[QuietCustomer, ...]]:
    """Return how many customers show each sign, and who shows several, those with the largest assets first."""
    if not policy.quiet.kinds:
        return (), ()
    own: dict[bytes, int] = dict(rows(connection, standing.OWN, **given))
    spoke: dict[bytes, int] = dict(rows(connection, standing.SPOKE, **given))
    fell: dict[bytes, int] = {key: before for key, before, _now in rows(connection, standing.FELL, **given)}
    signs = Counter(key for found in (own, spoke, fell) for key in found)
    several = {key for key, many in signs.items() if many >= policy.quiet.signs}
    counts = ((NO_TRANSACTION, len(own)), (NO_CONTACT, len(spoke)), (FALLING, len(fell)))
    ranked = (key for (key,) in rows(connection, _RANKED) if key in several)
    quietest = []
    for key, _place in zip(ranked, range(QUIETEST), strict=False):
        number, name, tier, assets = one(connection, _NAMED, id=key) or (None, None, None, None)
        spoke_on = day_of(spoke[key], bank.time_zone) if key in spoke else None
        quietest.append(QuietCustomer(key, number, name, tier, assets, own.get(key), spoke_on, fell.get(key)))
    return ((SEVERAL, len(several)), *counts), tuple(quietest)
