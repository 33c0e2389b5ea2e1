"""Cutting what is known of cases into bands."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from advisor_app.analysis.scorecards.settings import Training
from advisor_app.analysis.scorecards.table import Field


class Cut(NamedTuple):
    """How a field is cut: a number at `edges` (each begins a band), or a code into `codes`.

    Numbers have a further band, the last one, for what is not known.
    """

    field: Field
    edges: tuple[float, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def bands(self) -> int:
        """How many bands there are."""
        return len(self.codes) if self.field.kind == "code" else len(self.edges) + 2

    def places(self, values: Any) -> Any:
        """Return the band of each value, -1 for a code that has none."""
        if self.field.kind == "code":
            known = {code: place for place, code in enumerate(self.codes)}
            return np.array([known.get(value, -1) for value in values], dtype=np.int64)
        places = np.searchsorted(np.array(self.edges), values, side="right")
        return np.where(np.isnan(values), self.bands - 1, places)


def cut(field: Field, values: Any, training: Training) -> Cut:
    """Return the cut of a field by the values of a window alone, without a look at the outcome."""
    if field.kind == "code":
        codes, counts = np.unique(values.astype(str), return_counts=True)
        return Cut(field, codes=tuple(str(code) for code in codes[counts >= training.least]))
    known = values[~np.isnan(values)]
    shares = np.linspace(0, 1, training.bands + 1)[1:-1]
    edges = np.unique(np.quantile(known, shares, method="nearest")) if len(known) else np.array([])
    # An edge at the smallest value would begin a band below which nothing lies.
    return Cut(field, edges=tuple(float(edge) for edge in edges if edge > known.min()))


def design(cuts: Sequence[Cut], values: Mapping[str, Any], rows: slice) -> Any:
    """Return the sparse matrix with a column for each band, in the order of the cuts."""
    from scipy import sparse

    count = len(next(iter(values.values()))[rows])
    columns, at, offset = [], [], 0
    for each in cuts:
        places = each.places(values[each.field.column][rows])
        there = places >= 0
        columns.append(places[there] + offset)
        at.append(np.flatnonzero(there))
        offset += each.bands
    cells = np.concatenate(columns)
    return sparse.csr_matrix((np.ones(len(cells)), (np.concatenate(at), cells)), shape=(count, offset))
