"""Targets against what is reached, for all advisors or branches at once, as each device shows it of its own book.

A branch has the targets of its advisors together, as far as they are of the same measure and time; what is reached is
that of those who have one, so that it can be held against the goal. Who has none is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, func, select, true

from advisor_app.domain import targets
from advisor_app.domain.dates import month_start
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import OWNER, convert
from advisor_app.domain.records import Target
from advisor_app.domain.targets import AUM, FEE_INCOME, MEASURES, NEW_CUSTOMERS, Actual, Progress, together
from advisor_app.head_office.db import models
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Advisor,
    AumMonth,
    Bank,
    BookMember,
    Branch,
    Bucket,
    Customer,
    Transaction,
)
from advisor_app.head_office.rates import rates

ADVISOR, BRANCH = "advisor", "branch"
BY = (ADVISOR, BRANCH)


class Line(NamedTuple):
    """How the targets of a measure and time stand of an advisor, a branch (None: of no branch) or the bank.

    `advisors` have such a target, of `of_advisors`, and `customers` in their books.
    """

    code: str | None
    name: str | None
    progress: Progress
    advisors: int
    of_advisors: int
    customers: int


class Missing(NamedTuple):
    """An advisor without a target of a measure on the business date."""

    number: str
    name: str
    measure: str


class Report(NamedTuple):
    """The lines, by code and measure, those of the whole bank, and who has no target; on the business date."""

    lines: tuple[Line, ...]
    whole: tuple[Line, ...]
    missing: tuple[Missing, ...]
    advisors: int
    as_of: int


class _Who(NamedTuple):
    """An advisor, with the code and name of the branch."""

    number: str
    name: str
    branch: str | None
    branch_name: str | None


def report(
    connection: Connection, policy: Policy, by: str, *, branch: str | None = None, advisor: str | None = None
) -> Report:
    """Return how the targets stand whose time holds the business date: of all advisors, those of the branch with a
    code, or the one with a number.
    """
    as_of, base = connection.execute(select(Bank.as_of, Bank.base_currency)).one()
    advisors = _advisors(connection, branch, advisor)
    standing = _standing(connection, policy, as_of, base)
    customers = _customers(connection)
    groups: defaultdict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for key, who in advisors.items():
        groups[(who.number, who.name) if by == ADVISOR else (who.branch, who.branch_name)].append(key)
    lines = [
        line
        for code, name in sorted(groups, key=lambda group: (group[0] is None, group[0] or ""))
        for line in _lines((code, name), groups[code, name], standing, customers, as_of)
    ]
    return Report(
        lines=tuple(lines),
        whole=tuple(_lines((None, None), list(advisors), standing, customers, as_of)),
        missing=tuple(_missing(advisors, standing)),
        advisors=len(advisors),
        as_of=as_of,
    )


def _lines(
    named: tuple[str | None, str | None],
    members: Sequence[int],
    standing: Iterable[Progress],
    customers: Mapping[int, int],
    as_of: int,
) -> Iterable[Line]:
    """Yield a line for each measure and time of which some of the members have a target."""
    among = set(members)
    alike: defaultdict[tuple[int, int, int, str], list[Progress]] = defaultdict(list)
    for one in standing:
        if (of := one.target).advisor_id in among:
            alike[MEASURES.index(of.measure), of.ends_on, of.starts_on, of.currency or ""].append(one)
    for key in sorted(alike):
        several = alike[key]
        books = sum(customers.get(one.target.advisor_id, 0) for one in several)
        yield Line(*named, together(several, as_of), len(several), len(members), books)


def _missing(advisors: Mapping[int, _Who], standing: Iterable[Progress]) -> Iterable[Missing]:
    there = {(one.target.advisor_id, one.target.measure) for one in standing}
    for measure in MEASURES:
        for key, who in advisors.items():
            if (key, measure) not in there:
                yield Missing(who.number, who.name, measure)


def _advisors(connection: Connection, branch: str | None, advisor: str | None) -> dict[int, _Who]:
    """Return the advisors who are meant, in the order of their numbers."""
    found = (
        select(Advisor.id, Advisor.number, Advisor.name, Branch.code, Branch.name)
        .outerjoin(Branch, Branch.id == Advisor.branch_id)
        .where(
            Branch.code == branch if branch is not None else true(),
            Advisor.number == advisor if advisor is not None else true(),
        )
        .order_by(Advisor.number)
    )
    return {key: _Who(*told) for key, *told in connection.execute(found)}


def _customers(connection: Connection) -> dict[int, int]:
    found = select(Bucket.advisor_id, func.count()).join(BookMember, BookMember.bucket_id == Bucket.id)
    rows = connection.execute(found.where(Bucket.kind == "book").group_by(Bucket.advisor_id))
    return {advisor: many for advisor, many in rows if advisor is not None}


def _standing(connection: Connection, policy: Policy, as_of: int, base: str) -> list[Progress]:
    """Return the progress of every target in time; a measure that this program does not know has none."""
    wanted = select(*(getattr(models.Target, name) for name in Target._fields)).where(
        models.Target.starts_on <= as_of, models.Target.ends_on >= as_of, models.Target.measure.in_(MEASURES)
    )
    there = [Target(*row) for row in connection.execute(wanted)]
    actuals = {
        AUM: _aum(connection, [one for one in there if one.measure == AUM], as_of, base),
        FEE_INCOME: _fees(connection, policy, as_of, base),
        NEW_CUSTOMERS: _new(connection, as_of),
    }
    nothing = Actual(0, None if not policy.contribution.fees else 0)
    none = {AUM: Actual(None, None), FEE_INCOME: nothing, NEW_CUSTOMERS: Actual(0, 0)}
    return [
        targets.progress(one, actuals[one.measure].get(one.id, none[one.measure]), as_of) for one in there
    ]


def _aum(connection: Connection, wanted: Sequence[Target], as_of: int, base: str) -> dict[int, Actual]:
    """Return by target the averages of the month before its time began and of its newest month."""
    known = sorted(connection.execute(select(AumMonth.month).distinct()).scalars())
    spans = {one.id: (month_start(one.starts_on), min(one.ends_on, as_of)) for one in wanted}
    months = {
        key: (
            max((month for month in known if month < first), default=None),
            max((month for month in known if first <= month <= last), default=None),
        )
        for key, (first, last) in spans.items()
    }
    sums = (
        select(Bucket.advisor_id, AumMonth.month, func.sum(AumMonth.average_minor))
        .join(BookMember, BookMember.customer_id == AumMonth.customer_id)
        .join(Bucket, and_(Bucket.id == BookMember.bucket_id, Bucket.kind == "book"))
        .where(
            AumMonth.currency == base,
            AumMonth.month.in_({month for pair in months.values() for month in pair if month is not None}),
        )
        .group_by(Bucket.advisor_id, AumMonth.month)
    )
    found = {(advisor, month): int(minor) for advisor, month, minor in connection.execute(sums)}
    return {
        one.id: Actual(*(found.get((one.advisor_id, month or 0)) for month in months[one.id]))
        for one in wanted
    }


def _fees(connection: Connection, policy: Policy, as_of: int, base: str) -> dict[int, Actual]:
    """Return by target the fees booked in its time; what lies in a currency without a rate leaves them unknown."""
    target, worth = models.Target, rates(connection, as_of)
    sums = (
        select(target.id, Account.currency, -func.sum(Transaction.amount_minor))
        .join(Bucket, and_(Bucket.advisor_id == target.advisor_id, Bucket.kind == "book"))
        .join(BookMember, BookMember.bucket_id == Bucket.id)
        .join(
            AccountHolder,
            and_(AccountHolder.customer_id == BookMember.customer_id, AccountHolder.role == OWNER),
        )
        .join(Account, Account.id == AccountHolder.account_id)
        .join(Transaction, Transaction.account_id == Account.id)
        .where(
            target.measure == FEE_INCOME,
            target.starts_on <= as_of,
            target.ends_on >= as_of,
            Transaction.day >= target.starts_on,
            Transaction.day <= as_of,
            Transaction.category.in_(policy.contribution.fees),
        )
        .group_by(target.id, Account.currency)
    )
    paid: dict[int, int | None] = {}
    for key, currency, minor in connection.execute(sums):
        value, before = convert(int(minor), currency, base, worth), paid.get(key, 0)
        paid[key] = None if value is None or before is None else before + value
    return {key: Actual(0, minor) for key, minor in paid.items()}


def _new(connection: Connection, as_of: int) -> dict[int, Actual]:
    """Return by target how many customers came in its time, of those who are in the book now."""
    target = models.Target
    came = and_(
        Customer.kind == "customer", Customer.opened_on >= target.starts_on, Customer.opened_on <= as_of
    )
    found = (
        select(target.id, func.sum(case((came, 1), else_=0)))
        .join(Bucket, and_(Bucket.advisor_id == target.advisor_id, Bucket.kind == "book"))
        .join(BookMember, BookMember.bucket_id == Bucket.id)
        .join(Customer, Customer.id == BookMember.customer_id)
        .where(target.measure == NEW_CUSTOMERS, target.starts_on <= as_of, target.ends_on >= as_of)
        .group_by(target.id)
    )
    return {key: Actual(0, int(many)) for key, many in connection.execute(found)}
