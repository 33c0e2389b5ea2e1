"""The tier of one customer (客户层级) month by month, with the reason: the scalar reference.

Head office computes the tiers of all customers in bulk with `analysis.tiers`, which a property test holds
equal to this module.

Whole months decide. A month reaches a tier with its average AUM, or is lifted into it by loyalty. A tier that a month
reached is had from the month after it; below its cut-off it is kept until its grace has run out, and then the highest
tier is had whose own grace has not. Without an active holding there is no tier but the entry, and whatever was had
before counts no more. Who has just come is in the tier that the month reaches.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.dates import add_months
from advisor_app.domain.tier_ladder import ENTRY, Ladder, Step

NO_ACTIVE_HOLDING = "no_active_holding"
CUT_OFF = "cut_off"
LIFT = "lift"
GRACE = "grace"
HOLD = "hold"

NORMAL, LIFTED, WATCH, HELD, UPGRADE_NEXT = "normal", "lifted", "watch", "held", "upgrade_next"
WATCHED = (WATCH, HELD)
"""The states below the cut-off: on downgrade watch, and held beyond it by loyalty."""

_YEAR = 12


class Month(NamedTuple):
    """What is known of a customer in a month; `active`: with an active holding.

    `transactions` are those that the customer made in the 12 months that end with it, `categories` the kinds of
    products held at its end. `coverage` is the percentage of the assets that the average knows.
    """

    month: int
    active: bool
    average_minor: int = 0
    coverage: int = 100
    transactions: int = 0
    categories: int = 0
    opened_on: int | None = None


class Standing(NamedTuple):
    """A tier and how it stands: `state` and `rule` are names of this module.

    `month` and its average are what it was judged by. `margin_minor` is how far the average lies above the cut-off of
    the tier, negative below it. `below` of `grace` whole months it lay below. `since` is the first month of the tier.
    `next_tier` and `short_minor` are None at the top, and where assets do not decide. `settled`: the month has ended.
    """

    tier: str
    state: str
    rule: str
    month: int
    since: int
    average_minor: int = 0
    coverage: int = 100
    cut_off_minor: int | None = None
    margin_minor: int | None = None
    next_tier: str | None = None
    short_minor: int | None = None
    below: int = 0
    grace: int = 0
    transactions: int = 0
    categories: int = 0
    settled: bool = False

    def to_json(self) -> str:
        """Return the reason as the records of a tier keep it."""
        return json.dumps({name: getattr(self, name) for name in REASON}, separators=(",", ":"))

    def watch_day(self, today: int) -> int | None:
        """Return the how-manieth day of downgrade watch it is; it begins when the first month below has ended."""
        return watch_day(self.month, self.below, today) if self.state in WATCHED else None


REASON = (
    "rule",
    "state",
    "cut_off_minor",
    "margin_minor",
    "next_tier",
    "short_minor",
    "below",
    "grace",
    "transactions",
    "categories",
    "coverage",
    "settled",
)
"""The fields of a standing that its reason says, in order."""


class Track(NamedTuple):
    """Where a customer has got to: `below` holds for each step the months since it was reached, None if not had."""

    active: bool
    rank: int
    since: int
    below: tuple[int | None, ...]


_UNKNOWN = Track(False, ENTRY - 1, 0, ())


def history(ladder: Ladder, months: Iterable[Month]) -> tuple[list[Standing], Track]:
    """Return how each of some whole months stood, oldest first and without a gap, and where they lead.

    They begin with the first of which anything is known; there may be none.
    """
    found: list[Standing] = []
    track = _UNKNOWN
    for one in months:
        standing, track = _advance(ladder, track, one)
        found.append(standing)
    return found, track


def standing_now(ladder: Ladder, track: Track, last: Month, present: Month, today: int) -> Standing:
    """Return the tier of the present month, which has begun by the day after `today`.

    `last` is the whole month before it, to which `track` leads; `present` is what is known of the present month so
    far, and whether there is an active holding today. It decides only for who has just come; of others it says whether
    they are to rise, if the month ends as it is.
    """
    if not present.active:
        gone = track.rank == ENTRY and not track.active
        return _standing(ladder, ENTRY, last, track.since if gone else today, 0)
    if not track.active:
        return _standing(ladder, _reached(ladder, present), present, today, 0)
    rank = _had(track)
    since = track.since if rank == track.rank else present.month
    found = _standing(ladder, rank, last, since, track.below[rank] or 0)
    if _reached(ladder, last._replace(average_minor=present.average_minor)) > rank:
        return found._replace(state=UPGRADE_NEXT)
    return found


def _advance(ladder: Ladder, before: Track, one: Month) -> tuple[Standing, Track]:
    """Return how a month stands, and the track after it."""
    reached = _reached(ladder, one) if one.active else ENTRY
    stays = one.active and before.active
    rank = _had(before) if stays else reached
    since = before.since if before.rank == rank else _begin(one)
    earlier = before.below if stays else (None,) * len(ladder.steps)
    runs = [
        _run(one.active and number <= reached, earlier[number], grace_of(ladder, step, one))
        for number, step in enumerate(ladder.steps)
    ]
    below = (earlier[rank] or 0) + 1 if rank > reached else 0
    standing = _standing(ladder, rank, one, since, below)._replace(settled=True)
    if reached > rank:
        standing = standing._replace(state=UPGRADE_NEXT)
    return standing, Track(one.active, rank, since, tuple(runs))


def _begin(one: Month) -> int:
    """Return the first day of a month on which there was a customer."""
    opened_within = one.opened_on is not None and one.opened_on < add_months(one.month, 1)
    return max(one.month, one.opened_on or 0) if opened_within else one.month


def _run(reached: bool, earlier: int | None, grace: int) -> int | None:
    """Return the months since a step was reached, None once they have used up its grace."""
    if reached:
        return 0
    return None if earlier is None or earlier + 1 >= grace else earlier + 1


def _standing(ladder: Ladder, rank: int, one: Month, since: int, below: int) -> Standing:
    """Return a tier as a month judges it that is the last of `below` months below."""
    if rank == ENTRY:
        plain = Standing(ladder.entry, NORMAL, NO_ACTIVE_HOLDING, one.month, since)
        return _with_inputs(plain, one)
    step, above = ladder.steps[rank], ladder.steps[rank + 1 : rank + 2]
    state, rule = NORMAL, CUT_OFF
    if below:
        state, rule = (HELD, HOLD) if below > step.grace else (WATCH, GRACE)
    elif one.average_minor < step.cut_off_minor:
        state, rule = LIFTED, LIFT
    standing = Standing(
        step.tier,
        state,
        rule,
        one.month,
        since,
        cut_off_minor=step.cut_off_minor,
        margin_minor=one.average_minor - step.cut_off_minor,
        next_tier=above[0].tier if above else None,
        short_minor=max(0, above[0].cut_off_minor - one.average_minor) if above else None,
        below=below,
        grace=grace_of(ladder, step, one),
    )
    return _with_inputs(standing, one)


def _with_inputs(standing: Standing, one: Month) -> Standing:
    return standing._replace(
        average_minor=one.average_minor,
        coverage=one.coverage,
        transactions=one.transactions,
        categories=one.categories,
    )


def grace_of(ladder: Ladder, step: Step, one: Month) -> int:
    """Return the months for which a tier is kept below its cut-off, by what a month says of loyalty."""
    hold = ladder.hold
    if hold is not None and _with_us(one, hold.years) and one.categories >= hold.categories:
        return step.grace + hold.months
    return step.grace


def _reached(ladder: Ladder, one: Month) -> int:
    """Return the highest step that a month reaches, lifted where its loyalty suffices."""
    lift = ladder.lift
    lifted = (
        lift is not None
        and one.transactions >= lift.transactions
        and one.categories >= lift.categories
        and _with_us(one, lift.years)
    )
    return max(
        number
        for number, step in enumerate(ladder.steps)
        if one.average_minor >= step.cut_off_minor
        or (lifted and step.lift_from_minor is not None and one.average_minor >= step.lift_from_minor)
    )


def _with_us(one: Month, years: int) -> bool:
    """Tell whether so many years were complete on the day after a month."""
    return one.opened_on is not None and one.opened_on <= add_months(one.month, 1 - _YEAR * years)


def _had(track: Track) -> int:
    """Return the highest tier whose grace has not run out."""
    return max(number for number, below in enumerate(track.below) if below is not None)


def watch_day(month: int, below: int, today: int) -> int:
    """Return the how-manieth day of downgrade watch `today` is, with `below` months below until `month`."""
    return max(1, today - add_months(month, 2 - below) + 1)


def falls_on(month: int, below: int, grace: int) -> int:
    """Return the day on which a tier is lost if all months to come lie below it as well."""
    return add_months(month, grace - below + 1)


def last_whole_month(as_of: int) -> int:
    """Return the first day of the last month that has ended with the business date."""
    return add_months(as_of + 1, -1)
