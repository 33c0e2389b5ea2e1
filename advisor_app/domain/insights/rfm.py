"""RFM for a bank: days since the last transaction of the customer's own, how many in 12 months, average AUM.

Each is given a place from 1 to 5 among all customers of the bank with an active holding: fifths, 5 the best. Who has
the same value has the same place, that of the middle one of them: where most customers do nothing, those who do nothing
are not among the best.
"""

from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.insights.facts import from_json, to_json
from advisor_app.domain.policy.features import RfmSegment

FIFTHS = 5
OTHER = "other"


class Rfm(NamedTuple):
    """Where a customer stands. `last_on` is None where there was no transaction of the customer's own.

    `frequency` counts 365 days, `average_minor` is the AUM of the newest whole month; `recency_place`,
    `frequency_place` and `average_place` are from 1 to 5; `segment` is a code of the policy; `customers` is how many
    the places were given among.
    """

    currency: str
    frequency: int
    average_minor: int
    recency_place: int
    frequency_place: int
    average_place: int
    segment: str
    customers: int
    last_on: int | None = None

    @classmethod
    def from_json(cls, text: str) -> "Rfm":
        """Return the facts in a document. Raises InsightError."""
        return from_json(cls, text)

    def to_json(self) -> str:
        """Return the facts as a document."""
        return to_json(self)


def place(better: int, same: int, customers: int) -> int:
    """Return the place from 1 to 5 of one of `same` with the same value, than whom so many of all are better."""
    return FIFTHS - (2 * better + same - 1) * FIFTHS // (2 * customers)


def segment_of(segments: Iterable[RfmSegment], recency: int, frequency: int, average: int) -> str:
    """Return the first segment whose least places are all reached; "other" if there is none."""
    for each in segments:
        if recency >= each.recency and frequency >= each.frequency and average >= each.average:
            return each.code
    return OTHER
