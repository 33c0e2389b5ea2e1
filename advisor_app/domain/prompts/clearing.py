"""What clears a prompt: what the advisor did with it, and contacts that answer it."""

from collections.abc import Iterable

from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.prompts import Trigger
from advisor_app.domain.prompts.finding import Finding
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import DISMISSED, DONE, SNOOZED, Prompt
from advisor_app.domain.records import PromptOutcome

BY_ASSESSMENT = ("assessment", "risk_grade")
"""The rules whose prompts another assessment of risk may clear."""


def topic_of(subject: str) -> str:
    """Return a subject without its stage."""
    return subject.partition("/")[0]


def is_settled(
    outcomes: Iterable[PromptOutcome], rule: str, finding: Finding, trigger: Trigger, today: int
) -> bool:
    """Tell whether an advisor has settled what a rule found, and it is not to be asked for again yet.

    The newest outcome of the topic counts. What is snoozed comes back on its day; what was done or dismissed does so
    after the days of the policy, if it is still there.
    """
    newest = max(
        (
            one
            for one in outcomes
            if one.rule == rule
            and topic_of(one.subject) == finding.topic
            and one.action in (DONE, SNOOZED, DISMISSED)
            and one.shown_on <= today
        ),
        key=lambda one: (one.made_at, one.id),
        default=None,
    )
    if newest is None:
        return False
    if newest.action == SNOOZED:
        return newest.until_on is not None and today < newest.until_on
    days = trigger.cool_down_days if newest.action == DONE else trigger.dismissed_days
    return today - newest.shown_on < days


def is_answered(snapshot: CustomerSnapshot, trigger: Trigger, since: int, policy: Policy) -> bool:
    """Tell whether a contact from an instant (UTC µs) on answers what a trigger found, whoever logged it."""
    if trigger.answered_by_any:
        return snapshot.spoke_since(since, policy)
    return bool(trigger.answered_by) and snapshot.spoke_since(since, policy, trigger.answered_by)


def answered_by(
    prompts: Iterable[Prompt], purpose: str | None, outcome: str | None, policy: Policy
) -> tuple[Prompt, ...]:
    """Return the prompts that a contact with this purpose and outcome answers: both sides have spoken."""
    if outcome not in policy.rhythm.two_way_outcomes:
        return ()
    triggers = policy.prompts.triggers
    return tuple(
        one
        for one in prompts
        if (trigger := triggers.get(one.rule)) is not None
        and (trigger.answered_by_any or purpose in trigger.answered_by)
    )
