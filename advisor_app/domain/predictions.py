"""What scorecards say of a customer: how likely something is against the average, within what time, and why."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from advisor_app.domain.scorecards import POINTS_TO_DOUBLE, Characteristic, Scorecard, score, share_of

NEED, CHURN, CONTACT = "need", "churn", "contact"
"""What cards predict."""

HOUR, WEEKDAY, CHANNEL = "hour", "weekday", "channel"
"""The fields of a contact, beside the features of the customer."""

Value = int | float | str | None

_THURSDAY = 3  # what 1970-01-01 was


class Because(NamedTuple):
    """A band that gave points: the field with its value, and how many more or less than the average they are."""

    field: str
    value: Value
    points: int


class Predicted(NamedTuple):
    """What a card says of one customer from the data of a day.

    `share` is what of all cases alike came to pass and `average` of all, both None where the card is not calibrated;
    `lift_percent` is how often it is expected, the average being 100. `because` has all reasons, the weightiest first.
    """

    task: str
    family: str | None
    version: int
    horizon_days: int | None
    points: int
    share: float | None
    average: float | None
    n: int
    lift_percent: int
    because: tuple[Because, ...]
    data_on: int

    def reasons(self, most: int) -> tuple[Because, ...]:
        """Return the weightiest reasons that speak for it."""
        return tuple(one for one in self.because if one.points > 0)[:most]

    def objections(self, most: int) -> tuple[Because, ...]:
        """Return the weightiest reasons that speak against it."""
        return tuple(one for one in self.because if one.points < 0)[:most]


def predict(card: Scorecard, family: str | None, values: Mapping[str, Value], data_on: int) -> Predicted:
    """Return what a card says of a customer with these values; what is not among them is not known."""
    found = score(card, values)
    return Predicted(
        task=card.task,
        family=family,
        version=card.version,
        horizon_days=card.horizon_days,
        points=found.points,
        share=found.share,
        average=average(card),
        n=found.n,
        lift_percent=lift_percent(card, found.points),
        because=tuple(
            Because(each.field, each.value, each.against_average)
            for each in found.reasons
            if each.against_average
        ),
        data_on=data_on,
    )


def average(card: Scorecard) -> float | None:
    """Return what of all cases of the calibration came to pass; None without one."""
    cases = sum(step.n for step in card.calibration)
    return sum(step.share * step.n for step in card.calibration) / cases if cases else None


def lift_percent(card: Scorecard, points: int) -> int:
    """Return how often it is expected with so many points, the average being 100.

    Without a calibration the odds say so: they double every so many points.
    """
    whole = average(card)
    if not whole:
        return round(100 * 2 ** ((points - card.base) / POINTS_TO_DOUBLE))
    share, _cases = share_of(card, points)
    return round(100 * (share or 0) / whole)


def weekday(day: int) -> int:
    """Return the weekday of a day as cards have it: 0 is Monday."""
    return (day + _THURSDAY) % 7


class Attempt(NamedTuple):
    """A way to reach a customer, and how likely it is to succeed."""

    channel: str
    hour: int
    predicted: Predicted


def best_attempt(
    card: Scorecard,
    values: Mapping[str, Value],
    channels: Iterable[str],
    hours: Sequence[int],
    day: int,
    data_on: int,
) -> Attempt | None:
    """Return the channel and hour of a day with the most points, the earlier hour of two; None without a choice."""
    adder, moment = Adder(card), {WEEKDAY: weekday(day)}
    choices = [
        (adder.points({**values, **moment, HOUR: hour, CHANNEL: channel}), channel, hour)
        for channel in channels
        for hour in hours
    ]
    if not choices:
        return None
    _, channel, hour = max(choices, key=lambda one: (one[0], -one[2]))
    known = {**values, **moment, HOUR: hour, CHANNEL: channel}
    return Attempt(channel, hour, predict(card, None, known, data_on))


class _Seen(NamedTuple):
    """What a number of points says, whoever has them."""

    share: float | None
    n: int
    lift_percent: int


class Adder:
    """Scores many customers: what `predict` says of each, found by halving instead of one by one."""

    def __init__(self, card: Scorecard) -> None:
        self.card = card
        self._parts = [_Part(each) for each in card.characteristics]
        self._lines = [
            (part.field, part.edges if part.whole else None, part.numbers, part) for part in self._parts
        ]
        self._average = average(card)
        self._seen: dict[int, _Seen] = {}

    def points(self, values: Mapping[str, Value]) -> int:
        """Return the points of one case."""
        total, known = self.card.base, values.get
        for field, edges, numbers, part in self._lines:
            value = known(field)
            # What most fields are, without the call.
            if edges is not None and type(value) is int:
                total += numbers[bisect_right(edges, value)]
            else:
                total += part.points(value)
        return total

    def lift_percent(self, values: Mapping[str, Value]) -> int:
        """Return how often it is expected in one case."""
        return self.lift_of(self.points(values))

    def lift_of(self, points: int) -> int:
        """Return how often it is expected with so many points, in per cent of the average; it is worked out once."""
        return self._of(points).lift_percent

    def predict(self, family: str | None, values: Mapping[str, Value], data_on: int) -> Predicted:
        """Return what the card says of a customer."""
        given = [(part, values.get(part.field)) for part in self._parts]
        because = [
            Because(part.field, value, against)
            for part, value in given
            if (against := part.points(value) - part.other)
        ]
        because.sort(key=lambda one: (-abs(one.points), one.field))
        points = self.points(values)
        seen = self._of(points)
        return Predicted(
            task=self.card.task,
            family=family,
            version=self.card.version,
            horizon_days=self.card.horizon_days,
            points=points,
            share=seen.share,
            average=self._average,
            n=seen.n,
            lift_percent=seen.lift_percent,
            because=tuple(because),
            data_on=data_on,
        )

    def _of(self, points: int) -> _Seen:
        found = self._seen.get(points)
        if found is None:
            share, n = share_of(self.card, points)
            found = self._seen[points] = _Seen(share, n, lift_percent(self.card, points))
        return found


class _Part:
    def __init__(self, characteristic: Characteristic) -> None:
        self.field, self.other = characteristic.field, characteristic.other
        self._codes = {code: band.points for band in characteristic.bands for code in reversed(band.codes)}
        self._missing = next((band.points for band in characteristic.bands if band.missing), self.other)
        numbers = [band for band in characteristic.bands if not band.codes and not band.missing]
        # Bands that leave a gap between them, or overlap, are looked through one by one.
        self.whole = all(
            before.high is not None and before.high == after.low for before, after in pairwise(numbers)
        ) and bool(numbers and numbers[0].low is None and numbers[-1].high is None)
        self.edges = [band.low for band in numbers[1:] if band.low is not None]
        self.numbers = [band.points for band in numbers]
        self._bands = numbers

    def points(self, value: Value) -> int:
        if value is None:
            return self._missing
        if isinstance(value, str):
            return self._codes.get(value, self.other)
        if self.whole:
            return self.numbers[bisect_right(self.edges, value)]
        return next((band.points for band in self._bands if band.holds(value)), self.other)
