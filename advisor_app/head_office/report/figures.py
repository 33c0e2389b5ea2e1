"""The figures that advisors see of their books, here across books: set by set, whichever database it is."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Subquery, case, func, select, union
from sqlalchemy.orm import aliased

from advisor_app.domain import insights
from advisor_app.domain.book_figures import DOWN, UP, Move, direction_of
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.insight_figures import (
    Cohort,
    FlowMonth,
    Held,
    MaturityMonth,
    MovedMonth,
    Segment,
    TierMonthFigure,
)
from advisor_app.domain.insights import Flows, InsightError, Rfm
from advisor_app.domain.policy import Policy, standing
from advisor_app.errors import InputError
from advisor_app.head_office import policies, target_progress
from advisor_app.head_office.campaigns.report import Ids
from advisor_app.head_office.campaigns.report import Report as Campaign
from advisor_app.head_office.campaigns.report import reports as campaign_reports
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Advisor,
    Bank,
    BookMember,
    Branch,
    Bucket,
    Card,
    Customer,
    Holding,
    Insight,
    Loan,
    TierMonth,
)
from advisor_app.head_office.report import groups
from advisor_app.head_office.report.groups import Group
from advisor_app.i18n import N_

_BATCH = 5_000
_CAMPAIGNS = 12
_YEAR = 12


class Scope(NamedTuple):
    """Whose figures: of all, of the branch with a code, or of the book of the advisor with a number."""

    branch: str | None = None
    advisor: str | None = None


class Report(NamedTuple):
    """The figures of a scope, `name` is that of its branch or advisor; months are their first day, the oldest first.

    `kinds` counts customers by open positions, the most held first; amounts are minor units of `currency`. Of
    campaigns there are the newest, with the customers of the scope only.
    """

    policy: Policy
    bank: str
    name: str | None
    as_of: int
    currency: str
    customers: int
    tier_months: tuple[TierMonthFigure, ...]
    moves: tuple[MovedMonth, ...]
    flows: tuple[FlowMonth, ...]
    maturities: tuple[MaturityMonth, ...]
    kinds: tuple[tuple[str, int], ...]
    segments: tuple[Segment, ...]
    campaigns: tuple[Campaign, ...]
    groups: tuple[Group, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    held: tuple[Held, ...] = ()
    targets: target_progress.Report | None = None
    is_demo: bool = False

    def is_over(self, month: int) -> bool:
        """Tell whether the data go to the end of a month; `month` is its first day."""
        return add_months(month, 1) <= self.as_of + 1

    @property
    def compared(self) -> tuple[int, int] | None:
        """The newest month that is over, and the one a year before it or the oldest there is; None without any."""
        over = {one.month for one in self.tier_months if self.is_over(one.month)}
        if not over:
            return None
        newest = max(over)
        return newest, max(min(over), add_months(newest, -_YEAR))


def report(connection: Connection, scope: Scope) -> Report:
    """Return the figures on the business date. Raises InputError for a branch or advisor that is not known."""
    policy = policies.in_force(connection)
    bank, as_of, currency, is_demo = connection.execute(
        select(Bank.name, Bank.as_of, Bank.base_currency, Bank.demo)
    ).one()
    ids, name = _customers(connection, scope)
    flows, segments = _insights(connection, policy, ids)
    positions = _positions()
    found = Report(
        policy=policy,
        bank=bank,
        name=name,
        as_of=as_of,
        currency=currency,
        customers=connection.execute(select(func.count()).select_from(ids.subquery())).scalar_one(),
        tier_months=_tier_months(connection, policy, ids, as_of, currency),
        moves=_moves(connection, policy, ids, as_of),
        flows=flows[-policy.insights.months :],
        maturities=_maturities(connection, policy, ids, as_of, currency),
        kinds=_kinds(connection, positions, ids),
        segments=segments,
        campaigns=campaign_reports(connection, ids, _CAMPAIGNS),
        targets=_targets(connection, policy, scope),
        is_demo=bool(is_demo),
    )
    return _with_groups(connection, found, scope, positions, ids)


def _with_groups(
    connection: Connection, found: Report, scope: Scope, positions: Subquery, ids: Ids
) -> Report:
    """Return the report with how its customers are made up: the bank by branch, a branch by advisor."""
    months, present = found.compared or (found.as_of, found.as_of), month_start(found.as_of)
    split = groups.branches if scope.branch is None else groups.advisors
    return found._replace(
        groups=() if scope.advisor else split(connection, ids, months, found.currency),
        cohorts=groups.cohorts(connection, ids, found.as_of, months[0], found.currency),
        held=groups.held(connection, positions, ids, present),
    )


def _targets(connection: Connection, policy: Policy, scope: Scope) -> target_progress.Report:
    """Return the targets of the bank by branch, of a branch by advisor, or of an advisor."""
    by = target_progress.BRANCH if scope == Scope() else target_progress.ADVISOR
    # What the bank's policy does not say yet is as it ships, as on devices.
    completed = standing.completed(policy, policies.from_file(None))
    return target_progress.report(connection, completed, by, **scope._asdict())


def _customers(connection: Connection, scope: Scope) -> tuple[Ids, str | None]:
    """Return who is counted, and the name of the branch or advisor."""
    if scope.branch is not None:
        found = connection.execute(select(Branch.id, Branch.name).where(Branch.code == scope.branch)).first()
        if found is None:
            raise InputError(N_("There is no branch {code}."), code=scope.branch)
        return select(Customer.id).where(Customer.branch_id == found[0]), found[1]
    if scope.advisor is not None:
        who = connection.execute(
            select(Advisor.id, Advisor.name).where(Advisor.number == scope.advisor)
        ).first()
        if who is None:
            raise InputError(N_("There is no advisor {number}."), number=scope.advisor)
        book = select(Bucket.id).where(Bucket.kind == "book", Bucket.advisor_id == who[0])
        return select(BookMember.customer_id).where(BookMember.bucket_id.in_(book)), who[1]
    return select(Customer.id), None


def _tier_months(
    connection: Connection, policy: Policy, ids: Ids, as_of: int, currency: str
) -> tuple[TierMonthFigure, ...]:
    places = {tier.code: place for place, tier in enumerate(policy.tiers)}
    assets = func.sum(case((TierMonth.currency == currency, TierMonth.average_minor), else_=0))
    counted = (
        select(TierMonth.month, TierMonth.tier, func.count(), assets)
        .where(
            # On the last day of a month there are the tiers of the next one already.
            TierMonth.month.between(add_months(as_of, 1 - policy.insights.months), as_of),
            TierMonth.customer_id.in_(ids),
        )
        .group_by(TierMonth.month, TierMonth.tier)
    )
    found = (
        TierMonthFigure(month, tier, many, int(minor))
        for month, tier, many, minor in connection.execute(counted)
    )
    return tuple(sorted(found, key=lambda one: (one.month, places.get(one.tier, len(places)), one.tier)))


def _moves(connection: Connection, policy: Policy, ids: Ids, as_of: int) -> tuple[MovedMonth, ...]:
    """Return the movements into each month for which that before it is known: a month a statement, as days differ."""
    made = []
    for back in range(policy.insights.months - 1, -1, -1):
        month, earlier = add_months(as_of, -back), aliased(TierMonth)
        pairs = (
            select(earlier.tier, TierMonth.tier, func.count())
            .select_from(TierMonth)
            .join(earlier, earlier.customer_id == TierMonth.customer_id)
            .where(
                TierMonth.month == month,
                earlier.month == add_months(month, -1),
                TierMonth.customer_id.in_(ids),
            )
            .group_by(earlier.tier, TierMonth.tier)
        )
        moved: Counter[str | None] = Counter()
        known = False
        for before, now, many in connection.execute(pairs):
            known = True
            if before != now:
                moved[direction_of(policy, Move(before, now, many))] += many
        if known:
            made.append(MovedMonth(month, moved[UP], moved[DOWN]))
    return tuple(made)


def _insights(
    connection: Connection, policy: Policy, ids: Ids
) -> tuple[tuple[FlowMonth, ...], tuple[Segment, ...]]:
    """Return flows and segments, added up from the facts of each customer."""
    flows: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    segments: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for facts in _facts(connection, ids):
        if isinstance(facts, Rfm):
            segment = segments[facts.segment]
            segment[0] += 1
            segment[1] += facts.average_minor
            continue
        for month in facts.months:
            flow = flows[month.month]
            came, left = month.in_minor, month.out_minor
            for place, more in enumerate((came, left, came > left, came < left)):
                flow[place] += more
    order = {segment.code: place for place, segment in enumerate(policy.features.segments)}
    codes = sorted(segments, key=lambda code: (order.get(code, len(order)), code))
    return (
        tuple(FlowMonth(month, *flows[month]) for month in sorted(flows)),
        tuple(Segment(code, *segments[code]) for code in codes),
    )


def _facts(connection: Connection, ids: Ids) -> Iterator[Flows | Rfm]:
    wanted = select(Insight.kind, Insight.version, Insight.facts).where(
        Insight.kind.in_((insights.FLOWS, insights.RFM)), Insight.customer_id.in_(ids)
    )
    options = {"yield_per": _BATCH, "stream_results": True}
    for kind, version, text in connection.execute(wanted, execution_options=options):
        try:
            facts = insights.read(kind, version, text)
        except InsightError:  # written by another version: it is not counted
            continue
        if isinstance(facts, Flows | Rfm):
            yield facts


def _maturities(
    connection: Connection, policy: Policy, ids: Ids, as_of: int, currency: str
) -> tuple[MaturityMonth, ...]:
    first = month_start(as_of)
    until = add_months(first, policy.insights.ahead_months)
    wanted = select(Holding.matures_on, Holding.customer_id, Holding.value_minor, Holding.currency).where(
        Holding.closed_on.is_(None),
        Holding.starts_on <= as_of,
        Holding.matures_on > as_of,
        Holding.matures_on < until,
        Holding.customer_id.in_(ids),
    )
    customers: dict[int, set[bytes]] = defaultdict(set)
    amounts: Counter[int] = Counter()
    for day, customer, value, of in connection.execute(wanted):  # the day is there: it was asked for
        month = month_start(day or as_of)
        customers[month].add(customer)
        if of == currency:
            amounts[month] += value or 0
    ahead = (add_months(first, more) for more in range(policy.insights.ahead_months))
    if not customers:
        return ()
    return tuple(MaturityMonth(month, len(customers[month]), amounts[month]) for month in ahead)


def _positions() -> Subquery:
    """Return customer_id and kind of what is open, each kind of a customer once."""
    held: list[Any] = [
        select(AccountHolder.customer_id.label("customer_id"), Account.kind.label("kind"))
        .join(Account, Account.id == AccountHolder.account_id)
        .where(Account.closed_on.is_(None), AccountHolder.closed_on.is_(None)),
        select(Holding.customer_id, Holding.kind).where(Holding.closed_on.is_(None)),
        select(AccountHolder.customer_id, Loan.kind)
        .join(Loan, Loan.account_id == AccountHolder.account_id)
        .where(Loan.closed_on.is_(None), AccountHolder.closed_on.is_(None)),
        select(Card.customer_id, Card.kind).where(Card.closed_on.is_(None)),
    ]
    return union(*held).subquery()


def _kinds(connection: Connection, every: Subquery, ids: Ids) -> tuple[tuple[str, int], ...]:
    counted = (
        select(every.c.kind, func.count().label("customers"))
        .where(every.c.customer_id.in_(ids))
        .group_by(every.c.kind)
        .order_by(func.count().desc(), every.c.kind)
    )
    return tuple((kind, many) for kind, many in connection.execute(counted))
