"""What a card must beat, on the same windows: the last yes-rate alone, plain regression, a tree out of the box."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from advisor_app.analysis.scorecards.table import Table

Control = Callable[[Table, slice, slice], Any]
"""Takes a table, the window and the block that follows, and returns a value for each case of the block."""

_PREVIOUS = 1000
_UNKNOWN = -1.0  # what many tables write for a number that is not known


def previous_rate(table: Table, window: slice, block: slice) -> Any:
    """The share of events among the cases just before: the same for the whole block."""
    return np.full(block.stop - block.start, table.events[window][-_PREVIOUS:].mean())


def logistic(table: Table, window: slice, block: slice) -> Any:
    """Logistic regression, refitted for every block: codes one by one, numbers scaled."""
    from sklearn.compose import make_column_transformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    codes = [field.column for field in table.fields if field.kind == "code"]
    numbers = [field.column for field in table.fields if field.kind == "number"]
    model = make_pipeline(
        make_column_transformer(
            (OneHotEncoder(handle_unknown="ignore"), codes),
            (StandardScaler(), numbers),
        ),
        LogisticRegression(max_iter=2000),
    )
    model.fit(_frame(table, window), table.events[window])
    return model.predict_proba(_frame(table, block))[:, 1]


def boosted(table: Table, window: slice, block: slice) -> Any:
    """A boosted tree as the library comes, without tuning."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    train, test = _frame(table, window), _frame(table, block)
    for field in table.fields:
        if field.kind == "code":
            train[field.column] = train[field.column].astype("category")
            test[field.column] = pd.Categorical(
                test[field.column].where(test[field.column].isin(train[field.column].cat.categories)),
                categories=train[field.column].cat.categories,
            )
    model = HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=0)
    model.fit(train, table.events[window])
    return model.predict_proba(test)[:, 1]


CONTROLS: Mapping[str, Control] = {
    "previous_rate": previous_rate,
    "logistic": logistic,
    "boosted_tree": boosted,
}


def _frame(table: Table, rows: slice) -> pd.DataFrame:
    frame = pd.DataFrame({field.column: table.values[field.column][rows] for field in table.fields})
    return frame.fillna({field.column: _UNKNOWN for field in table.fields if field.kind == "number"})
