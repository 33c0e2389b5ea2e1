"""How it stands between bank and customer: the rhythm of contacts, silence, feedback and promises."""

from collections.abc import Iterator

from advisor_app.domain import complaints
from advisor_app.domain.complaints import Complaint, clock
from advisor_app.domain.complaints import Urgency as ClockUrgency
from advisor_app.domain.promises import Standing, standing
from advisor_app.domain.prompts.finding import Finding, Terms
from advisor_app.domain.prompts.snapshot import CustomerSnapshot, Told
from advisor_app.domain.prompts.types import (
    BY_CONTACT,
    BY_HANDLING,
    BY_KEEPING,
    BY_SPEAKING,
    Reason,
    Urgency,
)
from advisor_app.domain.rhythm import Due
from advisor_app.domain.rhythm import rhythm as contact_rhythm


def rhythm(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer whose next contact is due by the rhythm of the tier, or was."""
    tier = snapshot.tier.tier if snapshot.tier else None
    if tier not in terms.policy.rhythm.days:
        return
    today = terms.moment.today
    last = snapshot.last_spoke(terms.policy)
    spoke_on = None if last is None else terms.day_of(last)
    found = contact_rhythm(terms.policy, tier, None if spoke_on is None else max(0, today - spoke_on))
    if found.due not in (Due.AMBER, Due.RED) or found.every_days is None:
        return
    values = {"every": found.every_days, "tier": tier, "days": found.days_since, "last_on": spoke_on}
    yield Finding(
        topic="contact",
        subject="contact",
        why=(Reason("never_spoken" if spoke_on is None else "rhythm", values),),
        due_on=today if spoke_on is None else spoke_on + found.every_days,
        urgency=Urgency.NOW if found.due is Due.RED else Urgency.LATER,
        since=None,
        clears=BY_SPEAKING,
    )


def dormant(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer with something left here who has made no transaction for the days of the policy."""
    last = snapshot.last_own_on
    if last is None or snapshot.deposits_minor < terms.least_minor:
        return
    days = terms.moment.data_on - last
    if days < terms.trigger.days[0]:
        return
    yield Finding(
        topic="dormant",
        subject=f"dormant:{last}",
        why=(Reason("dormant", {"last_on": last, "days": days}),),
        due_on=last + terms.trigger.days[0],
        urgency=Urgency.LATER,
        since=last + terms.trigger.days[0],
        clears=BY_SPEAKING,
    )


def feedback(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find open feedback that is negative: by its score, or by its kind where it has none. Complaints have a clock."""
    for told in snapshot.feedback:
        if told.kind == complaints.COMPLAINT or told.status not in complaints.RUNNING:
            continue
        if not _is_negative(told, terms):
            continue
        received_on = terms.day_of(told.happened_at)
        values = {"received_on": received_on, "kind": told.kind, "score": told.score, "scale": told.scale}
        yield Finding(
            topic=f"feedback:{told.id.hex()}",
            subject=f"feedback:{told.id.hex()}",
            why=(Reason("feedback" if told.score is None else "feedback_score", values),),
            due_on=received_on,
            urgency=Urgency.NOW,
            since=received_on,
            clears=BY_CONTACT,
        )


def complaint(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find complaints whose clock warns or is over; the clock's day is that of the calendar."""
    for told in snapshot.feedback:
        if told.kind != complaints.COMPLAINT or told.status not in complaints.RUNNING:
            continue
        received_on = terms.day_of(told.happened_at)
        row = Complaint(
            status=told.status,
            due_on=told.due_on,
            complex=told.complex,
            extension=told.extension,
            answered_on=told.answered_on,
        )
        found = clock(terms.policy.complaints, row, received_on, terms.moment.clock_day)
        if found.urgency not in (ClockUrgency.SOON, ClockUrgency.OVERDUE):
            continue
        values = {
            "received_on": received_on,
            "day": found.day,
            "due_on": found.due_on,
            "days": abs(found.left),
        }
        yield Finding(
            topic=f"feedback:{told.id.hex()}",
            subject=f"feedback:{told.id.hex()}",
            why=(Reason("complaint_late" if found.late else "complaint", values),),
            due_on=found.due_on,
            urgency=Urgency.OVERDUE if found.late else Urgency.NOW,
            since=received_on,
            clears=BY_HANDLING,
        )


def promise(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find promises that fall due within the days of the policy, or are broken; by the calendar."""
    today = terms.moment.clock_day
    for made in snapshot.promises:
        stands = standing(made.due_on, made.settled_on, made.outcome, today)
        if stands not in (Standing.OPEN, Standing.BROKEN) or made.due_on - today > terms.trigger.days[0]:
            continue
        broken = stands is Standing.BROKEN
        values = {"text": made.text, "due_on": made.due_on, "days": abs(made.due_on - today)}
        yield Finding(
            topic=f"promises:{made.id.hex()}",
            subject=f"promises:{made.id.hex()}",
            why=(Reason("promise_broken" if broken else "promise", values),),
            due_on=made.due_on,
            urgency=Urgency.OVERDUE if broken else Urgency.NOW,
            since=made.due_on,
            clears=BY_KEEPING,
        )


def _is_negative(told: Told, terms: Terms) -> bool:
    if told.score is None or not told.scale:
        return told.kind in terms.trigger.kinds
    return told.score * 100 <= told.scale * (terms.trigger.percent or 0)
