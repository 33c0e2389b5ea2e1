"""Features, RFM and habits of a million customers from ten million transactions, on DuckDB.

Beside them, in the same run and on the same tables, the same rows by SQL that was written by hand for DuckDB alone; the
rows of both are compared. Memory is that of a process that holds the data and computes. Growth is from a tenth of it.
"""

import gc
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import duckdb
import narwhals as nw

from advisor_app.analysis.features import Inputs, Parts, Span, columns, features, habits, rfm
from advisor_app.domain.policy import Policy
from advisor_app.head_office.policies import from_file
from benchmarks import Result
from benchmarks.features_data import AS_OF, BANK, TABLES, build
from benchmarks.features_sql import by_hand

MILLION = 1_000_000
ROUNDS = 2
LIMIT, MEMORY_GB, GROWTH = 1.3, 4.0, 11.0
Way = Callable[[duckdb.DuckDBPyConnection, Policy], Iterator[tuple[str, Any]]]


def run() -> Iterator[Result]:
    """Measure each size in a process of its own."""
    whole, hand = _apart(_both, MILLION)
    seconds, memory = _apart(_alone, MILLION)
    tenth, _ = _apart(_alone, MILLION // 10)
    ratio = whole / hand
    yield Result("features_10m", whole, "s", "SQL by hand", ratio, f"≤ {LIMIT} ×", ratio <= LIMIT)
    share = memory / MEMORY_GB
    yield Result("features_10m_memory", memory, "GB", "the limit", share, f"≤ {MEMORY_GB:g} GB", share <= 1)
    growth = seconds / tenth
    yield Result("features_growth", seconds, "s", "of a tenth", growth, f"≤ {GROWTH:g} ×", growth <= GROWTH)


def _apart(work: Callable[[int], tuple[float, float]], customers: int) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(work, (customers,))


def _both(customers: int) -> tuple[float, float]:
    """Return the best times of both, taken in turn, after the rows of both were found the same."""
    engine, policy = bank(customers), from_file(None)
    mine, theirs = (dict(digests(engine, way(engine, policy))) for way in (by_frames, by_hand))
    assert mine == theirs, f"they differ: {mine}, {theirs}"
    times: dict[Any, list[float]] = {by_frames: [], by_hand: []}
    for _ in range(ROUNDS):
        for way, taken in times.items():
            taken.append(_timed(way, engine, policy))
    return min(times[by_frames]), min(times[by_hand])


def _alone(customers: int) -> tuple[float, float]:
    """Return the better of two times of the frames, and the peak memory (GB) of the process."""
    engine, policy = bank(customers), from_file(None)
    taken = min(_timed(by_frames, engine, policy) for _ in range(ROUNDS))
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _timed(way: Way, engine: duckdb.DuckDBPyConnection, policy: Policy) -> float:
    gc.collect()
    began = time.perf_counter()
    for _name, _table in way(engine, policy):
        pass
    return time.perf_counter() - began


def bank(customers: int) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with the tables of an invented bank."""
    engine = duckdb.connect(":memory:")
    engine.execute("SET enable_progress_bar = false")
    build(engine, customers)
    return engine


def by_frames(engine: duckdb.DuckDBPyConnection, policy: Policy) -> Iterator[tuple[str, Any]]:
    """Yield all tables by name, as Arrow, as head office computes them at night."""

    def kept(frame: Any) -> Any:
        return nw.from_native(engine.from_arrow(_arrow(frame))).lazy()

    return computed({name: nw.from_native(engine.table(name)).lazy() for name in TABLES}, policy, kept)


def computed(
    frames: Mapping[str, Any], policy: Policy, kept: Callable[[Any], Any]
) -> Iterator[tuple[str, Any]]:
    """Yield all tables from frames on any engine: the lists of habits are there at once, the others are not."""
    inputs = Inputs(**{name: frame for name, frame in frames.items() if name != "active"}, bank=BANK)
    parts = Parts(inputs, policy, Span(AS_OF), kept)
    table = kept(features(parts))
    yield "features", _arrow(table.sort("customer").select("customer", *columns(policy)))
    yield "rfm", _arrow(rfm(table, frames["active"], AS_OF, policy.features).sort("customer"))
    del table
    found = habits(parts)
    yield from {each.name: _arrow(getattr(found, each.name)) for each in fields(found)}.items()


def _arrow(frame: Any) -> Any:
    return frame.collect("pyarrow").to_native()


def digests(
    engine: duckdb.DuckDBPyConnection, tables: Iterator[tuple[str, Any]]
) -> Iterator[tuple[str, Any]]:
    """Yield name, number of rows and a digest of them that does not depend on the order of rows or columns."""
    for name, table in tables:
        relation = engine.from_arrow(table.select(sorted(table.column_names)))
        digest: Any = relation.query("hashed", "SELECT count(*), bit_xor(hash(hashed)) FROM hashed")
        yield name, digest.fetchall()
