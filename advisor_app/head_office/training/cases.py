"""Cases to train on, judged in time order: each month by cards of months whose outcome was known by then."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from advisor_app.analysis.scorecards.settings import Limits, Training
from advisor_app.analysis.scorecards.table import Field, Table
from advisor_app.domain.policy import Policy
from advisor_app.errors import RefusedError
from advisor_app.head_office.training.history import Snapshot
from advisor_app.head_office.training.outcomes import Outcome
from advisor_app.i18n import N_

_FEWEST_MONTHS = 3
_COUNT = 100


class Group(NamedTuple):
    """Cases of one month: the day from which they are judged, and the day from which their outcomes are known."""

    day: int
    known_on: int
    cases: int


class Cases(NamedTuple):
    """A table with a case for each customer and month; `parts` are the windows with the months that they judge.

    `days` has the day of each month by the case at which it begins.
    """

    table: Table
    days: dict[int, int]
    parts: list[tuple[slice, slice]]
    training: Training
    limits: Limits


def cases(
    history: Sequence[Snapshot], outcome: Outcome, policy: Policy, settings: tuple[Training, Limits]
) -> Cases:
    """Return the cases of the months of a history, oldest first.

    Raises RefusedError where they are too few months, or hold too few events or nothing but events, to train on.
    """
    found = [outcome.of(month.day, month.customers) for month in history]
    asked = [
        np.array([place for place, key in enumerate(month.customers) if key in known], dtype=np.int64)
        for month, known in zip(history, found, strict=True)
    ]
    events = [
        known[month.customers[place]]
        for month, known, places in zip(history, found, asked, strict=True)
        for place in places
    ]
    values = {
        name: np.concatenate(
            [month.values[name][places] for month, places in zip(history, asked, strict=True)]
        )
        for name in (history[0].values if history else ())
    }
    groups = [
        Group(month.day, outcome.known_on(month.day), len(places))
        for month, places in zip(history, asked, strict=True)
    ]
    return assembled(groups, values, events, policy, settings)


def assembled(
    groups: Sequence[Group],
    values: Mapping[str, Any],
    events: Sequence[int],
    policy: Policy,
    settings: tuple[Training, Limits],
) -> Cases:
    """Return cases that lie group after group, the oldest first. Raises RefusedError as `cases` does."""
    rules, happened = policy.predictions, sum(events)
    if len(groups) < _FEWEST_MONTHS or min(happened, len(events) - happened) < rules.least_events:
        raise RefusedError(
            N_(
                "There are {months} months with a known outcome and {events} events among {cases} cases; at least"
                " {least_months} and {least} are needed. No card is trained."
            ),
            months=len(groups),
            events=happened,
            cases=len(events),
            least_months=_FEWEST_MONTHS,
            least=rules.least_events,
        )
    starts = np.cumsum([0, *(group.cases for group in groups)]).tolist()
    training, limits = _settings(settings, policy, starts)
    fields = tuple(field for name, column in values.items() if (field := _field(name, column)) is not None)
    table = Table(
        fields, {field.column: values[field.column] for field in fields}, np.array(events, dtype=np.int8)
    )
    days = {start: group.day for start, group in zip(starts, groups, strict=False)}
    return Cases(table, days, _parts(groups, starts, policy), training, limits)


def _settings(
    settings: tuple[Training, Limits], policy: Policy, starts: Sequence[int]
) -> tuple[Training, Limits]:
    """Return the policy's settings with months in place of numbers of cases."""
    training, limits = settings
    rules, month = policy.predictions, max(1, starts[-1] // (len(starts) - 1))
    window = sum(np.diff(starts)[-rules.window_months :])
    return (
        training._replace(
            window=int(window),
            step=starts[-1] - starts[-2],
            half_life=rules.half_life_months * month,
            stratum=month,
            least=_COUNT,
            most=rules.fields,
        ),
        limits._replace(leak_auc=rules.leak_auc / 1000),
    )


def _field(name: str, column: Any) -> Field | None:
    """Return a field, None for one that has the same value everywhere."""
    if column.dtype == object:
        return Field(name, "code") if len(set(column)) > 1 else None
    return Field(name, "number") if np.unique(column[~np.isnan(column)]).size > 1 else None


def _parts(groups: Sequence[Group], starts: Sequence[int], policy: Policy) -> list[tuple[slice, slice]]:
    parts = []
    for number, group in enumerate(groups):
        known = sum(before.known_on <= group.day for before in groups[:number])
        if known:
            first = max(0, known - policy.predictions.window_months)
            parts.append((slice(starts[first], starts[known]), slice(starts[number], starts[number + 1])))
    return parts
