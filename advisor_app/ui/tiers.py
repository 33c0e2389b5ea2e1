"""The colour of a tier, by its place among those of the policy, whatever a bank calls them."""

from advisor_app.domain.policy import Policy
from advisor_app.ui.theme import Tone

_PLAIN = 2  # the lowest tiers, which everybody reaches, stand out nowhere


def tier_tone(policy: Policy, tier: str | None) -> Tone:
    """Return the tone of a tier's badge: gold for the first that stands out, violet for the highest of several."""
    ranks = [one.code for one in policy.tiers[_PLAIN:]]
    if tier not in ranks:
        return Tone.NEUTRAL
    place = ranks.index(tier)
    if place == 0:
        return Tone.GOLD
    return Tone.VIOLET if place == len(ranks) - 1 else Tone.ACCENT
