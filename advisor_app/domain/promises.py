"""Promises (承诺) to customers: kept, kept late or broken follows from days, and what it adds up to.

A broken promise asks for an apology, not a sale: whoever advises on the next contact asks `owed` first.
"""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.masking import MaskedText

KEPT = "kept"
WITHDRAWN = "withdrawn"


class Standing(Enum):
    """Where a promise stands on a day: OPEN until its day is over, then BROKEN until it is kept, LATE from then."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class PromiseRow(NamedTuple):
    """One promise as it is shown; `advisor` made it, `pending` tells that head office does not have it yet."""

    id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    interaction_id: bytes | None
    text: MaskedText
    due_on: int
    settled_on: int | None
    outcome: str | None
    made_at: int
    advisor: str | None
    pending: bool

    def standing(self, today: int) -> Standing:
        """Return where the promise stands."""
        return standing(self.due_on, self.settled_on, self.outcome, today)


class PromiseFigures(NamedTuple):
    """How promises stand; `due_today` are among the open ones. Withdrawn ones are in no share."""

    open: int
    due_today: int
    kept: int
    late: int
    broken: int
    withdrawn: int

    @property
    def made(self) -> int:
        """How many promises there are, whatever became of them."""
        return self.open + self.decided + self.withdrawn

    @property
    def decided(self) -> int:
        """How many promises it is known of whether they were kept in time: the n beside the share."""
        return self.kept + self.late + self.broken

    @property
    def kept_share(self) -> float | None:
        """The share of the decided that were kept in time, None where there are none."""
        return self.kept / self.decided if self.decided else None


def standing(due_on: int, settled_on: int | None, outcome: str | None, today: int) -> Standing:
    """Return where a promise stands on a day; a promise may be kept on its whole last day."""
    if outcome == WITHDRAWN:
        return Standing.WITHDRAWN
    if outcome == KEPT:
        return Standing.LATE if settled_on is not None and settled_on > due_on else Standing.KEPT
    return Standing.BROKEN if due_on < today else Standing.OPEN


def figures(promises: Iterable[PromiseRow], today: int) -> PromiseFigures:
    """Count promises by where they stand."""
    counts = dict.fromkeys(Standing, 0)
    due_today = 0
    for promise in promises:
        found = promise.standing(today)
        counts[found] += 1
        due_today += found is Standing.OPEN and promise.due_on == today
    return PromiseFigures(
        open=counts[Standing.OPEN],
        due_today=due_today,
        kept=counts[Standing.KEPT],
        late=counts[Standing.LATE],
        broken=counts[Standing.BROKEN],
        withdrawn=counts[Standing.WITHDRAWN],
    )


def owed(promises: Iterable[PromiseRow], today: int) -> tuple[PromiseRow, ...]:
    """Return the promises that are broken and not made good: an apology comes first, the oldest before all."""
    broken = (promise for promise in promises if promise.standing(today) is Standing.BROKEN)
    return tuple(sorted(broken, key=lambda promise: promise.due_on))
