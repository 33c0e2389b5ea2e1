"""What contradicts itself in the rules by which money and behaviour are analysed."""

from collections.abc import Iterator
from itertools import pairwise

from advisor_app.domain.policy import anomalies
from advisor_app.domain.policy.contradictions.codes import duplicates, undefined
from advisor_app.domain.policy.reading import PolicyError
from advisor_app.domain.policy.schema import Policy

NO_LONGER_TERM = "no_longer_term"
INTERNAL_AND_SPENDING = "internal_and_spending"


def of_flows(policy: Policy) -> Iterator[PolicyError]:
    """Look for categories that nothing defines, and for one that is both internal and spending."""
    known = policy.codes.transaction_categories
    yield from undefined("flows.internal", policy.flows.internal, known)
    yield from undefined("flows.spending", policy.flows.spending, known)
    for code in policy.flows.spending:
        if code in policy.flows.internal:
            yield PolicyError("flows.spending", INTERNAL_AND_SPENDING, value=code)


def of_features(policy: Policy) -> Iterator[PolicyError]:
    """Look for codes that nothing defines, and for segments that are there twice."""
    rules, codes = policy.features, policy.codes
    for name, known in (
        ("income", codes.transaction_categories),
        ("elsewhere", codes.transaction_categories),
        ("cash", codes.transaction_kinds),
        ("recurring", codes.transaction_kinds),
        ("digital", codes.transaction_channels),
        ("social", codes.contact_channels),
        ("bases", codes.digital_bases),
        ("views", codes.digital_kinds),
        ("profiling", codes.consent_purposes),
    ):
        yield from undefined(f"features.{name}", getattr(rules, name), known)
    yield from duplicates("features.segments", [one.code for one in rules.segments])


def of_contribution(policy: Policy) -> Iterator[PolicyError]:
    """Look for codes that nothing defines, and for terms of the transfer rates that do not rise."""
    rules, codes = policy.contribution, policy.codes
    yield from undefined("contribution.deposits", rules.deposits, codes.product_kinds)
    yield from undefined("contribution.fees", rules.fees, codes.transaction_categories)
    yield from undefined("contribution.paid", rules.paid, codes.account_kinds)
    for number, (before, after) in enumerate(pairwise(rules.transfer), 2):
        if after.days <= before.days:
            key = f"contribution.transfer[{number}].days"
            yield PolicyError(key, NO_LONGER_TERM, value=after.days, before=before.days)


def of_predictions(policy: Policy) -> Iterator[PolicyError]:
    """Look for families that are there twice, and for kinds of product that nothing defines."""
    families = policy.predictions.families
    yield from duplicates("predictions.families", [family.code for family in families])
    for number, family in enumerate(families, 1):
        key = f"predictions.families[{number}].kinds"
        yield from undefined(key, family.kinds, policy.codes.product_kinds)


def of_anomalies(policy: Policy) -> Iterator[PolicyError]:
    """Look for limits that are there twice, and for codes that nothing defines."""
    rules, codes = policy.anomalies, policy.codes
    for name in ("kinds", "payee_kinds", "night_kinds"):
        yield from undefined(f"anomalies.{name}", getattr(rules, name), codes.transaction_kinds)
    yield from undefined("anomalies.ignored", rules.ignored, codes.transaction_categories)
    for name in ("internal", "mute_kinds"):
        yield from undefined(f"anomalies.{name}", getattr(rules, name), anomalies.KINDS)
    yield from duplicates("anomalies.limits", [limit.code for limit in rules.limits])
    for number, limit in enumerate(rules.limits, 1):
        yield from undefined(f"anomalies.limits[{number}].kinds", limit.kinds, codes.transaction_kinds)
