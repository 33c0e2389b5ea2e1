"""The card that is published: trained on the newest window, calibrated on what came after older ones, or refused."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from advisor_app.analysis.scorecards import fitting
from advisor_app.analysis.scorecards.evaluation import Block, Figures, rank, recent_auc
from advisor_app.analysis.scorecards.settings import Limits, Training
from advisor_app.analysis.scorecards.table import Table
from advisor_app.domain.policy.training import TrainingRules
from advisor_app.domain.scorecards import Calibration, Scorecard
from advisor_app.errors import InputError, RefusedError
from advisor_app.i18n import N_

_STEPS, _PARTS = 8, 10
_TINY = 1e-4


def of_policy(rules: TrainingRules) -> tuple[Training, Limits]:
    """Return how cards are trained and when they are refused, as a policy says it."""
    training = Training(
        rules.window,
        rules.step,
        rules.half_life,
        rules.stratum,
        rules.penalty_percent / 100,
        rules.bands,
        rules.least_cases,
        others=tuple(percent / 100 for percent in rules.stronger_percent),
    )
    thousandths = (rules.floor_auc / 1000, rules.drift / 1000, rules.leak_auc / 1000)
    return training, Limits(rules.recent_blocks, *thousandths)


def check_leaks(table: Table, training: Training, limits: Limits) -> None:
    """Raise InputError if a single field ranks so well that it must know the outcome.

    Each field is judged alone, trained on the first part of the newest window and judged on the rest: parted in the
    middle, and where half of its events have happened, so that both have events however they are spread.
    """
    training = training._replace(others=())
    start, stop = max(0, len(table) - training.window), len(table)
    happened = start + np.flatnonzero(table.events[start:stop])
    middles = {(start + stop) // 2, int(happened[len(happened) // 2]) if len(happened) else stop}
    partings = [
        (first, second)
        for middle in sorted(middles)
        for first, second in [(slice(start, middle), slice(middle, stop))]
        if all(len(table.events[part]) and 0 < table.events[part].mean() < 1 for part in (first, second))
    ]  # of a table without any nothing can be judged, and so no card is published of it
    for field in table.fields if partings else ():
        alone = Table((field,), {field.column: table.values[field.column]}, table.events)
        auc = max(
            rank(table.events[second], fitting.points(fitting.fit(alone, first, training), alone, second)).auc
            for first, second in partings
        )
        if auc > limits.leak_auc:
            raise InputError(
                N_("“{column}” alone ranks with an AUC of {auc}: it must be known only after the outcome."),
                column=field.column,
                auc=f"{auc:.2f}",
                what_to_do=N_(
                    "Name it under after in the mapping, or raise the limit in the policy if it is not so."
                ),
            )


def publish(
    task: str,
    version: int,
    table: Table,
    training: Training,
    limits: Limits,
    judged: Sequence[Block],
    figures: Mapping[str, Figures],
    *,
    horizon_days: int | None = None,
) -> Scorecard:
    """Return the card of the newest window, or of the whole table where it is shorter.

    `horizon_days` is within what time the event is expected. Raises RefusedError where the newest blocks rank too
    badly, or have drifted.
    """
    auc = recent_auc(judged, limits.recent)
    if auc < limits.floor_auc:
        raise RefusedError(
            N_("The last {blocks} blocks rank with an AUC of {auc}; the policy asks for {floor}."),
            blocks=min(limits.recent, len(judged)),
            auc=f"{auc:.3f}",
            floor=limits.floor_auc,
        )
    rows = slice(max(0, len(table) - training.window), len(table))
    cases = rows.stop - rows.start
    tried, training = 1 + len(training.others), fitting.settled(table, rows, training)
    characteristics = fitting.fit(table, rows, training)
    points = fitting.points(characteristics, table, rows)
    weights = fitting.weights(cases, training)
    newest = slice(-training.step, None)
    drift = psi(points, weights, points[newest], weights[newest])
    if drift > limits.drift:
        raise RefusedError(
            N_("Scores have drifted by {drift} (PSI) from those of the window; the policy allows {limit}."),
            drift=f"{drift:.2f}",
            limit=limits.drift,
        )
    return Scorecard(
        task=task,
        version=version,
        base=fitting.BASE,
        characteristics=characteristics,
        calibration=calibrate(table, judged[-limits.recent :]),
        trained={
            "from": rows.start,
            "to": rows.stop,
            "cases": cases,
            "events": int(table.events[rows].sum()),
            **{name: value for name, value in training._asdict().items() if name != "others"},
            "tried": tried,
        },
        judged={
            **{name: each._asdict() for name, each in figures.items()},
            "blocks": len(judged),
            "recent_auc": auc,
            "drift": drift,
            "each_block": [_block(each) for each in judged],
        },
        horizon_days=horizon_days,
    )


def _block(judged: Block) -> dict[str, Any]:
    auc = {name: round(ranked.auc, 4) for name, ranked in judged.ranked.items()}
    return {"from": judged.start, "cases": judged.cases, "events": judged.events, "auc": auc}


def psi(before: Any, before_weights: Any, after: Any, after_weights: Any) -> float:
    """Return the population stability index of two sets of scores, over tenths of the first.

    Cases weigh as they do in the fit: what counts is how far the newest are from whom the card was made for.
    """
    order = np.argsort(before, kind="stable")
    reached = np.cumsum(before_weights[order]) / before_weights.sum()
    tenths = np.searchsorted(reached, np.linspace(0, 1, _PARTS + 1)[1:-1])
    edges = np.unique(before[order][tenths])
    parts = [
        np.bincount(np.searchsorted(edges, points, side="right"), weights, minlength=len(edges) + 1)
        for points, weights in ((before, before_weights), (after, after_weights))
    ]
    expected, found = (np.maximum(part / part.sum(), _TINY) for part in parts)
    return float(((found - expected) * np.log(found / expected)).sum())


def calibrate(table: Table, judged: Sequence[Block]) -> tuple[Calibration, ...]:
    """Return what happened at which points, in blocks that came after the windows of their cards.

    The shares rise with the points (isotonic regression); neighbouring steps of few cases are put together.
    """
    from sklearn.isotonic import IsotonicRegression

    points = np.concatenate([block.points for block in judged])
    events = np.concatenate([table.events[block.start : block.start + block.cases] for block in judged])
    order = np.argsort(points, kind="stable")
    points, events = points[order], events[order]
    shares = IsotonicRegression(y_min=0, y_max=1).fit_transform(points, events)
    starts = [0]
    for place in range(1, len(points)):
        rises = shares[place] > shares[place - 1] and points[place] > points[place - 1]
        if rises and place - starts[-1] >= len(points) / _STEPS / 2:
            starts.append(place)
    if len(starts) > 1 and len(points) - starts[-1] < len(points) / _STEPS / 4:
        starts.pop()
    ends = [*starts[1:], len(points)]
    return tuple(
        Calibration(int(points[start]), round(float(events[start:end].mean()), 4), end - start)
        for start, end in zip(starts, ends, strict=True)
    )
