"""A customer as the book can still say that it was on a past day, and what it cannot say.

What is dated is taken as it was: transactions, contacts, consents, assessments, promises, outcomes, the beginning and
end of positions. What head office only keeps as it is now is named, so that nobody takes it for what was known then.
"""

from advisor_app.domain.dates import month_start
from advisor_app.domain.prompts.snapshot import CustomerSnapshot, Held, TierFacts
from advisor_app.domain.prompts.types import Moment

TIER = "tier"
DISTANCE = "distance"
VALUES = "values"
BALANCES = "balances"
FEEDBACK = "feedback"
DOCUMENT = "document"
"""What is not kept as it was: the tier, the distance to the next, values of positions, balances of accounts, whether
feedback was still open, which identity document there was."""


def rewind(snapshot: CustomerSnapshot, moment: Moment) -> tuple[CustomerSnapshot, tuple[str, ...]]:
    """Return a snapshot, read at a moment of the past, as it was then, and the codes of what could not be known."""
    day = moment.data_on
    held = tuple(_held(one, day) for one in snapshot.held if one.starts_on is None or one.starts_on <= day)
    tier = snapshot.tier
    unknown = {
        TIER: tier is not None and tier.since_on > day,
        DISTANCE: tier is not None and tier.month >= month_start(day),
        VALUES: bool(held),
        BALANCES: snapshot.deposits_minor > 0,
        FEEDBACK: any(one.status != "open" and one.answered_on is None for one in snapshot.feedback),
        DOCUMENT: snapshot.id_expires_on is not None,
    }
    then = snapshot._replace(
        closed_on=None if snapshot.closed_on is not None and snapshot.closed_on > day else snapshot.closed_on,
        tier=_without_distance(tier) if tier is not None and (unknown[TIER] or unknown[DISTANCE]) else tier,
        held=held,
        contacts=tuple(
            one for one in snapshot.contacts if one.recorded_at is None or one.recorded_at <= moment.now
        ),
        feedback=tuple(
            one._replace(status="open", answered_on=None)
            if one.answered_on is not None and one.answered_on > day
            else one
            for one in snapshot.feedback
        ),
        promises=tuple(
            one._replace(settled_on=None, outcome=None)
            if one.settled_on is not None and one.settled_on > day
            else one
            for one in snapshot.promises
        ),
        calls=tuple(
            one._replace(outcome=None, outcome_on=None)
            if one.outcome_on is not None and one.outcome_on > day
            else one
            for one in snapshot.calls
        ),
    )
    return then, tuple(code for code, lacking in unknown.items() if lacking)


def _held(one: Held, day: int) -> Held:
    return one._replace(closed_on=None) if one.closed_on is not None and one.closed_on > day else one


def _without_distance(tier: TierFacts) -> TierFacts:
    """Return a tier of which nothing is known but its name: nobody is said to be near another one."""
    return tier._replace(average_minor=_UNKNOWN_AVERAGE, state=None, next_tier=None, short_minor=None)


_UNKNOWN_AVERAGE = 2**62
"""Above every cut-off, so that nobody is on watch by it."""
