"""The figures of the book over time, each in one pass over what it counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import facets, policies, sources
from advisor_app.data.reads.flows import by_customer
from advisor_app.data.reads.insight_lists import (
    CALLS,
    SEGMENTS,
    STEPS,
    refusing,
    step_values,
)
from advisor_app.data.reads.positions import POSITIONS
from advisor_app.data.reads.rows import listed, masked, one, rows
from advisor_app.domain.book_figures import DOWN, UP, Move, direction_of
from advisor_app.domain.dates import add_months, from_day, month_start
from advisor_app.domain.insight_figures import (
    Assets,
    Campaign,
    Cohort,
    FlowMonth,
    Flows,
    Held,
    MaturityMonth,
    MovedMonth,
    Segment,
    Shares,
    TierMonthFigure,
)
from advisor_app.domain.insights import FLOWS
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank

_TIER_MONTHS = """
    SELECT month, tier, count(*), sum(CASE WHEN currency = :base THEN average_minor ELSE 0 END)
    FROM tier_months WHERE month >= :since GROUP BY month, tier
"""
# The first day of the month before is 28 to 31 days back. Who stayed is not counted: that is nearly everybody.
_BEFORE = "b.customer_id = n.customer_id AND b.month BETWEEN n.month - 31 AND n.month - 28"
_MOVES = f"""
    SELECT n.month, b.tier, n.tier, count(*) FROM tier_months AS n CROSS JOIN tier_months AS b ON {_BEFORE}
    WHERE n.month >= :since AND b.tier <> n.tier GROUP BY 1, 2, 3
"""
_KNOWN_MONTHS = f"""
    SELECT value FROM json_each(:months) WHERE EXISTS (
        SELECT 1 FROM tier_months AS n CROSS JOIN tier_months AS b ON {_BEFORE} WHERE n.month = value)
"""
_FLOWS_ON = f"SELECT max(data_on) FROM insights WHERE kind = '{FLOWS}'"
_MATURING = """
    SELECT matures_on, customer_id, value_minor, currency FROM holdings
    WHERE closed_on IS NULL AND starts_on <= :as_of AND matures_on > :as_of AND matures_on < :until
"""
_HELD = f"""
    SELECT p.kind, coalesce(t.tier, ''), count(DISTINCT p.customer_id) FROM ({POSITIONS}) AS p
    LEFT JOIN tiers AS t ON t.customer_id = p.customer_id WHERE p.closed_on IS NULL GROUP BY 1, 2
"""
_CAMPAIGNS = f"""
    SELECT g.id, g.title, g.closes_on,
        {", ".join(f"count(*) FILTER (WHERE {step})" for step in STEPS.values())}
    FROM (SELECT k.* FROM {CALLS}) AS k JOIN campaigns AS g ON g.id = k.list_id
    GROUP BY g.id ORDER BY g.opens_on DESC, g.id
"""
_SEGMENTS = (
    f"SELECT segment, count(*), sum(average) FROM ({SEGMENTS}) WHERE segment IS NOT NULL GROUP BY segment"
)
_COHORTS = """
    SELECT c.opened_on, c.closed_on <= :as_of, count(*),
        sum(CASE WHEN t.currency = :base THEN t.average_minor ELSE 0 END)
    FROM customers AS c LEFT JOIN tiers AS t ON t.customer_id = c.id
    WHERE c.opened_on IS NOT NULL GROUP BY 1, 2
"""


def assets(connection: Connection) -> Assets:
    """Return assets by tier."""
    policy, bank = policies.in_force(connection), sources.bank(connection)
    return Assets(policy, bank, _tier_months(connection, policy, bank)) if bank else Assets(policy, None)


def flows(connection: Connection) -> Flows:
    """Return flows, maturities and movements."""
    policy, bank = policies.in_force(connection), sources.bank(connection)
    if bank is None:
        return Flows(policy, None)
    data_on = one(connection, _FLOWS_ON)
    return Flows(
        policy,
        bank,
        _flow_months(connection)[-policy.insights.months :],
        data_on[0] if data_on else None,
        *_maturities(connection, policy, bank),
        _moves(connection, policy, bank),
    )


def shares(connection: Connection) -> Shares:
    """Return what the book consists of."""
    policy, bank = policies.in_force(connection), sources.bank(connection)
    if bank is None:
        return Shares(policy, None)
    held = tuple(Held(*row) for row in rows(connection, _HELD))
    kinds: Counter[str] = Counter()
    for each in held:  # a customer is in one tier, or in none
        kinds[each.kind] += each.customers
    total, tiers = facets.tiers(connection, policy)
    without = total - sum(many for _tier, many in tiers)
    return Shares(
        policy=policy,
        bank=bank,
        customers=total,
        tiers=(*reversed(tiers), *((("", without),) if without else ())),
        kinds=tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
        held=held,
        campaigns=_campaigns(connection, policy),
        segments=_segments(connection, policy),
        cohorts=_cohorts(connection, bank),
    )


def _tier_months(connection: Connection, policy: Policy, bank: Bank) -> tuple[TierMonthFigure, ...]:
    since = add_months(bank.as_of, 1 - policy.insights.months)
    places = {tier.code: place for place, tier in enumerate(policy.tiers)}
    found = (
        TierMonthFigure(*row) for row in rows(connection, _TIER_MONTHS, base=bank.base_currency, since=since)
    )
    return tuple(sorted(found, key=lambda one: (one.month, places.get(one.tier, len(places)), one.tier)))


def _flow_months(connection: Connection) -> tuple[FlowMonth, ...]:
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for _customer, months in by_customer(connection):
        for each in months:
            month = found[each.month]
            month[0] += each.in_minor
            month[1] += each.out_minor
            month[2] += each.in_minor > each.out_minor
            month[3] += each.in_minor < each.out_minor
    return tuple(FlowMonth(month, *found[month]) for month in sorted(found))


def _moves(connection: Connection, policy: Policy, bank: Bank) -> tuple[MovedMonth, ...]:
    """Return the movements into each month for which that before it is known."""
    since = add_months(bank.as_of, 1 - policy.insights.months)
    moved: Counter[tuple[int, str | None]] = Counter()
    for month, before, tier, many in rows(connection, _MOVES, since=since):
        moved[month, direction_of(policy, Move(before, tier, many))] += many
    months = listed(add_months(since, more) for more in range(policy.insights.months))
    known = sorted(month for (month,) in rows(connection, _KNOWN_MONTHS, months=months))
    return tuple(MovedMonth(month, moved[month, UP], moved[month, DOWN]) for month in known)


def _maturities(connection: Connection, policy: Policy, bank: Bank) -> tuple[tuple[MaturityMonth, ...], int]:
    first = month_start(bank.as_of)
    until = add_months(first, policy.insights.ahead_months)
    customers: dict[int, set[bytes]] = defaultdict(set)
    amounts: Counter[int] = Counter()
    other = 0
    for day, customer, value, currency in rows(connection, _MATURING, as_of=bank.as_of, until=until):
        month = month_start(day)
        customers[month].add(customer)
        if currency == bank.base_currency:
            amounts[month] += value or 0
        else:
            other += 1
    ahead = (add_months(first, more) for more in range(policy.insights.ahead_months))
    found = tuple(MaturityMonth(month, len(customers[month]), amounts[month]) for month in ahead)
    return (found if any(one.customers for one in found) else ()), other


def _campaigns(connection: Connection, policy: Policy) -> tuple[Campaign, ...]:
    return tuple(
        Campaign(key, masked(mask_free_text, title), closes_on, tuple(counts))
        for key, title, closes_on, *counts in rows(connection, _CAMPAIGNS, **step_values(policy))
    )


def _segments(connection: Connection, policy: Policy) -> tuple[Segment, ...]:
    """Return the segments in the order of the policy, those that it does not know last."""
    places = {segment.code: place for place, segment in enumerate(policy.features.segments)}
    found = (Segment(*row) for row in rows(connection, _SEGMENTS, **refusing(connection)))
    return tuple(sorted(found, key=lambda one: (places.get(one.code, len(places)), one.code)))


def _cohorts(connection: Connection, bank: Bank) -> tuple[Cohort, ...]:
    return _by_year(rows(connection, _COHORTS, as_of=bank.as_of, base=bank.base_currency))


def _by_year(found: Iterable[tuple[Any, ...]]) -> tuple[Cohort, ...]:
    years: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, left, many, assets in found:
        cohort = years[from_day(day).year]
        cohort[0] += many
        if left:
            cohort[1] += many
        else:
            cohort[2] += assets
    return tuple(Cohort(year, *years[year]) for year in sorted(years))
