"""The features, RFM and habits of 100,000 customers from a million transactions, by the same code on Spark.

In local mode, with the tables in files as a cluster has them. The rows are compared with those of DuckDB; time and
memory are reported and held against nothing. Without the extra there is nothing to report.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import psutil

from advisor_app.head_office import spark
from advisor_app.head_office.policies import from_file
from benchmarks import Result
from benchmarks.features import bank, by_frames, computed, digests
from benchmarks.features_data import TABLES

CUSTOMERS = 100_000


def run() -> Iterator[Result]:
    """Compute once on each engine."""
    if not spark.installed():
        return
    engine, policy = bank(CUSTOMERS), from_file(None)
    with tempfile.TemporaryDirectory() as folder:
        for name in TABLES:
            engine.execute(f"COPY {name} TO '{Path(folder) / name}.parquet'")
        began = time.perf_counter()
        expected = dict(digests(engine, by_frames(engine, policy)))
        beside = time.perf_counter() - began
        began = time.perf_counter()
        with spark.session() as session:
            started = time.perf_counter()
            yield Result("features_spark_start", started - began, "s", "nothing", 1.0, "reported", ok=True)
            frames = {
                name: nw.from_native(session.read.parquet(f"{Path(folder) / name}.parquet")).lazy()
                for name in TABLES
            }
            found = dict(digests(engine, computed(frames, policy, _kept)))
            taken = time.perf_counter() - started
            memory = _peak_gb()
    same = found == expected
    yield Result("features_spark_1m", taken, "s", "DuckDB", taken / beside, "the same rows", ok=same)
    yield Result("features_spark_1m_memory", memory, "GB", "nothing", 1.0, "reported", ok=True)


def _kept(frame: Any) -> Any:
    return nw.from_native(frame.to_native().cache()).lazy()


def _peak_gb() -> float:
    """Return the most memory that Java has had."""
    (java,) = (each for each in psutil.Process().children(recursive=True) if each.name() == "java")
    status = Path(f"/proc/{java.pid}/status").read_text(encoding="ascii")
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(peak) / 1024**2
