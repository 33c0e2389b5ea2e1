"""What a document may not say although each of its values is within its limits: one module for each few sections."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advisor_app.domain.policy.contradictions import analysis, contacts, prompts, suitability, tiers
from advisor_app.domain.policy.contradictions.codes import undefined
from advisor_app.domain.policy.quiet import QUIET_UNSAID
from advisor_app.domain.policy.reading import MISSING_KEY, PolicyError
from advisor_app.domain.policy.schema import Ends, Policy

UNKNOWN_TIME_ZONE = "unknown_time_zone"
MORE_THAN_ALLOWED = "more_than_allowed"

# JR/T 0171-2020; a bank can show less.
_MOST_SHOWN = {"phone": Ends(3, 4), "id_number": Ends(1, 1), "card_number": Ends(6, 4)}


def of_policy(policy: Policy) -> Iterator[PolicyError]:
    """Yield what contradicts itself; LookupError where a look stumbles over what one before it has yielded."""
    yield from _time_zone(policy)
    yield from tiers.of_tiers(policy)
    yield from suitability.of_grades(policy)
    yield from tiers.of_rhythm(policy)
    yield from undefined("aum.holdings", policy.aum.holdings, policy.codes.product_kinds)
    yield from analysis.of_flows(policy)
    yield from _quiet(policy)
    yield from analysis.of_features(policy)
    yield from analysis.of_contribution(policy)
    yield from contacts.of_contacts(policy)
    yield from contacts.of_tasks(policy)
    yield from contacts.of_consent(policy)
    yield from contacts.of_feedback(policy)
    yield from contacts.of_calls(policy)
    yield from prompts.of_prompts(policy)
    yield from suitability.of_risk_questionnaire(policy)
    yield from analysis.of_predictions(policy)
    yield from analysis.of_anomalies(policy)
    yield from _masking(policy)


def _time_zone(policy: Policy) -> Iterator[PolicyError]:
    try:
        ZoneInfo(policy.bank.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield PolicyError("bank.time_zone", UNKNOWN_TIME_ZONE, value=policy.bank.time_zone)


def _quiet(policy: Policy) -> Iterator[PolicyError]:
    kinds = policy.quiet.kinds
    if policy.quiet is not QUIET_UNSAID and not kinds:
        yield PolicyError("quiet.kinds", MISSING_KEY)
    if kinds != policy.tier_rules.initiated_kinds:  # else they are looked at there
        yield from undefined("quiet.kinds", kinds, policy.codes.transaction_kinds)


def _masking(policy: Policy) -> Iterator[PolicyError]:
    for name, most in _MOST_SHOWN.items():
        ends: Ends = getattr(policy.masking, name)
        for end, shown, allowed in (("head", ends.head, most.head), ("tail", ends.tail, most.tail)):
            if shown > allowed:
                yield PolicyError(f"masking.{name}.{end}", MORE_THAN_ALLOWED, value=shown, allowed=allowed)
