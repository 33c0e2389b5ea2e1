"""Judging in time order: each block of cases is ranked by a card that was trained on what came before it.

The figures are means over blocks, weighted by their size. A pooled AUC over blocks would measure how well the level
of a block is known: the last block's rate alone pools to 0.73 on the campaign of the tests, and ranks nobody.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from advisor_app.analysis.scorecards import fitting, model_card
from advisor_app.analysis.scorecards.controls import Control
from advisor_app.analysis.scorecards.settings import Training
from advisor_app.analysis.scorecards.table import Table
from advisor_app.errors import InputError
from advisor_app.i18n import N_

CARD = model_card.OWN


class Ranked(NamedTuple):
    """How one ranking did on one block: its AUC, and the share of the events in the half that it ranked first."""

    auc: float
    best_half: float


class Block(NamedTuple):
    """A block that was judged: where it begins, its size and events, and how each ranking did, by name.

    `points` are those of the card.
    """

    start: int
    cases: int
    events: int
    ranked: Mapping[str, Ranked]
    points: Any


class Figures(NamedTuple):
    """Means over the blocks, weighted by size, and the pooled AUC for comparison only."""

    auc: float
    best_half: float
    pooled_auc: float


def blocks(table: Table, training: Training) -> Iterator[tuple[slice, slice]]:
    """Yield window and block, from the first whole window to the end of the table."""
    for start in range(training.window, len(table), training.step):
        yield slice(start - training.window, start), slice(start, min(start + training.step, len(table)))


def evaluate(
    table: Table,
    training: Training,
    controls: Mapping[str, Control],
    told: Callable[[int, int], None] | None = None,
    parts: Sequence[tuple[slice, slice]] | None = None,
) -> tuple[list[Block], Mapping[str, Figures]]:
    """Judge card and controls on every block that has both outcomes.

    `told` hears how many blocks are done of how many. `parts` are windows with their blocks where they do not follow
    one upon the other: outcomes that take time are not known yet when the next block is judged. Raises InputError if
    the table has no block to judge.
    """
    judged: list[Block] = []
    pooled: dict[str, list[Any]] = {name: [] for name in (CARD, *controls)}
    wanted = list(blocks(table, training)) if parts is None else parts
    for number, (window, block) in enumerate(wanted, 1):
        events = table.events[block]
        if 0 < events.sum() < len(events):
            settled = fitting.settled(table, window, training)
            card = fitting.points(fitting.fit(table, window, settled), table, block)
            scores = {CARD: card} | {
                name: control(table, window, block) for name, control in controls.items()
            }
            for name, values in scores.items():
                pooled[name].append(values)
            ranked = {name: rank(events, values) for name, values in scores.items()}
            judged.append(Block(block.start, len(events), int(events.sum()), ranked, card))
        if told:
            told(number, len(wanted))
    if not judged:
        raise InputError(
            N_("The table has {rows} rows; a window of {window} and a block with both outcomes are needed."),
            rows=len(table),
            window=training.window,
        )
    return judged, {name: _figures(table, judged, name, values) for name, values in pooled.items()}


def rank(events: Any, values: Any) -> Ranked:
    """Return how values rank events; what ties, ties in the order of time."""
    first = np.argsort(-np.asarray(values, dtype=float), kind="stable")[: len(events) // 2]
    return Ranked(fitting.auc(events, values), float(events[first].sum() / events.sum()))


def recent_auc(judged: Sequence[Block], recent: int) -> float:
    """Return the mean AUC of the card on the last blocks, weighted by size."""
    last = judged[-recent:]
    return float(np.average([each.ranked[CARD].auc for each in last], weights=[each.cases for each in last]))


def _figures(table: Table, judged: Sequence[Block], name: str, values: Sequence[Any]) -> Figures:
    weights = [block.cases for block in judged]
    events = np.concatenate([table.events[block.start : block.start + block.cases] for block in judged])
    return Figures(
        float(np.average([block.ranked[name].auc for block in judged], weights=weights)),
        float(np.average([block.ranked[name].best_half for block in judged], weights=weights)),
        fitting.auc(events, np.concatenate(values)),
    )
