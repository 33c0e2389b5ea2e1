"""What every part of the generator shares: the dates, the calendar, chance, and how often things happen.

Two kinds of chance. `household_rng` gives each household a generator of its own, so that the first families
stay the same people however large the bank is. `happens` deals a situation out like cards instead of throwing
dice, so that a bank of three hundred has its share of everything too.

Instants are seconds of local time since 1970-01-01T00:00:00: China has one offset and no summer time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from advisor_app.domain.dates import add_months, from_day, month_start, to_day
from advisor_app.head_office.demo.working_days import WorkingDays

DAY = 86_400
_CLOSING_TIME = 17 * 3600 + 1800
_DECK = 200
_EARLIEST = to_day(date(2005, 1, 4))


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the window, cut off at the business date: its first day, and the day after its last."""

    start: int
    end: int
    year: int
    month: int

    def day(self, wanted: int) -> int:
        """Return the day with that number, or the last of a shorter month (may lie after a cut-off end)."""
        last = add_months(self.start, 1) - 1
        return min(self.start + wanted - 1, last)


class World:
    """The window of time that the demo bank is generated for, and its sources of chance."""

    def __init__(self, seed: int, as_of: date, months: int) -> None:
        self.seed = seed
        self.as_of = to_day(as_of)
        self.cutoff = self.as_of * DAY + _CLOSING_TIME
        self.start = add_months(self.as_of, -months)
        self.bank_founded = _EARLIEST
        self.calendar = WorkingDays(_EARLIEST - 31, self.as_of + 800)
        self._decks: dict[tuple[str, int], list[int]] = {}
        self.months = [self._month(add_months(self.start, index)) for index in range(months + 1)]

    def _month(self, start: int) -> Month:
        first = from_day(start)
        return Month(start, min(add_months(start, 1), self.as_of + 1), first.year, first.month)

    def household_rng(self, number: int) -> Random:
        """Return the generator of one household."""
        return seeded(self.seed, number)

    def spread(self, index: int, situation: str) -> float:
        """Return a number of (0, 1): the `index`es of each two hundred get them dealt, evenly spaced."""
        block, place = divmod(index, _DECK)
        deck = self._decks.get((situation, block))
        if deck is None:
            deck = list(range(_DECK))
            seeded(self.seed, situation, block).shuffle(deck)
            self._decks[situation, block] = deck
        return (deck[place] + 0.5) / _DECK

    def happens(self, index: int, situation: str, share: float) -> bool:
        """Return whether `situation`, which concerns a `share` of all customers, concerns this one."""
        return self.spread(index, situation) < share


def seeded(*parts: object) -> Random:
    """Return a generator of chance that the parts determine."""
    return Random("/".join(map(str, parts)))  # noqa: S311  # repeatable, and guards nothing


def at(rng: Random, day: int, first: float, last: float) -> int:
    """Return a moment of `day` between two hours."""
    return day * DAY + int(rng.uniform(first, last) * 3600)


def age_on(birth_day: int, day: int) -> int:
    """Return the completed years of age on `day`."""
    born, now = from_day(birth_day), from_day(day)
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


def years_after(day: int, years: int) -> int:
    """Return the same date some years later or (negative) earlier; 29 February becomes the 28th."""
    return months_after(day, 12 * years)


def months_after(day: int, months: int) -> int:
    """Return the same date some months later or (negative) earlier, or the last day of a shorter month."""
    start = add_months(day, months)
    return min(start + day - month_start(day), add_months(start, 1) - 1)


def round_to(value: float, unit: int) -> int:
    """Return `value` rounded to a multiple of `unit`, at least one of it."""
    return max(unit, round(value / unit) * unit)


def pick(rng: Random, things: Sequence[str]) -> str:
    """Return one of the things; the earlier ones come up more often."""
    return things[int(len(things) * rng.random() ** 1.6)]
