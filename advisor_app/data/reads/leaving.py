"""Who may leave: how often the newest card for churn expects it of each customer whom it speaks of.

A card was made from customers with assets who were with the bank, and is asked of such ones only.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from advisor_app.data.reads import predictions
from advisor_app.data.reads.rows import rows
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHURN, Adder, Value
from advisor_app.domain.records import Bank

_HERE = """
    SELECT id FROM customers WHERE kind IS NOT 'prospect' AND (closed_on IS NULL OR closed_on > :day)
"""
_ASSETS = "aum_minor"


class Leaving(NamedTuple):
    """How often it is expected of a customer (the average being 100), by the values of a day."""

    customer: bytes
    lift_percent: int
    points: int
    data_on: int
    values: Mapping[str, Value]


def card(connection: Connection) -> Adder | None:
    """Return the newest card for churn that can be read, or None."""
    return next((one.adder for one in predictions.cards(connection) if one.adder.card.task == CHURN), None)


def leaving(connection: Connection, policy: Policy, bank: Bank, percent: int) -> list[Leaving]:
    """Return of whom it is expected at least `percent` as often as on average, the likeliest first."""
    adder = card(connection)
    if adder is None:
        return []
    least = max(1, policy.predictions.churn_least * 10 ** exponent(bank.base_currency))
    here = {key for (key,) in rows(connection, _HERE, day=bank.as_of)}
    found = []
    for key, data_on, values in predictions.features(connection, bank.as_of):
        assets = values.get(_ASSETS)
        if key in here and isinstance(assets, int) and assets >= least:
            lift = adder.lift_percent(values)
            if lift >= percent:
                found.append(Leaving(key, lift, adder.points(values), data_on, values))
    return sorted(found, key=lambda one: (-one.lift_percent, -one.points, one.customer))
