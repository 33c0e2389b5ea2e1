"""The tiers of the bank's customers in numbers: how many stand where, and who moved with the present month."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from advisor_app.domain.dates import add_months
from advisor_app.domain.policy import Policy
from advisor_app.head_office.db.models import Branch, Customer, CustomerTier, TierMonth


class TierCount(NamedTuple):
    """Customers of a tier, and their average assets (minor units of the base currency) that decided it."""

    tier: str
    customers: int
    assets_minor: int


class Movement(NamedTuple):
    """How many customers came from one tier into another; `before` is None for who was in none."""

    before: str | None
    now: str
    customers: int


class Report(NamedTuple):
    """The tiers in the order of the policy, and what the present month (None before the first) brought.

    `states` are how many stand in each state but the normal one, by tier and state.
    """

    month: int | None
    tiers: tuple[TierCount, ...]
    movements: tuple[Movement, ...]
    states: dict[tuple[str, str], int]


def report(connection: Connection, policy: Policy, branch: str | None = None) -> Report:
    """Count all customers, or those of the branch with a code."""
    places = {tier.code: place for place, tier in enumerate(policy.tiers)}
    counted = (
        select(CustomerTier.tier, func.count(), func.sum(CustomerTier.average_minor))
        .join(Customer, Customer.id == CustomerTier.customer_id)
        .group_by(CustomerTier.tier)
    )
    found = {
        row[0]: TierCount(row[0], row[1], int(row[2])) for row in connection.execute(_of(counted, branch))
    }
    tiers = [found.pop(code, TierCount(code, 0, 0)) for code in places] + sorted(found.values())
    month = connection.execute(select(func.max(TierMonth.month))).scalar()
    if month is None:
        return Report(None, tuple(tiers), (), {})
    return Report(
        month, tuple(tiers), _movements(connection, month, branch, places), _states(connection, month, branch)
    )


def _movements(
    connection: Connection, month: int, branch: str | None, places: dict[str, int]
) -> tuple[Movement, ...]:
    earlier = aliased(TierMonth)
    moved = (
        select(earlier.tier, TierMonth.tier, func.count())
        .select_from(TierMonth)
        .join(Customer, Customer.id == TierMonth.customer_id)
        .outerjoin(
            earlier,
            (earlier.customer_id == TierMonth.customer_id) & (earlier.month == add_months(month, -1)),
        )
        .where(TierMonth.month == month, earlier.tier.is_(None) | (earlier.tier != TierMonth.tier))
        .group_by(earlier.tier, TierMonth.tier)
    )

    def place(one: Movement) -> tuple[int, int]:
        return places.get(one.before or "", -1), places.get(one.now, -1)

    return tuple(sorted((Movement(*row) for row in connection.execute(_of(moved, branch))), key=place))


def _states(connection: Connection, month: int, branch: str | None) -> dict[tuple[str, str], int]:
    standing = (
        select(TierMonth.tier, TierMonth.state, func.count())
        .join(Customer, Customer.id == TierMonth.customer_id)
        .where(TierMonth.month == month, TierMonth.state != "normal")
        .group_by(TierMonth.tier, TierMonth.state)
    )
    return {(tier, state): count for tier, state, count in connection.execute(_of(standing, branch))}


def _of(statement: Select[*tuple[Any, ...]], branch: str | None) -> Select[*tuple[Any, ...]]:
    if branch is None:
        return statement
    return statement.join(Branch, Branch.id == Customer.branch_id).where(Branch.code == branch)
