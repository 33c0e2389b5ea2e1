"""The engines that frames are tried on: the one that head office uses, and one that works quite differently."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

from advisor_app.analysis.aum import Frame

Rows = list[tuple[Any, ...]]
Make = Callable[[Rows, Mapping[str, Any]], Frame]

TYPES = {
    "customer": pa.binary(),
    "currency": pa.string(),
    "category": pa.string(),
    "factor": pa.float64(),
}
ENGINES = ("duckdb", "pandas")


@contextmanager
def engine(name: str) -> Iterator[Make]:
    """Give a function that makes a frame of rows on an engine; `columns` are names and Arrow types."""
    connection = duckdb.connect(":memory:")

    def make(rows: Rows, columns: Mapping[str, Any]) -> Frame:
        cells = list(zip(*rows, strict=True)) or [()] * len(columns)
        arrays = [pa.array(column, kind) for column, kind in zip(cells, columns.values(), strict=True)]
        table = pa.Table.from_arrays(arrays, names=list(columns))
        native = connection.from_arrow(table) if name == "duckdb" else table.to_pandas()
        frame: Frame = nw.from_native(native).lazy()
        return frame

    try:
        yield make
    finally:
        connection.close()


def integers(*names: str) -> dict[str, Any]:
    """Return columns by name; those not known by `TYPES` hold integers."""
    return {name: TYPES.get(name, pa.int64()) for name in names}


def listed(frame: Frame, *order: str) -> list[dict[str, Any]]:
    """Return the rows of a frame, sorted."""
    return frame.sort(*order).collect().rows(named=True)
