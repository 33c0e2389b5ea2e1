"""All that a rule may see of one customer, as the book has it; amounts in the bank's base currency.

Words that people wrote come masked. What lies after the moment that prompts are computed for is left out by whoever
builds the snapshot, and by `replay` for a day of the past.
"""

import json
from typing import NamedTuple

from advisor_app.domain.anomalies import Unusual, muted_on
from advisor_app.domain.permission import OUT, Facts, is_marketing
from advisor_app.domain.permission import Complaint as Open
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import Predicted
from advisor_app.domain.records import Consent, PromptOutcome


class Held(NamedTuple):
    """A position that may mature or be risky; `value_minor` is None where it could not be converted.

    `principal_minor` is what was put in: all that is known of the worth of one that is closed.
    """

    id: int
    kind: str
    name: str | None
    value_minor: int | None
    risk_grade: str | None
    starts_on: int | None
    matures_on: int | None
    closed_on: int | None
    principal_minor: int | None = None

    @property
    def worth_minor(self) -> int:
        """What it is worth, or was: its value, and where it has none any more what was put in."""
        return self.value_minor or self.principal_minor or 0


class DayFlow(NamedTuple):
    """What came into the bank and left it on a day, over the customer's own accounts; both positive."""

    day: int
    inflow_minor: int
    outflow_minor: int


class Pay(NamedTuple):
    """A regular payment in, such as a salary: its day and its category."""

    day: int
    category: str


class Spoken(NamedTuple):
    """A contact that stands; `at` is UTC µs."""

    id: bytes
    at: int
    channel: str
    direction: str
    purpose: str | None
    outcome: str | None
    recommends: int | None
    recorded_at: int | None


class Told(NamedTuple):
    """A piece of feedback, with what the clock of a complaint needs."""

    id: bytes
    kind: str
    score: int | None
    scale: int | None
    happened_at: int
    status: str
    due_on: int | None
    complex: int | None
    extension: str | None
    answered_on: int | None


class Promised(NamedTuple):
    """A promise; `text` is masked."""

    id: bytes
    text: str
    due_on: int
    settled_on: int | None
    outcome: str | None
    made_at: int


class Graded(NamedTuple):
    """A risk assessment."""

    grade: str
    assessed_on: int
    expires_on: int


class Event(NamedTuple):
    """A life event that an advisor recorded; `value` is its code or masked words."""

    id: bytes
    value: str
    happens_on: int | None
    made_at: int


class Listed(NamedTuple):
    """A place on the call list of a campaign."""

    id: bytes
    campaign: str
    product_id: int | None
    opens_on: int
    closes_on: int
    outcome: str | None
    outcome_on: int | None


class TierFacts(NamedTuple):
    """The tier with what head office said of it: `state` is as `domain.tiers` names it, None where it is not said."""

    tier: str
    since_on: int
    month: int
    average_minor: int
    state: str | None = None
    next_tier: str | None = None
    short_minor: int | None = None

    @classmethod
    def of(cls, tier: str, since_on: int, month: int, average_minor: int, reason: str) -> "TierFacts":
        """Return the facts of a tier as the records keep it, with its reason as JSON."""
        known = json.loads(reason)
        said = known.get("state"), known.get("next_tier"), known.get("short_minor")
        return cls(tier, since_on, month, average_minor, *said)


class CustomerSnapshot(NamedTuple):
    """One customer. `aum_minor` is the average of the newest month, `deposits_minor` what lies in own accounts now.

    `last_own_on` is the day of the last transaction that the customer made. `pays` come oldest first, so do `flows`;
    `contacts`, `assessments` newest first. `lunar_birthday`: it is kept by the Chinese calendar.
    `predicted` is what scorecards say often enough for a prompt.
    """

    id: bytes
    kind: str
    birth_day: int | None = None
    id_expires_on: int | None = None
    opened_on: int | None = None
    closed_on: int | None = None
    tier: TierFacts | None = None
    aum_minor: int | None = None
    deposits_minor: int = 0
    held: tuple[Held, ...] = ()
    flows: tuple[DayFlow, ...] = ()
    pays: tuple[Pay, ...] = ()
    last_own_on: int | None = None
    contacts: tuple[Spoken, ...] = ()
    feedback: tuple[Told, ...] = ()
    promises: tuple[Promised, ...] = ()
    assessments: tuple[Graded, ...] = ()
    events: tuple[Event, ...] = ()
    calls: tuple[Listed, ...] = ()
    consents: tuple[Consent, ...] = ()
    outcomes: tuple[PromptOutcome, ...] = ()
    lunar_birthday: bool = False
    predicted: tuple[Predicted, ...] = ()
    anomalies: tuple[Unusual, ...] = ()

    def permission_facts(self, at: int, policy: Policy) -> Facts:
        """Return what is known for judging a contact at an instant (UTC µs)."""
        rules = policy.consent
        marketed = heard = None
        for one in self.contacts:
            if one.at > at:
                continue
            if one.direction == "in":
                heard = max(heard or one.at, one.at)
            elif (
                one.direction == OUT
                and is_marketing(policy, one.purpose, one.recommends)
                and (one.outcome is None or one.outcome not in rules.not_reached)
            ):
                marketed = max(marketed or one.at, one.at)
        complaints = tuple(
            Open(one.happened_at, one.status, one.answered_on)
            for one in self.feedback
            if one.kind == "complaint"
        )
        standing = (one for one in self.anomalies if one.evidence.withdrawn_on is None)
        found = ((one.kind, one.day, one.found_on) for one in standing)
        muted = muted_on(found, self.birth_day, policy)
        return Facts(self.consents, complaints, marketed, heard, self.closed_on, muted)

    def spoke_since(self, instant: int, policy: Policy, purposes: tuple[str, ...] | None = None) -> bool:
        """Tell whether both sides spoke from an instant (UTC µs) on, for one of the purposes where they are given."""
        both = policy.rhythm.two_way_outcomes
        return any(
            one.at >= instant and one.outcome in both and (purposes is None or one.purpose in purposes)
            for one in self.contacts
        )

    def last_spoke(self, policy: Policy) -> int | None:
        """Return when both sides last spoke (UTC µs), or None."""
        both = policy.rhythm.two_way_outcomes
        return max((one.at for one in self.contacts if one.outcome in both), default=None)
