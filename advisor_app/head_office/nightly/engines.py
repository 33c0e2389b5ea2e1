"""The engines that features run on: DuckDB beside the database, pandas, or Spark on the bank's cluster."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import narwhals as nw
import pandas as pd
from sqlalchemy import Connection

from advisor_app.analysis.aum import Frame
from advisor_app.head_office import spark
from advisor_app.head_office.nightly.frames import Frames

DUCKDB, PANDAS, SPARK = "duckdb", "pandas", "spark"
ENGINES = (DUCKDB, PANDAS, SPARK)


@contextmanager
def frames(
    connection: Connection, engine: str, master: str = spark.LOCAL, settings: Mapping[str, str] | None = None
) -> Iterator[Frames]:
    """Give frames on an engine; `master` and `settings` are Spark's. Raises as `spark.session` does."""
    if engine == SPARK:
        with spark.session(master, settings) as session, SparkFrames(connection, session) as made:
            yield made
    elif engine == PANDAS:
        with PandasFrames(connection) as made:
            yield made
    else:
        with Frames(connection) as made:
            yield made


class PandasFrames(Frames):
    """Frames of pandas with Arrow's types, in which integers with gaps stay integers."""

    def _register(self, table: Any) -> Frame:
        frame: Frame = nw.from_native(table.to_pandas(types_mapper=pd.ArrowDtype)).lazy()
        return frame


class SparkFrames(Frames):
    """Frames of a Spark session, which computes where its cluster is."""

    def __init__(self, connection: Connection, session: Any) -> None:
        super().__init__(connection)
        self._session = session

    def kept(self, frame: Frame) -> Frame:
        """Return a frame whose rows Spark keeps once they are computed."""
        cached: Frame = nw.from_native(frame.to_native().cache()).lazy()
        return cached

    def _register(self, table: Any) -> Frame:
        frame: Frame = nw.from_native(self._session.createDataFrame(table)).lazy()
        return frame
