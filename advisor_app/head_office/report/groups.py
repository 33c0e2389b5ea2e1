"""How the customers of a report are made up: by branch or advisor, by year of opening, by what each tier holds."""

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import Connection, Subquery, and_, case, func, literal, select
from sqlalchemy.orm import aliased

from advisor_app.domain.dates import from_day
from advisor_app.domain.insight_figures import Cohort, Held
from advisor_app.head_office.campaigns.report import Ids
from advisor_app.head_office.db.models import Advisor, BookMember, Branch, Bucket, Customer, TierMonth


class Group(NamedTuple):
    """The customers of a branch or of an advisor (None: of none), and their average assets.

    `assets_minor` are of the newest whole month and `before_minor` of the month that it is compared with, both by
    the present customers; `customers` are all of them.
    """

    name: str | None
    customers: int
    assets_minor: int
    before_minor: int


def branches(connection: Connection, ids: Ids, months: tuple[int, int], currency: str) -> tuple[Group, ...]:
    """Return the branches with customers, the most assets first."""
    key = select(
        Customer.id.label("customer_id"), Branch.id.label("key"), Branch.name.label("name")
    ).outerjoin(Branch, Branch.id == Customer.branch_id)
    return _groups(connection, key.where(Customer.id.in_(ids)), months, currency)


def advisors(connection: Connection, ids: Ids, months: tuple[int, int], currency: str) -> tuple[Group, ...]:
    """Return the advisors in whose books there are customers, the most assets first."""
    book = (
        select(BookMember.customer_id, Advisor.id.label("key"), Advisor.name.label("name"))
        .join(Bucket, and_(Bucket.id == BookMember.bucket_id, Bucket.kind == "book"))
        .join(Advisor, Advisor.id == Bucket.advisor_id)
        .subquery()
    )
    key = select(Customer.id.label("customer_id"), book.c.key, book.c.name).outerjoin(
        book, book.c.customer_id == Customer.id
    )
    return _groups(connection, key.where(Customer.id.in_(ids)), months, currency)


def _groups(connection: Connection, key: Any, months: tuple[int, int], currency: str) -> tuple[Group, ...]:
    whose, now, before = key.subquery(), aliased(TierMonth), aliased(TierMonth)
    columns: list[Any] = [
        func.coalesce(func.sum(case((one.currency == currency, one.average_minor), else_=0)), 0)
        for one in (now, before)
    ]
    found = (
        select(whose.c.name, func.count(), *columns)
        .select_from(whose)
        .outerjoin(now, and_(now.customer_id == whose.c.customer_id, now.month == months[0]))
        .outerjoin(before, and_(before.customer_id == whose.c.customer_id, before.month == months[1]))
        .group_by(whose.c.key, whose.c.name)
    )
    made = [
        Group(name, many, int(assets), int(earlier))
        for name, many, assets, earlier in connection.execute(found)
    ]
    return tuple(sorted(made, key=lambda one: (-one.assets_minor, -one.customers, one.name or "")))


def cohorts(connection: Connection, ids: Ids, as_of: int, month: int, currency: str) -> tuple[Cohort, ...]:
    """Return the customers by the year in which they came, with their assets of a month."""
    left = case((Customer.closed_on <= as_of, 1), else_=0)
    assets = func.coalesce(
        func.sum(case((TierMonth.currency == currency, TierMonth.average_minor), else_=0)), 0
    )
    found = (
        select(Customer.opened_on, left, func.count(), assets)
        .outerjoin(TierMonth, and_(TierMonth.customer_id == Customer.id, TierMonth.month == month))
        .where(Customer.opened_on.is_not(None), Customer.opened_on <= as_of, Customer.id.in_(ids))
        .group_by(Customer.opened_on, left)
    )
    years: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, has_left, many, minor in connection.execute(found):
        year = years[from_day(day or 0).year]
        year[0] += many
        year[1] += many if has_left else 0
        year[2] += 0 if has_left else int(minor)
    return tuple(Cohort(year, *years[year]) for year in sorted(years))


def held(connection: Connection, every: Subquery, ids: Ids, month: int) -> tuple[Held, ...]:
    """Return how many customers of each tier hold each kind; `every` has customer_id and kind once each.

    A kind of "" counts the customers of a tier, whatever they hold.
    """
    tiers = select(TierMonth.customer_id, TierMonth.tier).where(
        TierMonth.month == month, TierMonth.customer_id.in_(ids)
    )
    of = tiers.subquery()
    kinds = (
        select(every.c.kind, of.c.tier, func.count())
        .join(of, of.c.customer_id == every.c.customer_id)
        .group_by(every.c.kind, of.c.tier)
    )
    whole = select(literal("").label("kind"), of.c.tier, func.count()).group_by(of.c.tier)
    return tuple(Held(*row) for statement in (kinds, whole) for row in connection.execute(statement))
