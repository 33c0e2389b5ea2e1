"""The contact rhythm of the tier: due or overdue."""

from collections.abc import Iterator

from advisor_app.domain.dates import day_of
from advisor_app.domain.prompts.finding import Finding, Terms
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import BY_SPEAKING, Reason, Urgency
from advisor_app.domain.rhythm import Due, rhythm


def due(snapshot: CustomerSnapshot, terms: Terms) -> Iterator[Finding]:
    """Find a customer whose next contact is due by the rhythm of the tier, or was."""
    tier = snapshot.tier.tier if snapshot.tier else None
    if tier not in terms.policy.rhythm.days:
        return
    today = terms.moment.today
    last = snapshot.last_spoke(terms.policy)
    spoke_on = None if last is None else day_of(last, terms.moment.time_zone)
    found = rhythm(terms.policy, tier, None if spoke_on is None else max(0, today - spoke_on))
    if found.due not in (Due.AMBER, Due.RED) or found.every_days is None:
        return
    values = {"every": found.every_days, "tier": tier, "days": found.days_since, "last_on": spoke_on}
    code = "never_spoken" if spoke_on is None else "rhythm"
    yield Finding(
        topic="contact",
        subject="contact",
        why=(Reason(code, values),),
        due_on=today if spoke_on is None else spoke_on + found.every_days,
        urgency=Urgency.NOW if found.due is Due.RED else Urgency.LATER,
        since=today,
        clears=BY_SPEAKING,
    )
