"""What came to the bank and left it with a customer, month by month: sums of bookings, which are no profile.

They are kept of every customer, so that the flows of a book are those of all who are in it.
"""

from typing import NamedTuple

from advisor_app.domain.insights.facts import from_json, to_json


class Flow(NamedTuple):
    """A month's money, both sums positive; what only moves within the bank is in neither."""

    month: int
    in_minor: int
    out_minor: int


class Flows(NamedTuple):
    """The months with a booking on the customer's own accounts, the oldest first: a year and the present month."""

    currency: str
    months: tuple[Flow, ...] = ()

    @classmethod
    def from_json(cls, text: str) -> "Flows":
        """Return the facts in a document. Raises InsightError."""
        return from_json(cls, text)

    def to_json(self) -> str:
        """Return the facts as a document."""
        return to_json(self)
