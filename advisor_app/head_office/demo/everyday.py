"""Everyday payments by card and telephone, and what else is drawn for thousands of people at once.

Every payment is drawn as a row of arrays: whose, what for, which day and hour, how much, at which merchant.
People have a level of spending and favourite merchants; weekends see more of it, travel is booked around
holidays.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from advisor_app.head_office.demo.flows import Events, Int, Party, Strings, channel_number, flow_numbers
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.world import DAY, World

Float = np.ndarray[Any, np.dtype[np.float64]]

_WEEKDAYS = (0.9, 0.9, 0.92, 0.95, 1.1, 1.35, 1.25)
_LEVEL = {"mass": 0.85, "gold": 1.1, "wealth": 1.8, "private": 3.2}
_REFUNDED = 0.012
_MOST_FEN = 6_000_000


@dataclass(frozen=True, slots=True)
class _Category:
    """A category of payments in the form in which many are drawn at once."""

    flow: int
    median: float
    elastic: float
    sigma: float
    unit: int
    channels: Int
    channel_sums: Float
    hours: Int
    hour_sums: Float
    merchants: Int
    online: Int


class Everyday:
    """Draws everyday payments."""

    def __init__(self, world: World, strings: Strings) -> None:
        self._world = world
        self._entries: dict[str, dict[str, Any]] = words("merchants")["categories"]
        self._names = list(self._entries)
        self._categories = [self._category(name, entry, strings) for name, entry in self._entries.items()]
        days = np.arange(world.start, world.as_of)
        weekday = np.array(_WEEKDAYS)[(days + 3) % 7]
        off = np.array([world.calendar.holidays[day - world.calendar.first] for day in days])
        self._usual = _sums(np.where(off, 1.3, weekday))
        # Trips are paid for in the fortnight before days off, and during them.
        near = np.convolve(off, np.ones(15))[14 : 14 + len(off)]
        self._travel = _sums(0.35 + near)

    @staticmethod
    def _category(name: str, entry: dict[str, Any], strings: Strings) -> _Category:
        return _Category(
            flow=flow_numbers()[f"buy_{name}"],
            median=entry["median"] * 100,
            elastic=entry["elastic"],
            sigma=entry["sigma"],
            unit=entry["unit"],
            channels=np.array([channel_number(channel) for channel in entry["channels"]]),
            channel_sums=_shares(entry["channels"].values()),
            hours=np.array([int(hour) for hour in entry["hours"]]),
            hour_sums=_shares(entry["hours"].values()),
            merchants=np.array([strings.party(Party(merchant)) for merchant in entry["merchants"]]),
            online=np.array([strings.party(Party(merchant)) for merchant in entry.get("online", ())]),
        )

    def draw(self, rng: np.random.Generator, lives: list[Life], count: int) -> Events:
        """Return about `count` payments of these people, by how active and how well off they are."""
        spenders = [life for life in lives if life.account.closed is None and life.person.online]
        first = np.array(
            [max(life.account.opened + 1, self._world.start) for life in spenders], dtype=np.int64
        )
        last = np.array(
            [min(life.person.active_until, self._world.as_of - 1) for life in spenders], dtype=np.int64
        )
        spans = np.maximum(0, last - first + 1)
        main = np.array([1.0 if life.person.main_bank else 0.3 for life in spenders])
        weights = spans * main * rng.lognormal(0, 0.45, len(spenders))
        if count <= 0 or weights.sum() <= 0:
            count = 0
            weights = np.ones(max(1, len(spenders)))
        who = np.repeat(np.arange(len(weights)), rng.multinomial(count, weights / weights.sum()))
        levels = np.array(
            [_LEVEL[life.person.band] * (life.person.income / 8000) ** 0.25 for life in spenders]
        ) * rng.lognormal(0, 0.2, len(spenders))
        shares = (
            np.array([self._habits(life) for life in spenders]).reshape(-1, len(self._names)).cumsum(axis=1)
        )
        what = (rng.random(count)[:, None] * shares[who, -1:] > shares[who]).sum(axis=1)
        accounts = np.array([life.account.index for life in spenders], dtype=np.int64)
        favourites = rng.integers(0, 1 << 30, len(spenders))
        parts = []
        for number, category in enumerate(self._categories):
            whose = who[what == number]
            sums = self._travel if self._names[number] == "travel" else self._usual
            day = self._days(rng, sums, first[whose], last[whose])
            parts.append(
                self._payments(rng, category, day, accounts[whose], levels[whose], favourites[whose])
            )
        return Events(
            *(np.concatenate(columns) for columns in zip(*(p.columns() for p in parts), strict=True))
        )

    def _habits(self, life: Life) -> list[float]:
        """Return how often this person pays for each category."""
        person = life.person
        has = {"": True, "car": person.car, "child": person.child_birth is not None}
        return [
            entry["weight"] * entry.get("more", {}).get(person.segment, 1.0) * has[entry.get("needs", "")]
            for entry in self._entries.values()
        ]

    def _days(self, rng: np.random.Generator, sums: Float, first: Int, last: Int) -> Int:
        """Draw days between `first` and `last` by the weights of the days."""
        low = sums[first - self._world.start]
        high = sums[last - self._world.start + 1]
        found = np.searchsorted(sums, low + rng.random(len(low)) * (high - low), side="right") - 1
        return np.clip(found + self._world.start, first, last)

    @staticmethod
    def _payments(
        rng: np.random.Generator, category: _Category, day: Int, account: Int, level: Float, favourite: Int
    ) -> Events:
        size = len(day)
        hour = category.hours[np.searchsorted(category.hour_sums, rng.random(size), side="right")]
        yuan = category.median * level**category.elastic * np.exp(category.sigma * rng.standard_normal(size))
        fen = np.clip(np.rint(yuan / category.unit), 1, None).astype(np.int64) * category.unit
        channel = category.channels[np.searchsorted(category.channel_sums, rng.random(size), side="right")]
        # Everybody has favourites: the further a merchant is from them, the less often it is visited.
        visited = favourite + rng.geometric(0.45, size)
        party = category.merchants[visited % len(category.merchants)]
        if len(category.online):
            online = category.online[visited % len(category.online)]
            party = np.where(channel == channel_number("online"), online, party)
        return Events(
            account=account,
            at=day * DAY + hour * 3600 + rng.integers(0, 3600, size),
            fen=-np.clip(fen, category.unit * 10 if category.unit < 50 else category.unit, _MOST_FEN),
            flow=np.full(size, category.flow),
            channel=channel,
            party=party,
            memo=np.zeros(size, dtype=np.int64),
        )

    def refunds(self, rng: np.random.Generator, bought: Events) -> Events:
        """Return refunds of a few of the things that were bought by card, days later and for the same
        money.
        """
        from_shop = np.isin(bought.flow, [flow_numbers()["buy_shopping"], flow_numbers()["buy_travel"]])
        where = np.isin(bought.channel, [channel_number("online"), channel_number("pos")])
        rows = np.flatnonzero(from_shop & where & (rng.random(len(bought)) < _REFUNDED))
        later = bought.at[rows] + rng.integers(2, 9, len(rows)) * DAY
        rows, later = rows[later < self._world.as_of * DAY], later[later < self._world.as_of * DAY]
        returned = bought.take(rows)
        returned.at, returned.fen = later, -returned.fen
        returned.flow = np.full(len(rows), flow_numbers()["refund"])
        return returned


def _sums(weights: Float) -> Float:
    """Return the running sums, from 0 on."""
    return np.concatenate(([0.0], np.cumsum(weights)))


def _shares(weights: Any) -> Float:
    """Return the running sums of weights as shares of 1; the last is left out, whatever is above is the
    last.
    """
    listed = np.array(list(weights), dtype=float)
    shares: Float = (np.cumsum(listed) / listed.sum())[:-1]
    return shares
