"""The book as a whole (管户): how its customers stand in tier, movement, contact and activity.

For each figure there is the query that finds exactly the customers whom it counts, so that it can be opened and called.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.quiet import QuietRules
from advisor_app.domain.records import Bank
from advisor_app.domain.rhythm import Limits

GOOD, AMBER, RED, NEVER = "good", "amber", "red", "never"
RHYTHMS = (GOOD, AMBER, RED, NEVER)
"""How a customer stands in the contact rhythm; who has never been spoken with is told apart from the overdue."""

UP, DOWN, NEW = "up", "down", "new"
"""Movements between tiers by direction; one movement is the two tiers with `_TO` between."""
_TO = ">"

WATCH, UPGRADE_NEXT, LIFTED, HELD = "watch", "upgrade_next", "lifted", "held"
STATES = (UPGRADE_NEXT, WATCH, LIFTED, HELD)
"""What else is said of a tier, as the months of tiers have it."""

NO_TRANSACTION, NO_CONTACT, FALLING, SEVERAL = "transactions", "contact", "falling", "several"
SIGNS = (NO_TRANSACTION, NO_CONTACT, FALLING)
"""The signs that a customer goes quiet; `SEVERAL` is as many of them together as the policy says."""

NO_TIER = ""
"""Stands for the tier of somebody for whom head office has computed none."""


class TierFigure(NamedTuple):
    """How many customers a tier has, and their average assets (minor units of the base currency) that decided it."""

    tier: str
    customers: int
    assets_minor: int


class Move(NamedTuple):
    """How many customers came from one tier to another with the newest month; `before` is None for the new."""

    before: str | None
    now: str
    customers: int


class Coverage(NamedTuple):
    """How many customers of a tier stand where in its contact rhythm of `every_days`."""

    tier: str
    every_days: int
    good: int = 0
    amber: int = 0
    red: int = 0
    never: int = 0

    @property
    def customers(self) -> int:
        """All whose contact is waited for."""
        return self.good + self.amber + self.red + self.never


class QuietCustomer(NamedTuple):
    """Somebody who goes quiet, with the values behind the signs; what is no sign is None.

    `last_own_on` is the day of the last own transaction, `last_spoke_on` that of the last talk, both long ago;
    `fell_from_minor` is what the average assets were before they fell to `assets_minor` (None where unknown).
    """

    id: bytes
    number: str | None
    name: str | None
    tier: str | None
    assets_minor: int | None
    last_own_on: int | None
    last_spoke_on: int | None
    fell_from_minor: int | None

    @property
    def signs(self) -> int:
        """How many signs there are."""
        found = (self.last_own_on, self.last_spoke_on, self.fell_from_minor)
        return sum(sign is not None for sign in found)


class BookFigures(NamedTuple):
    """The book on the business date of `bank`, which is None while nothing has been synced.

    `left` of the `customers` have left the bank. `tiers` come from the highest to the lowest, who has none last;
    `tier_month` is the month whose averages decided most of them.
    `month` is the newest month of tiers, None where head office sent none or only one; `moves` upwards come first,
    the largest first; `states` counts by `STATES`. `quiet` counts by `SIGNS` and `SEVERAL`; it is empty where the
    policy says nothing of it. `quietest` are those with several signs, the largest assets first.
    """

    policy: Policy
    bank: Bank | None
    customers: int
    left: int
    tiers: tuple[TierFigure, ...]
    tier_month: int | None
    month: int | None
    moves: tuple[Move, ...]
    states: tuple[tuple[str, int], ...]
    coverage: tuple[Coverage, ...]
    quiet: tuple[tuple[str, int], ...]
    quietest: tuple[QuietCustomer, ...]

    def moved(self, direction: str) -> int:
        """Return how many customers moved `UP` or `DOWN`, or are `NEW`."""
        return sum(one.customers for one in self.moves if direction_of(self.policy, one) == direction)

    def quiet_by(self, sign: str) -> int:
        """Return how many customers show a sign."""
        return dict(self.quiet).get(sign, 0)


def direction_of(policy: Policy, move: Move) -> str | None:
    """Return whether a movement goes `UP` or `DOWN`, or is none because the customer is `NEW`.

    None where the policy does not know one of the tiers (any more).
    """
    places = {tier.code: place for place, tier in enumerate(policy.tiers)}
    if move.now not in places or (move.before is not None and move.before not in places):
        return None
    if move.before is None:
        return NEW
    return UP if places[move.now] > places[move.before] else DOWN


def move_value(move: Move) -> str:
    """Return what a query calls one movement."""
    return f"{move.before or NO_TIER}{_TO}{move.now}"


def tiers_of(value: str) -> tuple[str, str] | None:
    """Return the tiers before (empty for the new) and after a movement that a query names; None for a direction."""
    before, arrow, now = value.partition(_TO)
    return (before, now) if arrow else None


def single_moves(values: Iterable[str], policy: Policy) -> list[str]:
    """Return the single movements that a query's values mean: each as it is, and all that go in a direction."""
    wanted = set(values)
    codes = [tier.code for tier in policy.tiers]
    every = (Move(before, now, 0) for before in (None, *codes) for now in codes if before != now)
    singles = (value for value in wanted if tiers_of(value))
    return sorted({*singles, *(move_value(one) for one in every if direction_of(policy, one) in wanted)})


def in_order(policy: Policy, moves: Iterable[Move]) -> tuple[Move, ...]:
    """Return movements upwards first, then downwards, then the new; the largest first in each."""
    order = (UP, DOWN, NEW, None)

    def place(one: Move) -> tuple[int, int, str]:
        return order.index(direction_of(policy, one)), -one.customers, move_value(one)

    return tuple(sorted(moves, key=place))


def stands_in(bounds: Limits, last: int | None) -> str:
    """Return which of `RHYTHMS` it is to have last spoken at an instant (UTC µs), None for never."""
    if last is None:
        return NEVER
    return RED if last < bounds.late else AMBER if last < bounds.soon else GOOD


def coverage(policy: Policy, counted: Iterable[tuple[str, str, int]]) -> tuple[Coverage, ...]:
    """Return the coverage of each tier with a rhythm, the highest tier first, from (tier, standing, customers)."""
    found = {
        tier: {standing: many for _tier, standing, many in rows}
        for tier, rows in groupby(sorted(counted), key=lambda row: row[0])
    }
    return tuple(
        Coverage(tier.code, policy.rhythm.days[tier.code], **found.get(tier.code, {}))
        for tier in reversed(policy.tiers)
        if tier.code in policy.rhythm.days
    )


def of_tier(tier: str) -> CustomerQuery:
    """Return the query for a tier, or for those without one (`NO_TIER`)."""
    return CustomerQuery(tiers=(tier,))


def in_rhythm(*standings: str, tier: str | None = None) -> CustomerQuery:
    """Return the query for some of `RHYTHMS`, in one tier or in all."""
    return CustomerQuery(rhythms=standings, tiers=() if tier is None else (tier,))


def moved(*values: str) -> CustomerQuery:
    """Return the query for movements: `UP`, `DOWN`, `NEW`, or single ones by `move_value`."""
    return CustomerQuery(moves=values)


def in_state(state: str) -> CustomerQuery:
    """Return the query for one of `STATES`."""
    return CustomerQuery(states=(state,))


def gone_quiet(sign: str) -> CustomerQuery:
    """Return the query for one of `SIGNS`, or for `SEVERAL`."""
    return CustomerQuery(quiet=(sign,))


def says_quiet(rules: QuietRules) -> bool:
    """Tell whether a policy says when a customer goes quiet."""
    return bool(rules.kinds)
