"""The best use of some minutes: the set of customers worth most that fits into them.

Of customers who take equally long only the best few can be in the best set: as many as fit. That leaves so few that
the knapsack is solved exactly for the minutes of a working day's part; for more, the best by value per minute are taken
one after another, which the answer says.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor_app.domain.prompts.ranking import Bundle, rank

EXACT_CELLS = 200_000
"""Up to so many steps (customers × minutes) the exact answer is computed."""


class BestSet(NamedTuple):
    """The customers chosen, in the order in which to work them; `exact`: no other set is worth more."""

    bundles: tuple[Bundle, ...]
    exact: bool


def best_set(bundles: Iterable[Bundle], minutes: int) -> BestSet:
    """Return the customers whose scores add up to most within so many minutes."""
    candidates = _candidates(bundles, minutes)
    if len(candidates) * minutes <= EXACT_CELLS:
        return BestSet(tuple(rank(_knapsack(candidates, minutes))), exact=True)
    return BestSet(tuple(rank(_greedy(candidates, minutes))), exact=False)


def _candidates(bundles: Iterable[Bundle], minutes: int) -> list[Bundle]:
    by_minutes: defaultdict[int, list[Bundle]] = defaultdict(list)
    for one in bundles:
        if one.minutes <= minutes:
            by_minutes[one.minutes].append(one)
    return [one for takes, found in sorted(by_minutes.items()) for one in _best(found, minutes // takes)]


def _best(found: list[Bundle], most: int) -> list[Bundle]:
    return sorted(found, key=lambda one: (-one.score, one.customer_id))[:most]


def _knapsack(candidates: Sequence[Bundle], minutes: int) -> list[Bundle]:
    worth = [0] * (minutes + 1)
    # What was taken, as a chain of (place of the candidate, what was taken before it).
    taken: list[tuple[int, object] | None] = [None] * (minutes + 1)
    for place, one in enumerate(candidates):
        takes, score = one.minutes, one.score
        for room in range(minutes, takes - 1, -1):
            value = worth[room - takes] + score
            if value > worth[room]:
                worth[room] = value
                taken[room] = (place, taken[room - takes])
    chosen = []
    link: object = taken[minutes]
    while isinstance(link, tuple):
        place, link = link
        chosen.append(candidates[place])
    return chosen


def _greedy(candidates: Sequence[Bundle], minutes: int) -> list[Bundle]:
    chosen = []
    for one in sorted(candidates, key=lambda one: (-one.score / one.minutes, one.customer_id)):
        if one.minutes <= minutes:
            chosen.append(one)
            minutes -= one.minutes
    return chosen
