"""Complaints at head office: which still wait for an answer, and the more time that advisors ask for.

An extension is approved one level up, which is here. What is decided reaches every device that holds the customer,
with an entry in the history of the complaint.
"""

import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, update

from advisor_app.domain import complaints
from advisor_app.domain.complaints import Clock, Complaint
from advisor_app.domain.contact_check import clean
from advisor_app.domain.dates import day_of
from advisor_app.domain.feedback import COMPLAINT, SHORT_CHARACTERS
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import policies
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Advisor, Bank, Branch, Customer, Feedback, Revision
from advisor_app.i18n import N_


class Waiting(NamedTuple):
    """A complaint that waits for an answer; `extension` says whether more time was asked for, and how that ended."""

    id: bytes
    branch: str | None
    customer: str | None
    handler: str | None
    received_on: int
    clock: Clock
    extension: str | None
    reason: str | None


def waiting(
    connection: Connection, *, branch: str | None = None, asked: bool = False, overdue: bool = False
) -> list[Waiting]:
    """Return the complaints that wait for an answer, the most pressing first.

    `asked`: only those for which more time is asked; `overdue`: only those whose last day has passed.
    """
    conditions: list[ColumnElement[bool]] = [
        Feedback.kind == COMPLAINT,
        Feedback.status.in_(complaints.RUNNING),
    ]
    if branch is not None:
        conditions.append(Branch.code == branch)
    if asked:
        conditions.append(Feedback.extension == complaints.ASKED)
    found = connection.execute(
        select(*_JUDGED, Branch.code.label("branch"), Customer.number, Advisor.number.label("handler"))
        .join(Customer, Customer.id == Feedback.customer_id)
        .outerjoin(Branch, Branch.id == Customer.branch_id)
        .outerjoin(Advisor, Advisor.id == Feedback.handler_id)
        .where(*conditions)
    )
    policy, bank = policies.in_force(connection), _bank(connection)
    listed = [
        Waiting(row.id, row.branch, row.number, row.handler, *_judged(row, policy, bank)) for row in found
    ]
    kept = [one for one in listed if not overdue or one.clock.late]
    return sorted(kept, key=lambda one: (one.clock.due_on, one.id))


def approve(connection: Connection, feedback_id: bytes) -> int:
    """Give a complaint the more time that was asked for, and return its new last day.

    Raises InputError for an unknown id, RefusedError where nothing was asked or an answer is owed no more.
    """
    row = _asked(connection, feedback_id)
    policy, bank = policies.in_force(connection), _bank(connection)
    received_on = day_of(row.happened_at, bank.time_zone)
    due_on = complaints.due_on(policy.complaints, received_on, is_complex=True, extended=True)
    # Where the bank's own system has given a later day, that one is prolonged.
    due_on = max(due_on, (row.due_on or 0) + policy.complaints.extension_days)
    _decide(
        connection,
        row,
        {"extension": complaints.APPROVED, "due_on": due_on, "complex": 1},
    )
    return due_on


def refuse(connection: Connection, feedback_id: bytes, reason: str) -> None:
    """Leave a complaint the time that it has, for a reason that the advisor reads; the history keeps what was asked.

    Raises InputError for an unknown id or an empty reason, RefusedError where nothing was asked.
    """
    kept = clean(reason)[:SHORT_CHARACTERS]
    if not kept:
        raise InputError(N_("Say why the extension is refused."), what_to_do=N_("Use --reason."))
    row = _asked(connection, feedback_id)
    _decide(connection, row, {"extension": complaints.REFUSED, "extension_reason": kept})


_JUDGED = (
    Feedback.id,
    Feedback.customer_id,
    Feedback.kind,
    Feedback.status,
    Feedback.due_on,
    Feedback.complex,
    Feedback.extension,
    Feedback.extension_reason,
    Feedback.told_on,
    Feedback.about_id,
    Feedback.answered_on,
    Feedback.happened_at,
)


def _judged(row: Any, policy: Policy, bank: Any) -> tuple[int, Clock, str | None, str | None]:
    received_on = day_of(row.happened_at, bank.time_zone)
    complaint = Complaint(
        row.kind,
        row.status,
        row.due_on,
        row.complex,
        row.extension,
        row.told_on,
        row.about_id,
        row.answered_on,
    )
    clock = complaints.clock(policy.complaints, complaint, received_on, bank.as_of)
    return received_on, clock, row.extension, row.extension_reason


def _bank(connection: Connection) -> Any:
    return connection.execute(select(Bank.as_of, Bank.time_zone)).one()


def _asked(connection: Connection, feedback_id: bytes) -> Any:
    row = connection.execute(
        select(*_JUDGED).where(Feedback.id == feedback_id).with_for_update()
    ).one_or_none()
    if row is None or row.kind != COMPLAINT:
        raise InputError(N_("There is no such complaint."))
    if row.extension != complaints.ASKED:
        raise RefusedError(N_("No more time is asked for this complaint; nothing was changed."))
    if row.status not in complaints.RUNNING:
        raise RefusedError(N_("This complaint waits for no answer any more; nothing was changed."))
    return row


def _decide(connection: Connection, row: Any, fields: Mapping[str, Any]) -> None:
    """Change a complaint, write what changed into its history, and tell the devices."""
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    connection.execute(update(Feedback).where(Feedback.id == row.id).values(**changed))
    revision = {
        "id": new_id(),
        "customer_id": row.customer_id,
        "entity": "feedback",
        "row_id": row.id,
        "advisor_id": None,
        "at": time.time_ns() // 1000,
        "changes": json.dumps(
            {name: [getattr(row, name), value] for name, value in changed.items()}, ensure_ascii=False
        ),
    }
    connection.execute(insert(Revision).values(**revision))
    feed.record(connection, "feedback", select(Feedback.id).where(Feedback.id == row.id))
    feed.record(connection, "revisions", select(Revision.id).where(Revision.id == revision["id"]))
