"""Unusual activity at head office: what advisors have escalated to fraud control, and what never left the house.

What is escalated is decided here alone; an advisor who takes it back does not close it. What is internal is suspicion
of money laundering: whoever reads it must tell neither the customer nor the advisor.
"""

import time
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, insert, select

from advisor_app.domain.anomalies import ESCALATED, RULE, Evidence, subject_of
from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import SHORT_CHARACTERS
from advisor_app.domain.dates import day_of
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.db.models import (
    Advisor,
    Anomaly,
    AnomalyClosing,
    Bank,
    Branch,
    Customer,
    InternalAnomaly,
    PromptOutcome,
)
from advisor_app.i18n import N_

_WITHDRAWN = "withdrawn"


class Case(NamedTuple):
    """One case: what was seen, who escalated it and when (None where it is internal), and how it was closed.

    `taken_back`: the advisor has withdrawn the escalation since.
    """

    id: bytes
    kind: str
    day: int
    found_on: int
    branch: str | None
    customer: str | None
    advisor: str | None
    escalated_on: int | None
    taken_back: bool
    evidence: Evidence
    closed: str | None


def escalated(connection: Connection, *, branch: str | None = None, closed: bool = False) -> list[Case]:
    """Return the cases that advisors escalated, the oldest first; those that are closed only where that is asked."""
    said = connection.execute(
        select(
            PromptOutcome.subject,
            PromptOutcome.customer_id,
            PromptOutcome.made_at,
            PromptOutcome.action,
            Advisor.number,
        )
        .outerjoin(Advisor, Advisor.id == PromptOutcome.advisor_id)
        .where(PromptOutcome.rule == RULE, PromptOutcome.reason == ESCALATED)
        .order_by(PromptOutcome.made_at.desc(), PromptOutcome.id)
    ).all()
    # The first time counts; a subject names an anomaly of the same customer, or none that is known.
    by_subject = {(row.subject, bytes(row.customer_id)): row for row in said}
    zone = connection.execute(select(Bank.time_zone)).scalar_one()
    customers = {customer for _subject, customer in by_subject}
    cases = _cases(Anomaly, branch).where(Anomaly.customer_id.in_(customers))
    found = []
    for row in connection.execute(cases):
        outcome = by_subject.get((subject_of(bytes(row.id)), bytes(row.customer_id)))
        if outcome is None or (row.reason is not None and not closed):
            continue
        on, back = day_of(outcome.made_at, zone), outcome.action == _WITHDRAWN
        found.append(_case(row, outcome.number, on, taken_back=back))
    return sorted(found, key=lambda one: (one.escalated_on or 0, one.id))


def internal(connection: Connection, *, branch: str | None = None, closed: bool = False) -> list[Case]:
    """Return what was found and stays here, the oldest first; what is closed only where that is asked."""
    rows = connection.execute(_cases(InternalAnomaly, branch)).all()
    found = [_case(row, None, None) for row in rows if closed or row.reason is None]
    return sorted(found, key=lambda one: (one.day, one.id))


def close(connection: Connection, anomaly_id: bytes, reason: str, operator: str | None = None) -> None:
    """Close a case for a reason.

    Raises InputError for an unknown id or an empty reason, RefusedError for what is closed, or was never escalated.
    """
    kept = clean(reason)[:SHORT_CHARACTERS]
    if not kept:
        raise InputError(N_("Say how the case was decided."), what_to_do=N_("Use --reason."))
    one = select(AnomalyClosing.anomaly_id).where(AnomalyClosing.anomaly_id == anomaly_id)
    if connection.execute(one).first():
        raise RefusedError(N_("This case is closed already."))
    if not connection.execute(select(InternalAnomaly.id).where(InternalAnomaly.id == anomaly_id)).first():
        if not connection.execute(select(Anomaly.id).where(Anomaly.id == anomaly_id)).first():
            raise InputError(N_("There is no case with this id."))
        sent = select(PromptOutcome.id).where(
            PromptOutcome.rule == RULE,
            PromptOutcome.reason == ESCALATED,
            PromptOutcome.subject == subject_of(anomaly_id),
        )
        if not connection.execute(sent).first():
            raise RefusedError(N_("No advisor has escalated this."))
    values = {
        "anomaly_id": anomaly_id,
        "closed_at": time.time_ns() // 1000,
        "reason": kept,
        "operator": operator,
    }
    connection.execute(insert(AnomalyClosing).values(**values))


def _cases(table: Any, branch: str | None) -> Select[Any]:
    columns = (table.id, table.customer_id, table.kind, table.day, table.found_on, table.evidence)
    found = (
        select(*columns, Branch.code.label("branch"), Customer.number, AnomalyClosing.reason)
        .join(Customer, Customer.id == table.customer_id)
        .outerjoin(Branch, Branch.id == Customer.branch_id)
        .outerjoin(AnomalyClosing, AnomalyClosing.anomaly_id == table.id)
    )
    return found if branch is None else found.where(Branch.code == branch)


def _case(row: Any, advisor: str | None, escalated_on: int | None, *, taken_back: bool = False) -> Case:
    return Case(
        id=bytes(row.id),
        kind=row.kind,
        day=row.day,
        found_on=row.found_on,
        branch=row.branch,
        customer=row.number,
        advisor=advisor,
        escalated_on=escalated_on,
        taken_back=taken_back,
        evidence=Evidence.from_json(row.evidence),
        closed=row.reason,
    )
