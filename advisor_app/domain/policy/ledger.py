"""What a policy says about the ledger of maturing money: how long it is looked at, and what is left alone."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from advisor_app.domain.dates import to_day
from advisor_app.domain.policy.reading import Between, IsoDate


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of money is looked at until `window_days` after its maturity.

    `control_percent` of the positions are never prompted for, so that the others have something to be compared with:
    those whose place by a hash keyed with `control_key` says so, which both sides can compute. Only positions of at
    most `control_most` (whole units of the base currency) whose first prompt comes on `control_from` or later are
    left alone.
    """

    window_days: Annotated[int, Between(1, 180)]
    control_percent: Annotated[int, Between(0, 50)]
    control_from: Annotated[str, IsoDate()]
    control_most: Annotated[int, Between(0, 10**12)]
    control_key: str

    @property
    def control_from_on(self) -> int:
        """The day `control_from`."""
        return to_day(date.fromisoformat(self.control_from))


LEDGER_UNSAID = Ledger(30, 0, "9999-12-31", 0, "unsaid")
"""The section of a document from before it was known: every position is prompted for."""
