"""Covering a colleague who is away (代管): for how long, of whom, and when it is over."""

from typing import NamedTuple

from advisor_app.domain.masking import MaskedText

ABSENT, DEPUTY = "absent", "deputy"
"""The two sides of a cover."""

WHOLE_BOOK, LISTED, TIER = "book", "list", "tier:"
"""The scopes of a cover: all customers of the book, those listed, or (with its code after it) those of one tier."""


class CoverView(NamedTuple):
    """A cover as one of its two advisors sees it; `other` is the name and number of the other one.

    `customers` is how many of them are on this device. `open`: it runs today; otherwise it has not begun yet.
    """

    id: bytes
    side: str
    other: str
    starts_on: int
    ends_on: int
    scope: str | None
    note: MaskedText | None
    customers: int
    open: bool


class CoveredBy(NamedTuple):
    """That a customer is covered until a day: by this device's advisor (`mine`) for a colleague, or by a colleague.

    `other` is the colleague, where that is known, `note` the handover.
    """

    mine: bool
    other: str | None
    ends_on: int
    note: MaskedText | None


def tier_of(scope: str | None) -> str | None:
    """Return the tier that a scope names, None for another scope."""
    return scope.removeprefix(TIER) if scope and scope.startswith(TIER) else None
