"""What scorecards say of the customers in the book: the newest cards, scored from what head office knows of them.

Most customers score too little to be told of: points are added up for all, reasons are looked for where they count.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from advisor_app.data.reads import profiling
from advisor_app.data.reads.rows import rows
from advisor_app.domain import insights, scorecards
from advisor_app.domain.insights import Features
from advisor_app.domain.predictions import Adder, Predicted, Value
from advisor_app.domain.scorecards import CardError

_CARDS = "SELECT task, family, version, text FROM scorecards ORDER BY task, family, version DESC"
_FEATURES = f"""
    SELECT c.customer_id, c.data_on, c.facts FROM insights AS c
    WHERE c.kind = '{insights.FEATURES}' AND c.version = {insights.VERSION} AND c.data_on <= :day AND {{one}}
"""


class Card(NamedTuple):
    """A card in force, with the family of needs that it is for."""

    family: str | None
    adder: Adder


class Likely(NamedTuple):
    """What is likely enough to be told of a customer, before the reasons for it are looked for."""

    lift_percent: int
    points: int
    card: Card
    values: Mapping[str, Value]
    data_on: int

    @property
    def task(self) -> str:
        """What the card predicts."""
        return self.card.adder.card.task

    def told(self) -> Predicted:
        """Return it with its reasons."""
        return self.card.adder.predict(self.card.family, self.values, self.data_on)


class _Facts(msgspec.Struct):
    """Features as they are stored; read at once for a whole book, which `domain.insights` would take longer for."""

    currency: str
    values: dict[str, int | str]


_DECODER = msgspec.json.Decoder(_Facts)


def cards(connection: Connection) -> tuple[Card, ...]:
    """Return the newest card of each task and family that this program can read."""
    return _read(tuple(rows(connection, _CARDS)))


def predicted(
    connection: Connection, day: int, least: Mapping[str, int], customer: bytes
) -> tuple[Predicted, ...]:
    """Return what is predicted of a customer on a day.

    `least` says by task from how many per cent of the average on it is told; a task that it lacks is not.
    """
    found = likely(connection, day, least, customer).get(customer, ())
    return tuple(one.told() for one in found)


def likely(
    connection: Connection, day: int, least: Mapping[str, int], customer: bytes | None = None
) -> dict[bytes, tuple[Likely, ...]]:
    """Return what is likely enough of all customers, or of one, the likeliest first, without those of whom nothing is.

    `least` is as `predicted` takes it.
    """
    wanted = [(card, least[task]) for card in cards(connection) if (task := card.adder.card.task) in least]
    if not wanted:
        return {}
    found: dict[bytes, tuple[Likely, ...]] = {}
    for key, data_on, values in features(connection, day, customer):
        told = [
            Likely(lift, points, card, values, data_on)
            for card, percent in wanted
            if (lift := card.adder.lift_of(points := card.adder.points(values))) >= percent
        ]
        if told:
            told.sort(key=_place, reverse=True)
            found[key] = tuple(told)
    return found


def _place(one: Likely) -> tuple[int, int, str]:
    return one.lift_percent, one.points, one.card.family or ""


def features(
    connection: Connection, day: int, customer: bytes | None = None
) -> Iterator[tuple[bytes, int, Mapping[str, Value]]]:
    """Yield customer, date of the data, and the features as cards score them on a day; what is not readable is not.

    Who does not want a profile any more is left out, though head office has not heard of it yet.
    """
    one = "TRUE" if customer is None else "c.customer_id = :customer"
    refused = profiling.refused(connection, customer)
    for key, data_on, facts in rows(connection, _FEATURES.format(one=one), day=day, customer=customer):
        if key in refused:
            continue
        try:
            known = _DECODER.decode(facts)
        except msgspec.DecodeError:
            continue
        yield key, data_on, Features(known.currency, known.values).scored(day)


@lru_cache(maxsize=4)
def _read(documents: tuple[tuple[str, str | None, int, str], ...]) -> tuple[Card, ...]:
    """Parse each set of documents once."""
    found: dict[tuple[str, str | None], Card] = {}
    for task, family, _, text in documents:
        if (task, family) in found:
            continue
        try:
            card = scorecards.from_json(text)
        except CardError:
            continue
        found[task, family] = Card(family, Adder(card))
    return tuple(found.values())
