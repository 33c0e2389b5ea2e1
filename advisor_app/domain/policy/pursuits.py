"""What a policy says about opportunities (商机): how likely those of a stage are won, and how long they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.contacts import OneOf
from advisor_app.domain.policy.reading import Between

OPEN_STAGES = ("prospect", "contacted", "qualified")
"""The stages of an opportunity that is neither won nor lost, in their order."""

_Percent = Annotated[int, Between(0, 100)]
_Stage = Annotated[str, OneOf(OPEN_STAGES)]


@dataclass(frozen=True, slots=True)
class Opportunities:
    """How opportunities are added up and shown.

    An open one counts with the per cent of its stage in `weights`, one that stands there in no list with none. What
    was won or lost stays on the board for `closed_days`.
    """

    weights: Mapping[_Stage, _Percent]
    closed_days: Annotated[int, Between(1, 3660)]


OPPORTUNITIES_UNSAID = Opportunities({}, 90)
"""The section of a document from before it was known: nothing is weighted."""
