"""The tone of a tier: from where it stands in the policy, because each bank has tiers and names of its own."""

from advisor_app.domain.policy import Policy
from advisor_app.ui.theme import Tone

_PLAIN = 2
"""The tiers of people without and with few assets, which stand out nowhere."""
_LADDER = (Tone.GOLD, Tone.ACCENT, Tone.VIOLET)


def tier_tone(policy: Policy, tier: str | None) -> Tone:
    """Return the tone of a tier's badge: neutral for the lowest two, violet for the highest of several."""
    raised = [each.code for each in policy.tiers[_PLAIN:]]
    if tier not in raised:
        return Tone.NEUTRAL
    step = raised.index(tier) / max(1, len(raised) - 1)
    return _LADDER[round(step * (len(_LADDER) - 1))]
