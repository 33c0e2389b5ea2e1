"""What a policy says about the figures of the whole book: how far they look, and what of them may leave a device."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.contacts import OneOf
from advisor_app.domain.policy.reading import Between

TABLE, PICTURE = "table", "picture"
_Export = Annotated[str, OneOf((TABLE, PICTURE))]


@dataclass(frozen=True, slots=True)
class InsightRules:
    """Figures go `months` back and look `ahead_months` ahead; `exports` may be saved outside the book.

    Figures of fewer than `interval_below` calls are shown with their interval.
    """

    exports: tuple[_Export, ...] = ()
    months: Annotated[int, Between(2, 36)] = 13
    ahead_months: Annotated[int, Between(1, 24)] = 12
    interval_below: Annotated[int, Between(0, 1_000_000)] = 1_000


INSIGHTS_UNSAID = InsightRules()
"""The section of a document from before it was known: nothing leaves the device."""
