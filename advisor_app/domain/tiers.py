"""The tier of one customer (客户层级) by cut-offs, with the reason: the scalar reference.

Head office computes the tiers of all customers in bulk with `analysis.tiers`, which a property test holds
equal to this module.
"""

import json
from collections.abc import Container
from dataclasses import dataclass

from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy

NO_ACTIVE_HOLDING = "no_active_holding"
CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Step:
    """A tier that is reached with an average AUM of `cut_off_minor`, in minor units of the base currency."""

    tier: str
    cut_off_minor: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The tiers of a policy in a bank's currency: `entry` without an active holding, then `steps` upwards.

    The first step begins at zero, and each cut-off lies above the one before.
    """

    entry: str
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, policy: Policy, base_currency: str) -> "Ladder":
        """Return the ladder of a policy, whose cut-offs are whole units of the base currency."""
        unit = 10 ** exponent(base_currency)
        entry, *others = policy.tiers
        return cls(entry.code, tuple(Step(tier.code, (tier.cut_off or 0) * unit) for tier in others))


@dataclass(frozen=True, slots=True)
class Decision:
    """A tier and why: the rule that decided, the cut-off reached, the next tier and what is short of it.

    `next_tier` and `short_minor` are None at the top and where AUM did not decide.
    """

    tier: str
    rule: str
    cut_off_minor: int | None = None
    next_tier: str | None = None
    short_minor: int | None = None

    def to_json(self, coverage: int) -> str:
        """Return the reason as a `CustomerTier` keeps it, with the percentage of the AUM that was known."""
        reason = {
            "rule": self.rule,
            "cut_off_minor": self.cut_off_minor,
            "next_tier": self.next_tier,
            "short_minor": self.short_minor,
            "coverage": coverage,
        }
        return json.dumps(reason, separators=(",", ":"))


def decide(ladder: Ladder, *, active: bool, average_minor: int) -> Decision:
    """Return the tier of a customer with or without an active holding and with this month-average AUM."""
    if not active:
        return Decision(ladder.entry, NO_ACTIVE_HOLDING)
    reached = ladder.steps[0]
    for step in ladder.steps[1:]:
        if average_minor < step.cut_off_minor:
            short = step.cut_off_minor - average_minor
            return Decision(reached.tier, CUT_OFF, reached.cut_off_minor, step.tier, short)
        reached = step
    return Decision(reached.tier, CUT_OFF, reached.cut_off_minor)


def last_whole_month(as_of: int) -> int:
    """Return the first day of the last month that has ended with the business date."""
    return add_months(as_of + 1, -1)


def deciding_month(months: Container[int], as_of: int) -> int:
    """Return the month whose average decides, of the `months` in which a customer had any position.

    It is the last whole month; for somebody who had nothing then, the present month as far as it has gone.
    """
    whole, present = last_whole_month(as_of), month_start(as_of)
    return present if whole not in months and present in months else whole
