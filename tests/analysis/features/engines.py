"""The engines on which features must come out the same, row by row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest

from advisor_app.analysis.aum import Frame
from advisor_app.head_office import spark

Make = Callable[[Any], Frame]

NEEDS_SPARK = pytest.mark.skipif(not spark.installed(), reason="the extra “spark” is not installed")
QUICK = ("duckdb", "pandas")
# Compiling each plan takes longer than running it over a few rows.
SETTINGS = {"spark.sql.shuffle.partitions": "1", "spark.sql.codegen.wholeStage": "false"}


@contextmanager
def engine(name: str) -> Iterator[Make]:
    """Give a function that makes a frame of an Arrow table on an engine."""
    if name == "spark":
        with spark.session("local[2]", SETTINGS) as session:
            yield lambda table: nw.from_native(session.createDataFrame(table)).lazy()
    elif name == "pandas":
        yield lambda table: nw.from_native(table.to_pandas(types_mapper=pd.ArrowDtype)).lazy()
    else:
        connection = duckdb.connect(":memory:")
        yield lambda table: nw.from_native(connection.from_arrow(table)).lazy()
        connection.close()


def rows(frame: Frame) -> list[tuple[Any, ...]]:
    """Return the rows of a frame as they come."""
    # pandas hands its index over as one column more.
    table: pa.Table = frame.collect("pyarrow").to_native().select(frame.collect_schema().names())
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def batches(frame: Frame) -> list[list[tuple[Any, ...]]]:
    """Return the rows of a frame in batches that cut through customers."""
    everything = rows(frame)
    return [everything[start : start + 3] for start in range(0, len(everything), 3)]
