"""The figures of the book as a whole, in few passes over it.

What `standing` narrows lists by is counted here, so a figure and the list that it opens agree.
"""

from collections import Counter
from itertools import islice
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
    stands_in,
)
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.rhythm import limits

QUIETEST = 12
"""How many of those who go quiet are named."""
Spoken = tuple[Any, ...]
"""A customer, the tier, and when bank and customer last spoke (UTC µs)."""

_COUNTED = "SELECT count(*), sum(closed_on <= :as_of) FROM customers"
_TIERS = f"""
    SELECT coalesce(t.tier, '{NO_TIER}') AS tier, count(*), sum(CASE WHEN t.currency = :base THEN t.average_minor END)
    FROM customers AS c LEFT JOIN tiers AS t ON t.customer_id = c.id GROUP BY 1
"""
_TIER_MONTH = "SELECT month FROM tiers GROUP BY month ORDER BY count(*) DESC, month DESC LIMIT 1"
# Who has a rhythm and who has not been spoken with for long: read once for both.
_SPOKEN = f"""
    SELECT c.id, t.tier, ({standing.LAST_CONTACT})
    FROM customers AS c LEFT JOIN tiers AS t ON t.customer_id = c.id WHERE {standing.HERE}
"""
_MONTHS = """
    SELECT b.tier, n.tier, n.state, count(*)
    FROM customers AS c CROSS JOIN tier_months AS n ON n.customer_id = c.id AND n.month = :month
    LEFT JOIN tier_months AS b ON b.customer_id = n.customer_id AND b.month = :month_before
    WHERE n.state <> 'normal' OR b.tier IS NOT n.tier
    GROUP BY 1, 2, 3
"""
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
    tier_month = one(connection, _TIER_MONTH)
    moves, states = _months(connection, given)
    spoken = rows(connection, _SPOKEN, **given)
    quiet, quietest = _quiet(connection, policy, bank, given, spoken)
    return BookFigures(
        policy=policy,
        bank=bank,
        customers=total[0] if total else 0,
        left=(total[1] or 0) if total else 0,
        tiers=_tiers(connection, policy, bank),
        tier_month=tier_month[0] if tier_month else None,
        month=given["month"] if given["month_before"] is not None else None,
        moves=in_order(policy, moves),
        states=tuple((state, states[state]) for state in STATES if states[state]),
        coverage=coverage(policy, _rhythms(policy, bank, spoken)),
        quiet=quiet,
        quietest=quietest,
    )


def _tiers(connection: Connection, policy: Policy, bank: Bank) -> tuple[TierFigure, ...]:
    places = {tier.code: place for place, tier in enumerate(policy.tiers)}
    found = sorted(
        rows(connection, _TIERS, base=bank.base_currency),
        key=lambda row: (row[0] == NO_TIER, -places.get(row[0], -1), row[0]),
    )
    return tuple(TierFigure(tier, many, assets or 0) for tier, many, assets in found)


def _months(connection: Connection, given: dict[str, Any]) -> tuple[list[Move], Counter[str]]:
    """Return the movements into the newest month of tiers, and how many stand in each state."""
    moves: Counter[tuple[str | None, str]] = Counter()
    states: Counter[str] = Counter()
    for before, now, state, many in rows(connection, _MONTHS, **given):
        states[state] += many
        if before != now and given["month_before"] is not None:
            moves[before, now] += many
    return [Move(*tiers, many) for tiers, many in moves.items()], states


def _rhythms(policy: Policy, bank: Bank, spoken: list[Spoken]) -> list[tuple[str, str, int]]:
    """Return how many customers of each tier with a rhythm stand where in it."""
    bounds = {one.tier: one for one in limits(policy, bank)}
    counted = Counter((tier, stands_in(bounds[tier], last)) for _key, tier, last in spoken if tier in bounds)
    return [(tier, stands, many) for (tier, stands), many in counted.items()]


def _quiet(
    connection: Connection, policy: Policy, bank: Bank, given: dict[str, Any], spoken: list[Spoken]
) -> tuple[tuple[tuple[str, int], ...], tuple[QuietCustomer, ...]]:
    """Return how many customers show each sign, and who shows several, those with the largest assets first."""
    if not policy.quiet.kinds:
        return (), ()
    own: dict[bytes, int] = dict(rows(connection, standing.OWN, **given))
    spoke = {key: at for key, _tier, at in spoken if at is not None and at < given["spoke_before"]}
    fell: dict[bytes, int] = {key: before for key, before, _now in rows(connection, standing.FELL, **given)}
    signs = Counter(key for found in (own, spoke, fell) for key in found)
    several = {key for key, many in signs.items() if many >= policy.quiet.signs}
    counts = ((NO_TRANSACTION, len(own)), (NO_CONTACT, len(spoke)), (FALLING, len(fell)))
    ranked = (key for (key,) in rows(connection, _RANKED) if key in several)
    quietest = []
    for key in islice(ranked, QUIETEST):
        number, name, tier, assets = one(connection, _NAMED, id=key) or (None, None, None, None)
        spoke_on = day_of(spoke[key], bank.time_zone) if key in spoke else None
        quietest.append(QuietCustomer(key, number, name, tier, assets, own.get(key), spoke_on, fell.get(key)))
    return ((SEVERAL, len(several)), *counts), tuple(quietest)
