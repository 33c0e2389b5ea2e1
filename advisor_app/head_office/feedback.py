"""What customers told the bank, for the branch: NPS, satisfaction and complaints, by the customers' branches.

Scores are counted where they lie and added up by the rules of `domain.surveys`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from advisor_app.domain import complaints
from advisor_app.domain import surveys as rules
from advisor_app.domain.dates import from_day, to_instant
from advisor_app.domain.feedback import COMPLAINT, SURVEY
from advisor_app.domain.surveys import Figures, Scored
from advisor_app.errors import InputError
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import Bank, Branch, Customer, Feedback
from advisor_app.i18n import N_
from advisor_app.words import NOTHING


class Complaints(NamedTuple):
    """How many complaints there were, wait for an answer, are overdue, and were answered in time or late."""

    received: int = 0
    waiting: int = 0
    overdue: int = 0
    in_time: int = 0
    late: int = 0


class BranchFeedback(NamedTuple):
    """The figures of one branch; without a code, of customers in none."""

    code: str | None
    name: str | None
    surveys: Figures
    complaints: Complaints


def by_branch(
    connection: Connection,
    *,
    branch: str | None = None,
    since: int | None = None,
    until: int | None = None,
) -> list[BranchFeedback]:
    """Return the figures of the branches with any feedback between two days, both included, in the order of codes.

    Raises InputError for a branch that the bank does not have.
    """
    _check(connection, branch)
    policy = policies.in_force(connection)
    scored: dict[Any, list[Scored]] = defaultdict(list)
    counted: dict[Any, Complaints] = {}
    conditions = _between(connection, since, until)
    if branch is not None:
        conditions.append(Branch.code == branch)
    for code, name, score, scale, answers in connection.execute(_scores(conditions)):
        scored[code, name].append(Scored(score, scale, answers))
    for code, name, *counts in connection.execute(_complaints(conditions)):
        counted[code, name] = Complaints(*map(int, counts))
    known: list[tuple[str | None, str | None]] = sorted(
        {*scored, *counted}, key=lambda one: (one[0] is None, one[0] or "")
    )
    return [
        BranchFeedback(
            code,
            name,
            rules.figures(policy.surveys, scored[code, name]),
            counted.get((code, name), Complaints()),
        )
        for code, name in known
    ]


def whole(connection: Connection, branches: Sequence[BranchFeedback]) -> BranchFeedback:
    """Return what the figures of branches come to together."""
    surveys = policies.in_force(connection).surveys
    each = [branch.surveys for branch in branches]
    promoters, detractors, satisfied = (
        sum(getattr(one, name) for one in each) for name in ("promoters", "detractors", "satisfied")
    )
    recommending, judging = sum(one.nps.n for one in each), sum(one.csat.n for one in each)
    nps, csat = rules.nps(promoters, detractors, recommending), rules.csat(satisfied, judging)
    return BranchFeedback(
        None,
        None,
        Figures(rules.beside(surveys, nps), promoters, detractors, rules.beside(surveys, csat), satisfied),
        Complaints(*map(sum, zip(*(branch.complaints for branch in branches), strict=True))),
    )


def _scores(conditions: Sequence[ColumnElement[bool]]) -> Any:
    return (
        select(Branch.code, Branch.name, Feedback.score, Feedback.scale, func.count())
        .join(Customer, Customer.id == Feedback.customer_id)
        .outerjoin(Branch, Branch.id == Customer.branch_id)
        .where(Feedback.kind == SURVEY, Feedback.score.is_not(None), Feedback.scale.is_not(None), *conditions)
        .group_by(Branch.code, Branch.name, Feedback.score, Feedback.scale)
    )


def _complaints(conditions: Sequence[ColumnElement[bool]]) -> Any:
    """Count complaints; one that ended without a day of its end counts neither as in time nor as late."""
    today = select(Bank.as_of).scalar_subquery()
    waits = Feedback.status.in_(complaints.RUNNING)
    answered = and_(~waits, Feedback.status != complaints.WITHDRAWN, Feedback.answered_on.is_not(None))
    in_time = Feedback.answered_on <= Feedback.due_on

    def how_many(condition: ColumnElement[bool]) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return (
        select(
            Branch.code,
            Branch.name,
            func.count(),
            how_many(waits),
            how_many(and_(waits, Feedback.due_on < today)),
            how_many(and_(answered, in_time)),
            how_many(and_(answered, ~in_time)),
        )
        .join(Customer, Customer.id == Feedback.customer_id)
        .outerjoin(Branch, Branch.id == Customer.branch_id)
        .where(Feedback.kind == COMPLAINT, *conditions)
        .group_by(Branch.code, Branch.name)
    )


def _between(connection: Connection, since: int | None, until: int | None) -> list[ColumnElement[bool]]:
    zone = ZoneInfo(connection.execute(select(Bank.time_zone)).scalar_one())

    def midnight(day: int) -> int:
        return to_instant(datetime.combine(from_day(day), datetime.min.time(), zone))

    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(Feedback.happened_at >= midnight(since))
    if until is not None:
        conditions.append(Feedback.happened_at < midnight(until + 1))
    return conditions


def _check(connection: Connection, branch: str | None) -> None:
    codes = set(connection.execute(select(Branch.code)).scalars())
    if branch is not None and branch not in codes:
        raise InputError(
            N_("No branch has the code {code}."),
            what_to_do=N_("There are: {codes}."),
            code=branch,
            codes=", ".join(sorted(codes)[:20]) or NOTHING,
        )
