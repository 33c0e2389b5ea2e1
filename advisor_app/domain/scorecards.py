"""Scorecards: points per band of a characteristic, added up. Head office trains them, devices add.

A card is a JSON document (`to_json`, `from_json`). Whoever sees a score sees why: the bands that gave the points.
Points are scaled so that 20 more points double the odds, as scorecards usually are.
"""

import itertools
import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

POINTS_TO_DOUBLE = 20
FACTOR = POINTS_TO_DOUBLE / math.log(2)
"""Points for one unit of log-odds."""
FORMAT = 1

MISSING = None
"""The value of a characteristic of which nothing is known; it has a band of its own."""


class CardError(ValueError):
    """The document is no scorecard that this program understands; the argument says what is wrong."""


class Band(NamedTuple):
    """Values that score alike: numbers from `low` (with it) to below `high` (None: without end), or `codes`.

    A band with neither is that of what is not known.
    """

    points: int
    low: float | None = None
    high: float | None = None
    codes: tuple[str, ...] = ()
    missing: bool = False

    def holds(self, value: float | str | None) -> bool:
        """Whether a value lies in the band."""
        if value is None or self.missing:
            return value is None and self.missing
        if isinstance(value, str):
            return value in self.codes
        above = self.low is None or value >= self.low
        return not self.codes and above and (self.high is None or value < self.high)


class Characteristic(NamedTuple):
    """One thing that counts. A value in none of the bands gets `other` points, those of the average."""

    field: str
    bands: tuple[Band, ...]
    other: int


class Calibration(NamedTuple):
    """Scores from `points` on happened with this `share` among the `n` newest cases that scored so."""

    points: int
    share: float
    n: int


class Scorecard(NamedTuple):
    """A card. `trained` says on what ("from", "to", "cases", "events"), `judged` how well it ranked (the figures
    of its evaluation), `horizon_days` within what time the event is expected (None: at the contact itself).
    """

    task: str
    version: int
    base: int
    characteristics: tuple[Characteristic, ...]
    calibration: tuple[Calibration, ...]
    trained: Mapping[str, Any]
    judged: Mapping[str, Any]
    horizon_days: int | None = None


class Given(NamedTuple):
    """The points that one characteristic gave, and how many more or less than the average that is."""

    field: str
    value: float | str | None
    points: int
    against_average: int


class Score(NamedTuple):
    """Points, what of every hundred alike happened (None: not calibrated), and the reasons, the weightiest first."""

    points: int
    share: float | None
    n: int
    reasons: tuple[Given, ...]


def score(card: Scorecard, values: Mapping[str, float | str | None]) -> Score:
    """Add up the points of one case; a characteristic that is missing from `values` is not known."""
    given = [_given(each, values.get(each.field)) for each in card.characteristics]
    points = card.base + sum(each.points for each in given)
    reasons = sorted(given, key=lambda each: (-abs(each.against_average), each.field))
    return Score(points, *share_of(card, points), tuple(reasons))


def share_of(card: Scorecard, points: int) -> tuple[float | None, int]:
    """Return what of how many with so many points came to pass; of fewer than were ever seen what of the fewest did."""
    reached = [step for step in card.calibration if points >= step.points] or list(card.calibration[:1])
    return (reached[-1].share, reached[-1].n) if reached else (None, 0)


def _given(characteristic: Characteristic, value: float | str | None) -> Given:
    for band in characteristic.bands:
        if band.holds(value):
            return Given(characteristic.field, value, band.points, band.points - characteristic.other)
    return Given(characteristic.field, value, characteristic.other, 0)


def to_json(card: Scorecard) -> str:
    """Return the card as a document, the same for the same card."""
    return json.dumps(to_document(card), ensure_ascii=False, sort_keys=True, indent=1)


def to_document(card: Scorecard) -> dict[str, Any]:
    """Return what such a document holds."""
    return {
        "format": FORMAT,
        **card._asdict(),
        "characteristics": [
            {
                "field": each.field,
                "other": each.other,
                "bands": [
                    {
                        name: value
                        for name, value in band._asdict().items()
                        if value is not None and value != () and value is not False
                    }
                    | {"points": band.points}
                    for band in each.bands
                ],
            }
            for each in card.characteristics
        ],
        "calibration": [step._asdict() for step in card.calibration],
    }


def from_json(text: str) -> Scorecard:
    """Return the card in a document. Raises CardError for anything else."""
    try:
        document = json.loads(text)
        if document.pop("format") != FORMAT:
            raise CardError("another format")
        characteristics = tuple(_characteristic(each) for each in document.pop("characteristics"))
        calibration = tuple(Calibration(**each) for each in document.pop("calibration"))
        card = Scorecard(characteristics=characteristics, calibration=calibration, **document)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CardError(str(error)) from error
    points = [card.base, *(band.points for each in card.characteristics for band in each.bands)]
    ordered = all(a.points < b.points for a, b in itertools.pairwise(calibration))
    shares = all(0 <= step.share <= 1 for step in calibration)
    if not characteristics or not ordered or not shares or not all(isinstance(each, int) for each in points):
        raise CardError("points, bands or calibration are not as they should be")
    return card


def _characteristic(document: Mapping[str, Any]) -> Characteristic:
    bands = tuple(Band(**{**each, "codes": tuple(each.get("codes", ()))}) for each in document["bands"])
    return Characteristic(document["field"], bands, document["other"])
