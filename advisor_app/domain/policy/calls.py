"""What a policy says about call lists: what can become of a call, and how far an outcome takes a campaign."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.contacts import OneOf
from advisor_app.domain.policy.reading import Between, Code
from advisor_app.domain.policy.text import Text

NOT_REACHED, REACHED, INTERESTED, WON = "not_reached", "reached", "interested", "won"
GIVEN_UP, SKIPPED = "given_up", "skipped"
STAGES = (NOT_REACHED, REACHED, INTERESTED, WON, GIVEN_UP, SKIPPED)
SPOKEN = (REACHED, INTERESTED, WON)
"""The stages of those who were spoken to; whoever is won was interested."""


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What can become of a call.

    Whoever was "not_reached" stays on the list and comes up again after `again_days`; every other stage settles
    the call: "given_up" is somebody who cannot be reached, "skipped" somebody who was not called at all. `contact`
    is the outcome of the contact that is logged with it, if one is. `reason`: somebody has to say why.
    """

    code: Code
    name: Text
    stage: Annotated[str, OneOf(STAGES)]
    contact: Code | None = None
    again_days: Annotated[int, Between(1, 366)] = 1
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Calls:
    """How call lists are worked off: at most `customers` on one that an advisor makes, and the outcomes to choose from.

    The outcomes are in the order of the keys 1 to 9. The contact of a call is over `channel` and has the `purpose`, one
    of a campaign with a product the `campaign_purpose`.
    """

    customers: Annotated[int, Between(1, 100_000)]
    channel: Code
    purpose: Code
    campaign_purpose: Code
    outcomes: tuple[CallOutcome, ...] = ()

    def outcome(self, code: str) -> CallOutcome | None:
        """Return the outcome with a code, or None."""
        return next((one for one in self.outcomes if one.code == code), None)

    def coded(self, *stages: str) -> tuple[str, ...]:
        """Return the codes of the outcomes of some stages."""
        return tuple(one.code for one in self.outcomes if one.stage in stages)


CALLS_UNSAID = Calls(1_000, "phone", "service", "product")
"""The section of a document from before it was known: lists can be made and read, outcomes are not recorded."""
