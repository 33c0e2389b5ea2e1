"""The tiers of a policy (客户层级) as a ladder in a bank's currency: from which assets on each is reached."""

from dataclasses import dataclass
from itertools import pairwise

from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.tiers import Hold, Lift

ENTRY = -1
"""The rank of the tier without an active holding; the steps of a ladder are ranks from 0 up."""


@dataclass(frozen=True, slots=True)
class Step:
    """A tier that is reached with an average AUM of `cut_off_minor`, in minor units of the base currency.

    It is kept for `grace` months below that. From `lift_from_minor` on loyalty lifts into it, never where that is None.
    """

    tier: str
    cut_off_minor: int
    grace: int = 1
    lift_from_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The tiers of a policy in a bank's currency: `entry` without an active holding, then `steps` upwards.

    The first step begins at zero, and each cut-off lies above the one before.
    """

    entry: str
    steps: tuple[Step, ...]
    lift: Lift | None = None
    hold: Hold | None = None

    @classmethod
    def of(cls, policy: Policy, base_currency: str) -> "Ladder":
        """Return the ladder of a policy, whose cut-offs are whole units of the base currency."""
        unit = 10 ** exponent(base_currency)
        lift, (entry, *others) = policy.tier_rules.lift, policy.tiers
        steps = [Step(others[0].code, 0, max(1, others[0].grace_months))]
        for below, tier in pairwise(others):
            cut_off, least = (tier.cut_off or 0) * unit, (below.cut_off or 0) * unit
            lifted_from = None
            if lift is not None and tier.code not in lift.never:
                # By one tier only, so never from below the cut-off of the one between.
                lifted_from = max(least, -(-cut_off * lift.percent // 100))
            steps.append(Step(tier.code, cut_off, max(1, tier.grace_months), lifted_from))
        return cls(entry.code, tuple(steps), lift, policy.tier_rules.hold)

    def name(self, rank: int) -> str:
        """Return the tier of a rank."""
        return self.entry if rank == ENTRY else self.steps[rank].tier

    def rank(self, tier: str) -> int | None:
        """Return the rank of a tier, None for one that the policy no longer has."""
        names = [self.entry, *(step.tier for step in self.steps)]
        return names.index(tier) + ENTRY if tier in names else None
