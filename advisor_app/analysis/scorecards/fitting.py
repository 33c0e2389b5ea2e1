"""Fitting a card to a window: logistic regression over bands, older cases weighing less, rising bands where declared.

Stretches of cases have levels of their own in the fit, which the card leaves out (fixed effects): campaigns differ in
how willing people are by season and wave, and without these levels the card would learn the season of a customer's
call in place of the customer. On the real campaign of the tests that, and the weighing, is worth 0.02 of AUC.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from advisor_app.analysis.scorecards.banding import Cut, cut, design
from advisor_app.analysis.scorecards.settings import Training
from advisor_app.analysis.scorecards.table import Table
from advisor_app.domain.scorecards import FACTOR, Band, Characteristic

BASE = 500
_TRIED = 4
_LEVEL = 5.0  # a level costs the penalty a twenty-fifth of what a band does: it is meant to fit


def fit(table: Table, rows: slice, training: Training) -> tuple[Characteristic, ...]:
    """Return the characteristics of a card trained on some rows of a table."""
    cuts = [cut(field, table.values[field.column][rows], training) for field in table.fields]
    if 0 < training.most < len(cuts):
        cuts = _strongest(table, rows, cuts, training)
    while True:
        slopes = _fit(table, rows, cuts, training)
        merged = [_merged(each, part) for each, part in zip(cuts, _parts(cuts, slopes), strict=True)]
        if merged == cuts:
            break
        cuts = merged
    return tuple(
        _characteristic(each, part, table.values[each.field.column][rows])
        for each, part in zip(cuts, _parts(cuts, slopes), strict=True)
    )


def settled(table: Table, rows: slice, training: Training) -> Training:
    """Return how to train on some rows: with the penalty by which a card of the older ones ranks the newest quarter.

    Where few things happen, bands are best held back; where a few fields say it all, they are not.
    """
    middle = rows.stop - (rows.stop - rows.start) // _TRIED
    newest, older = slice(middle, rows.stop), slice(rows.start, middle)
    if not training.others or not all(0 < table.events[part].mean() < 1 for part in (older, newest)):
        return training._replace(others=())
    tried = [training._replace(penalty=each, others=()) for each in (training.penalty, *training.others)]
    return max(
        tried, key=lambda each: auc(table.events[newest], points(fit(table, older, each), table, newest))
    )


def auc(events: Any, values: Any) -> float:
    """Return how values rank events."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(events, values))


def _strongest(table: Table, rows: slice, cuts: Sequence[Cut], training: Training) -> list[Cut]:
    """Return the cuts whose bands part the cases of the rows furthest, in the order of the fields."""
    parts = _parts(cuts, _fit(table, rows, cuts, training))
    moved = [
        float(np.std(slopes[places[places >= 0]]))
        for each, slopes in zip(cuts, parts, strict=True)
        for places in [each.places(table.values[each.field.column][rows])]
    ]
    kept = set(np.argsort(moved, kind="stable")[-training.most :].tolist())
    return [each for place, each in enumerate(cuts) if place in kept]


def _fit(table: Table, rows: slice, cuts: Sequence[Cut], training: Training) -> Any:
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    bands = design(cuts, table.values, rows)
    count, width = bands.shape
    levels = np.arange(count)[::-1] // training.stratum
    level = sparse.csr_matrix((np.full(count, _LEVEL), (np.arange(count), levels)))
    model = LogisticRegression(C=training.penalty, max_iter=1000)
    model.fit(
        sparse.hstack([bands, level]).tocsr(),
        table.events[rows],
        sample_weight=weights(count, training),
    )
    return model.coef_[0][:width]


def weights(count: int, training: Training) -> Any:
    """Return what each of `count` cases counts in a fit, the newest 1."""
    return 0.5 ** (np.arange(count)[::-1] / training.half_life)


def _parts(cuts: Sequence[Cut], slopes: Any) -> list[Any]:
    return np.split(slopes, np.cumsum([each.bands for each in cuts])[:-1])


def _merged(each: Cut, slopes: Any) -> Cut:
    """Return the cut without the first edge at which points go the wrong way."""
    if not each.field.monotone:
        return each
    sign = 1 if each.field.monotone == "up" else -1
    wrong = np.flatnonzero(np.diff(slopes[:-1]) * sign < 0)
    if not len(wrong):
        return each
    edges = list(each.edges)
    del edges[int(wrong[0])]
    return each._replace(edges=tuple(edges))


def _characteristic(each: Cut, slopes: Any, values: Any) -> Characteristic:
    """Scale slopes to points, so that the average case gets none."""
    places = each.places(values)
    present = places[places >= 0]
    average = float(np.bincount(present, minlength=each.bands) @ slopes) / max(len(present), 1)
    points = [round(FACTOR * (float(slope) - average)) for slope in slopes]
    if each.field.kind == "code":
        bands = [Band(given, codes=(code,)) for given, code in zip(points, each.codes, strict=True)]
    else:
        limits = [None, *each.edges, None]
        bands = [Band(given, low, high) for given, low, high in zip(points, limits, limits[1:], strict=False)]
        bands.append(Band(points[-1], missing=True))
    return Characteristic(each.field.column, tuple(bands), 0)


def points(characteristics: Sequence[Characteristic], table: Table, rows: slice) -> Any:
    """Return the points of some rows, as `domain.scorecards.score` would add them up one by one."""
    total = np.full(len(table.events[rows]), BASE, dtype=np.int64)
    for each in characteristics:
        values = table.values[each.field][rows]
        if values.dtype == object:
            by_code = {code: band.points for band in each.bands for code in band.codes}
            total += np.array([by_code.get(value, each.other) for value in values], dtype=np.int64)
            continue
        edges = np.array([band.low for band in each.bands if band.low is not None])
        given = np.array([band.points for band in each.bands])
        places = np.where(np.isnan(values), len(given) - 1, np.searchsorted(edges, values, side="right"))
        total += given[places]
    return total
