"""The ledger of maturing money in figures: what was kept, moved and lost, by what was done about it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, null, or_, select

from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.clearing import topic_of
from advisor_app.domain.prompts.control import MATURITY_RULES, lead_days
from advisor_app.domain.prompts.types import DONE
from advisor_app.domain.records import Retained as Record
from advisor_app.domain.retention import ACTION, Figures, Settled, figures, settled_of
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import (
    Advisor,
    Assignment,
    Bank,
    Branch,
    Bucket,
    Customer,
    PromptOutcome,
    Retained,
)
from advisor_app.head_office.outcomes import ADVISOR, BRANCH, RULE

CONTACT = "contact"
"""In place of a rule: a contact about the money was logged, and no prompt for it was answered."""


class Line(NamedTuple):
    """The figures of one rule, advisor or branch; without a code, of what belongs to none."""

    code: str | None
    name: str | None
    figures: Figures


class Report(NamedTuple):
    """The ledger between two days of maturity: what is settled, and how much is looked at still.

    `control_from` is since when positions can be left alone to compare, None where the policy leaves none alone.
    """

    currency: str
    whole: Figures
    lines: list[Line]
    open_amounts: int
    open_minor: int
    control_from: int | None


def report(
    connection: Connection, by: str | None = None, *, since: int | None = None, until: int | None = None
) -> Report:
    """Return the figures of what came free between two days, both included, as a whole and by `by`."""
    policy = policies.in_force(connection)
    bank = connection.execute(select(Bank.base_currency, Bank.as_of)).one()
    unit = 10 ** exponent(bank.base_currency)
    every: list[Settled] = []
    grouped: dict[tuple[str | None, str | None], list[Settled]] = defaultdict(list)
    rules = _rules(connection) if by == RULE else {}
    in_time = _in_time(since, until)
    for row in connection.execute(_rows(by, in_time)):
        one = settled_of(Record._make(row[: len(Record._fields)]), policy, unit)
        every.append(one)
        code = row.code
        if by == RULE and row.arm == ACTION:
            code = _rule(rules.get((row.customer_id, row.holding_id), ()), row.matured_on, policy)
        if by is not None:
            grouped[code, row.name].append(one)
    waiting = connection.execute(
        select(func.count(), func.coalesce(func.sum(Retained.amount_minor), 0)).where(
            Retained.settled_on.is_(None), Retained.matured_on <= bank.as_of, *in_time
        )
    ).one()
    lines = [Line(*key, figures(rows)) for key, rows in grouped.items()]
    return Report(
        currency=bank.base_currency,
        whole=figures(every),
        lines=sorted(lines, key=lambda line: (line.code is None, line.code or "")),
        open_amounts=int(waiting[0]),
        open_minor=int(waiting[1]),
        control_from=policy.ledger.control_from_on if policy.ledger.control_percent else None,
    )


def _in_time(since: int | None, until: int | None) -> list[Any]:
    return [
        *([] if since is None else [Retained.matured_on >= since]),
        *([] if until is None else [Retained.matured_on <= until]),
    ]


def _rows(by: str | None, in_time: list[Any]) -> Any:
    """Return the settled rows with code and name of what they are grouped by."""
    columns = [Retained.__table__.c[name] for name in Record._fields]
    settled: Any = Retained.settled_on.is_not(None)
    if by == ADVISOR:
        had = _advisors(in_time)
        found = (
            select(*columns, Advisor.number.label("code"), Advisor.name.label("name"))
            .outerjoin(had, and_(had.c.id == Retained.id, had.c.place == 1))
            .outerjoin(Advisor, Advisor.id == had.c.advisor_id)
        )
    elif by == BRANCH:
        found = (
            select(*columns, Branch.code.label("code"), Branch.name.label("name"))
            .join(Customer, Customer.id == Retained.customer_id)
            .outerjoin(Branch, Branch.id == Customer.branch_id)
        )
    else:
        found = select(*columns, null().label("code"), null().label("name"))
    return found.where(settled, *in_time)


def _advisors(in_time: list[Any]) -> Any:
    """Return in whose book the customer of a row was on the day of maturity, or came next where it was in none."""
    place = func.row_number().over(partition_by=Retained.id, order_by=(Assignment.starts_on, Assignment.id))
    return (
        select(Retained.id, Bucket.advisor_id, place.label("place"))
        .join(Assignment, Assignment.customer_id == Retained.customer_id)
        .join(Bucket, Bucket.id == Assignment.bucket_id)
        .where(or_(Assignment.ends_on.is_(None), Assignment.ends_on > Retained.matured_on), *in_time)
        .subquery()
    )


def _rules(connection: Connection) -> dict[tuple[bytes, int], list[tuple[int, str]]]:
    """Return, by customer and holding, the days on which prompts for its maturity were answered, with the rule."""
    found: dict[tuple[bytes, int], list[tuple[int, str]]] = defaultdict(list)
    done = select(
        PromptOutcome.customer_id, PromptOutcome.subject, PromptOutcome.shown_on, PromptOutcome.rule
    ).where(PromptOutcome.rule.in_(MATURITY_RULES), PromptOutcome.action == DONE)
    for customer_id, subject, shown_on, rule in connection.execute(done):
        _, _, holding = topic_of(subject).partition(":")
        if holding.isdecimal():
            found[customer_id, int(holding)].append((shown_on, rule))
    return found


def _rule(answers: Iterable[tuple[int, str]], matured_on: int, policy: Policy) -> str:
    """Return the rule whose prompt for a maturity was answered last, or that only a contact was logged."""
    first, last = matured_on - lead_days(policy), matured_on + policy.ledger.window_days
    in_time = [one for one in answers if first <= one[0] <= last]
    return max(in_time)[1] if in_time else CONTACT
