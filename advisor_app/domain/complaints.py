"""Complaints (投诉): the clock of the answer, the states, and what may be done with one by whom.

The clock counts calendar days after the day on which the complaint was received, which is day 0; the answer may be
given on the whole last day. Answer and withdrawal end it that day. More time than a complex complaint has is granted
by head office alone, asked for before the time is over, and the complainant is told.
"""

from enum import Enum
from typing import NamedTuple

from advisor_app.domain.policy.feedback import Complaints

COMPLAINT = "complaint"

OPEN, IN_PROGRESS, ANSWERED, RESOLVED = "open", "in_progress", "answered", "resolved"
CLOSED, WITHDRAWN = "closed", "withdrawn"
RUNNING = (OPEN, IN_PROGRESS)
"""The states in which an answer is still owed."""

ASKED, APPROVED, REFUSED = "asked", "approved", "refused"


class Complaint(NamedTuple):
    """What the rules look at in a piece of feedback; days since 1970, and codes as in the record."""

    kind: str = COMPLAINT
    status: str = OPEN
    due_on: int | None = None
    complex: int | None = None
    extension: str | None = None
    told_on: int | None = None
    about_id: int | None = None
    answered_on: int | None = None


class Urgency(Enum):
    """How pressing an answer is: NONE where none is owed."""

    NONE = "none"
    RUNNING = "running"
    SOON = "soon"
    OVERDUE = "overdue"


class Clock(NamedTuple):
    """Where the clock of a complaint stands: the number of its day, the last day, and how many are left.

    `late`: it ended after its last day, or that is over. `day` and `left` are of the day on which it ended, if it did.
    """

    day: int
    due_on: int
    left: int
    urgency: Urgency
    late: bool


class Action(Enum):
    """What can be done with a complaint."""

    ASSIGN = "assign"
    COMPLEX = "complex"
    EXTEND = "extend"
    TELL = "tell"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    CLOSE = "close"


def due_on(rules: Complaints, received_on: int, *, is_complex: bool = False, extended: bool = False) -> int:
    """Return the last day on which a complaint can be answered in time."""
    days = rules.complex_days if is_complex or extended else rules.days
    return received_on + days + (rules.extension_days if extended else 0)


def clock(rules: Complaints, complaint: Complaint, received_on: int, today: int) -> Clock:
    """Return where a complaint stands on a day.

    The last day that came with it counts, as from the bank's own system; without one it follows from the policy.
    """
    last = complaint.due_on
    if last is None:
        extended = complaint.extension == APPROVED
        last = due_on(rules, received_on, is_complex=bool(complaint.complex), extended=extended)
    if complaint.status not in RUNNING:
        end = complaint.answered_on
        known = last if end is None else end
        return Clock(known - received_on, last, last - known, Urgency.NONE, end is not None and end > last)
    left = last - today
    urgency = Urgency.OVERDUE if left < 0 else Urgency.SOON if left <= rules.warn_days else Urgency.RUNNING
    return Clock(today - received_on, last, left, urgency, left < 0)


def to_be_told(complaint: Complaint) -> bool:
    """Tell whether the complainant is still to hear that there is more time."""
    return complaint.extension == APPROVED and complaint.told_on is None and complaint.status in RUNNING


def may_handle(complaint: Complaint, advisor_id: int | None) -> bool:
    """Tell whether somebody may handle a complaint: not whoever it is about."""
    return complaint.about_id is None or complaint.about_id != advisor_id


def actions(
    rules: Complaints, complaint: Complaint, received_on: int, today: int, advisor_id: int | None
) -> frozenset[Action]:
    """Return what an advisor can do with a complaint on a day. The one whom it is about can hand it on alone."""
    if complaint.kind != COMPLAINT:
        return frozenset({Action.CLOSE} if complaint.status in RUNNING else ())
    if not may_handle(complaint, advisor_id):
        return frozenset({Action.ASSIGN} if complaint.status in RUNNING else ())
    if complaint.status in (ANSWERED, RESOLVED):
        return frozenset({Action.CLOSE})
    if complaint.status not in RUNNING:
        return frozenset()
    possible = {Action.ASSIGN, Action.ANSWER, Action.WITHDRAW}
    if not complaint.complex and complaint.extension is None:
        possible.add(Action.COMPLEX)
    in_time = clock(rules, complaint, received_on, today).left >= 0
    if complaint.complex and in_time and complaint.extension in (None, REFUSED):
        possible.add(Action.EXTEND)
    if to_be_told(complaint):
        possible.add(Action.TELL)
    return frozenset(possible)
