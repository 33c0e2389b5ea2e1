"""What contradicts itself in the tiers of customers, in what loyalty is worth, and in the rhythm of contacts."""

from collections.abc import Iterator
from itertools import pairwise

from advisor_app.domain.policy.contradictions.codes import duplicates, undefined
from advisor_app.domain.policy.reading import MISSING_KEY, PolicyError
from advisor_app.domain.policy.schema import Policy

FIRST_TIER_HAS_CUT_OFF = "first_tier_has_cut_off"
SECOND_TIER_NOT_AT_ZERO = "second_tier_not_at_zero"
NOT_ASCENDING = "not_ascending"


def of_tiers(policy: Policy) -> Iterator[PolicyError]:
    """Look for cut-offs that do not rise, and for codes that are there twice or that nothing defines."""
    yield from duplicates("tiers", [tier.code for tier in policy.tiers])
    first, *others = policy.tiers
    if first.cut_off is not None:
        yield PolicyError("tiers[1].cut_off", FIRST_TIER_HAS_CUT_OFF)
    if not others or others[0].cut_off != 0:
        yield PolicyError("tiers[2].cut_off", SECOND_TIER_NOT_AT_ZERO)
    for number, (below, tier) in enumerate(pairwise(others), 3):
        if tier.cut_off is None:
            yield PolicyError(f"tiers[{number}].cut_off", MISSING_KEY)
        elif tier.cut_off <= (least := below.cut_off or 0):
            yield PolicyError(f"tiers[{number}].cut_off", NOT_ASCENDING, value=tier.cut_off, below=least)
    entitlements = [one.code for one in policy.entitlements]
    yield from duplicates("entitlements", entitlements)
    for number, tier in enumerate(policy.tiers, 1):
        yield from undefined(f"tiers[{number}].entitlements", tier.entitlements, entitlements)
    rules, kinds = policy.tier_rules, policy.codes.transaction_kinds
    yield from undefined("tier_rules.initiated_kinds", rules.initiated_kinds, kinds)
    if rules.lift is not None:
        yield from undefined("tier_rules.lift.never", rules.lift.never, [tier.code for tier in policy.tiers])


def of_rhythm(policy: Policy) -> Iterator[PolicyError]:
    """Look for tiers and outcomes that nothing defines."""
    rhythm, tiers = policy.rhythm, [tier.code for tier in policy.tiers]
    yield from undefined("rhythm.days", rhythm.days, tiers)
    yield from undefined("rhythm.two_way_outcomes", rhythm.two_way_outcomes, policy.codes.contact_outcomes)
