"""The whole book over time (洞察): assets by tier, flows, maturities, products, campaigns, segments, cohorts.

For each figure there is the query that finds exactly the customers whom it counts, so that it can be opened and called.
"""

from typing import NamedTuple

from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.surveys import Share, csat

IN_TIER, GAINING, LOSING, MATURES = "tier", "gaining", "losing", "matures"
SEGMENT, MOVED, CAMPAIGN, OPENED = "rfm", "moved", "campaign", "opened"
LEAVING = "leaving"
"""What a figure counts by; a query names it before the values that it needs."""
_BETWEEN = ":"

LISTED, CALLED, REACHED, INTERESTED, WON = "listed", "called", "reached", "interested", "won"
STEPS = (LISTED, CALLED, REACHED, INTERESTED, WON)
"""How far a campaign came with a customer; whoever came further counts in what is before it too."""


class TierMonthFigure(NamedTuple):
    """How many customers a tier had in a month, and their average assets (minor units of the base currency)."""

    month: int
    tier: str
    customers: int
    assets_minor: int


class FlowMonth(NamedTuple):
    """The money that came to the bank and left it in a month; with how many customers more came than left, and less."""

    month: int
    in_minor: int
    out_minor: int
    gaining: int
    losing: int


class MaturityMonth(NamedTuple):
    """What matures in a month: of how many customers, and how much of it in the base currency."""

    month: int
    customers: int
    amount_minor: int


class MovedMonth(NamedTuple):
    """How many customers went from the tier of the month before to a higher one, and to a lower one."""

    month: int
    up: int
    down: int


class Held(NamedTuple):
    """How many customers of a tier hold a kind of position."""

    kind: str
    tier: str
    customers: int


class Campaign(NamedTuple):
    """How far a campaign came, by `STEPS`."""

    id: bytes
    title: str
    closes_on: int
    counts: tuple[int, ...]

    def share(self, step: str) -> Share:
        """Return how many of those who were called came so far, with the interval of Wilson.

        Of a step before the call there is none.
        """
        if STEPS.index(step) < STEPS.index(CALLED):
            return csat(0, 0)
        counts = dict(zip(STEPS, self.counts, strict=True))
        return csat(counts[step], counts[CALLED])


class Segment(NamedTuple):
    """How many customers an RFM segment has, and their average assets."""

    code: str
    customers: int
    assets_minor: int


class Cohort(NamedTuple):
    """The customers of one year of opening: how many, how many of them have left, and what assets the others have."""

    year: int
    customers: int
    left: int
    assets_minor: int


class Assets(NamedTuple):
    """Assets by tier and months, the oldest first.

    `bank` is None while nothing has been synced; so it is in the other figures.
    """

    policy: Policy
    bank: Bank | None
    tier_months: tuple[TierMonthFigure, ...] = ()


class Flows(NamedTuple):
    """What flowed by months until `data_on`, what matures in the months ahead, and who moved between tiers.

    `other_currencies` counts what matures in another currency than the base one and is not in the amounts.
    """

    policy: Policy
    bank: Bank | None
    months: tuple[FlowMonth, ...] = ()
    data_on: int | None = None
    maturities: tuple[MaturityMonth, ...] = ()
    other_currencies: int = 0
    moves: tuple[MovedMonth, ...] = ()


class Shares(NamedTuple):
    """What the book consists of: `tiers` are the customers of each now, the highest first ("" for none).

    `kinds` and `held` count customers by open positions, all of them and by tier.
    """

    policy: Policy
    bank: Bank | None
    customers: int = 0
    tiers: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    held: tuple[Held, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    segments: tuple[Segment, ...] = ()
    cohorts: tuple[Cohort, ...] = ()


def counted_by(about: str, *values: int | str) -> CustomerQuery:
    """Return the query for the customers whom a figure counts."""
    return CustomerQuery(insights=(_BETWEEN.join((about, *map(str, values))),))


def read_value(value: str) -> tuple[str, tuple[str, ...]]:
    """Return what a value of a query counts by, and the values that it needs."""
    about, *values = value.split(_BETWEEN)
    return about, tuple(values)
