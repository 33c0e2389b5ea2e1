"""Contacts that the bank began, as cases: who answered, over which channel, on which weekday and at which hour.

Features are of the end of the month before the contact. Channels over which everybody is met, or nobody can answer,
teach nothing and are left out.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, select

from advisor_app.analysis.scorecards.settings import Limits, Training
from advisor_app.domain.dates import day_of, hour_of, start_of
from advisor_app.domain.permission import OUT
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHANNEL, HOUR, WEEKDAY, weekday
from advisor_app.head_office.db.models import Interaction
from advisor_app.head_office.nightly.feature_inputs import Of
from advisor_app.head_office.training.cases import Cases, Group, assembled
from advisor_app.head_office.training.history import Snapshot


class Attempt(NamedTuple):
    """One contact: the place of its month in the history and of its customer in the month, when and how, answered."""

    month: int
    customer: int
    at: int
    channel: str
    answered: int


def cases_of(
    connection: Connection,
    history: Sequence[Snapshot],
    policy: Policy,
    bank: Of,
    settings: tuple[Training, Limits],
) -> Cases:
    """Return the contacts of a bank as cases, by month. Raises RefusedError where they are too few."""
    found = _with_both_outcomes(list(_attempts(connection, history, policy, bank)))
    values = {
        name: np.array([history[one.month].values[name][one.customer] for one in found], dtype=float)
        for name in (history[0].values if history else ())
    }
    values[HOUR] = np.array([hour_of(one.at, bank.time_zone) for one in found], dtype=float)
    values[WEEKDAY] = np.array([weekday(day_of(one.at, bank.time_zone)) for one in found], dtype=float)
    values[CHANNEL] = np.array([one.channel for one in found], dtype=object)
    counts: dict[int, int] = defaultdict(int)
    for one in found:
        counts[one.month] += 1
    ends = [*(month.day for month in history[1:]), bank.as_of]
    groups = [Group(history[place].day, ends[place], counts[place]) for place in sorted(counts)]
    return assembled(groups, values, [one.answered for one in found], policy, settings)


def _attempts(
    connection: Connection, history: Sequence[Snapshot], policy: Policy, bank: Of
) -> Iterator[Attempt]:
    if not history:
        return
    days = [month.day for month in history]
    places = [{key: place for place, key in enumerate(month.customers)} for month in history]
    wanted = (
        select(Interaction.customer_id, Interaction.happened_at, Interaction.channel, Interaction.outcome)
        .where(
            Interaction.direction == OUT,
            Interaction.status.is_(None),
            Interaction.outcome.is_not(None),
            Interaction.happened_at >= start_of(days[0] + 1, bank.time_zone),
            Interaction.happened_at < start_of(bank.as_of + 1, bank.time_zone),
        )
        .order_by(Interaction.happened_at, Interaction.id)
    )
    for customer, at, channel, outcome in connection.execute(wanted):
        month = bisect_left(days, day_of(at, bank.time_zone)) - 1
        place = places[month].get(bytes(customer))
        if place is not None:
            yield Attempt(month, place, at, channel, int(outcome in policy.rhythm.two_way_outcomes))


def _with_both_outcomes(attempts: list[Attempt]) -> list[Attempt]:
    outcomes: dict[str, set[int]] = defaultdict(set)
    for one in attempts:
        outcomes[one.channel].add(one.answered)
    return [one for one in attempts if len(outcomes[one.channel]) > 1]
