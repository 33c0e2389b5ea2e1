"""Cases to train on, judged in time order: each month by cards of months whose outcome was known by then."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from advisor_app.analysis.scorecards.settings import Limits, Training
from advisor_app.analysis.scorecards.table import Columns, Field, Table
from advisor_app.domain.policy import Policy
from advisor_app.errors import RefusedError
from advisor_app.head_office.training.history import AS_TODAY, LEFT_OUT, Snapshot
from advisor_app.head_office.training.outcomes import Outcome
from advisor_app.i18n import N_

_FEWEST_MONTHS = 3
_COUNT = 100


class Cases(NamedTuple):
    """A table with a case for each customer and month; `parts` are the windows with the months that they judge."""

    table: Table
    days: list[int]
    parts: list[tuple[slice, slice]]
    training: Training
    limits: Limits


def cases(
    history: Sequence[Snapshot], outcome: Outcome, policy: Policy, settings: tuple[Training, Limits]
) -> Cases:
    """Return the cases of the months of a history, oldest first.

    Raises RefusedError where they are too few months, or hold too few events or nothing but events, to train on.
    """
    rules = policy.predictions
    found = [outcome.of(month.day, month.customers) for month in history]
    asked = [
        np.array([key in known for key in month.customers])
        for month, known in zip(history, found, strict=True)
    ]
    events = np.array(
        [
            known[key]
            for month, known in zip(history, found, strict=True)
            for key in month.customers
            if key in known
        ],
        dtype=np.int8,
    )
    happened = int(events.sum())
    if len(history) < _FEWEST_MONTHS or min(happened, len(events) - happened) < rules.least_events:
        raise RefusedError(
            N_(
                "There are {months} months with a known outcome and {events} events among {cases} cases; at least"
                " {least_months} and {least} are needed. No card is trained."
            ),
            months=len(history),
            events=happened,
            cases=len(events),
            least_months=_FEWEST_MONTHS,
            least=rules.least_events,
        )
    names = list(history[0].values)
    values = {
        name: np.concatenate([month.values[name][rows] for month, rows in zip(history, asked, strict=True)])
        for name in names
    }
    starts = np.cumsum([0, *(int(rows.sum()) for rows in asked)]).tolist()
    training, limits = _settings(settings, policy, starts)
    fields = tuple(
        Field(name, "number") for name in names if np.unique(values[name][~np.isnan(values[name])]).size > 1
    )
    table = Table(fields, {field.column: values[field.column] for field in fields}, events)
    return Cases(
        table, [month.day for month in history], _parts(history, outcome, starts, policy), training, limits
    )


def columns_of(task: str, fields: Sequence[Field], policy: Policy) -> Columns:
    """Return what a model card says of the fields: those that were left out, and why."""
    after = dict.fromkeys(LEFT_OUT, AS_TODAY)
    return Columns("", "month", task, "1", tuple(fields), after, _unused(policy))


def _unused(policy: Policy) -> Mapping[str, str]:
    return {
        "amounts held by kind, maturing_90_minor": "only whether there are any, as values are known of today",
        "everything else of a customer": f"a card has at most {policy.predictions.fields} characteristics",
    }


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


def _parts(
    history: Sequence[Snapshot], outcome: Outcome, starts: Sequence[int], policy: Policy
) -> list[tuple[slice, slice]]:
    parts = []
    for number, month in enumerate(history):
        known = sum(outcome.known_on(before.day) <= month.day for before in history)
        if known:
            first = max(0, known - policy.predictions.window_months)
            parts.append((slice(starts[first], starts[known]), slice(starts[number], starts[number + 1])))
    return parts
