"""The tiers of a million customers, month by month over two years, on DuckDB.

Beside them, in the same run and on the same tables, the same rows by SQL that was written by hand for DuckDB alone, in
two ways: walking through the months as the frames do, and with window functions over all months at once. For a tenth of
the customers the rows of all three are compared, and it is seen which SQL is the faster; that is the measure.
"""

import gc
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import duckdb
import narwhals as nw

from advisor_app.analysis.tiers import Inputs, current_rows, days_of, month_rows, walk, years_of
from advisor_app.domain.dates import add_months
from advisor_app.domain.tier_ladder import Ladder
from advisor_app.head_office.policies import from_file
from benchmarks import Result
from benchmarks.tiers_sql import by_months, by_windows

MILLION = 1_000_000
LIMIT, MEMORY_GB = 1.3, 8.0
AS_OF = 20_417  # 2025-11-25
LAST = add_months(AS_OF, -1)
MONTHS = [add_months(LAST, -back) for back in range(22, -1, -1)]
AT_ONCE = 6
Way = Callable[[duckdb.DuckDBPyConnection, Ladder], Iterator[tuple[str, Any]]]

_TABLES = (
    """CREATE MACRO chance(i, salt) AS (hash(i * 31 + salt) >> 2)::BIGINT""",
    """CREATE MACRO key(i) AS unhex(md5((i::BIGINT)::VARCHAR))""",
    """CREATE TABLE customers AS SELECT key(i) AS customer, (10000 + chance(i, 1) % 10000)::BIGINT AS opened_on,
        (chance(i, 2) % 20 > 0)::BIGINT AS active FROM range({customers}) r(i)""",
    # Nine of ten had something all the time, around a size of their own from very little to some millions.
    """CREATE TABLE averages AS SELECT key(i) AS customer, month::BIGINT AS month,
        greatest(0, exp(8 + (chance(i, 3) % 1000) / 90.0) * 20 * (80 + chance(i * 100 + place, 4) % 40) / 100)::BIGINT
            AS average_minor, (CASE WHEN chance(i, 5) % 50 = 0 THEN 90 ELSE 100 END)::BIGINT AS coverage
        FROM range({customers}) r(i), (SELECT unnest({months}) AS month, unnest(range(24)) AS place)
        WHERE chance(i, 6) % 10 > 0 OR place > chance(i, 7) % 24""",
    """CREATE TABLE held AS SELECT key(chance(i, 8) % {customers}) AS customer,
        ['deposit', 'fund', 'wealth', 'insurance', 'card', 'loan'][1 + chance(i, 9) % 6] AS category,
        (CASE WHEN chance(i, 10) % 20 > 0 THEN {as_of} - chance(i, 11) % 3000 END)::BIGINT AS begins_on,
        (CASE WHEN chance(i, 10) % 3 = 0 THEN {as_of} - chance(i, 12) % 900 END)::BIGINT AS ends_on
        FROM range({customers} * 4) r(i)""",
    """CREATE TABLE made AS SELECT key(i // 10) AS customer,
        {months}[1 + (i % 10 * 2 + chance(i, 13) % 2) % 24]::BIGINT AS month,
        (1 + chance(i, 14) % 30)::BIGINT AS count FROM range({customers} * 10) r(i)""",
)


def run() -> Iterator[Result]:
    """Measure each size in a process of its own."""
    months, windows = _apart(_compared, MILLION // 10)
    faster = by_months if months <= windows else by_windows
    mine, hand, memory = _apart(_measured, MILLION, faster)
    yield Result("tiers_100k_windows", windows, "s", "SQL by months", windows / months, "reported", True)
    ratio = mine / hand
    yield Result("tiers_1m", mine, "s", "SQL by hand", ratio, f"≤ {LIMIT} ×", ratio <= LIMIT)
    share = memory / MEMORY_GB
    yield Result("tiers_1m_memory", memory, "GB", "the limit", share, f"≤ {MEMORY_GB:g} GB", share <= 1)


def _apart(work: Callable[..., Any], *arguments: Any) -> Any:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def _compared(customers: int) -> tuple[float, float]:
    """Return the times of both ways of SQL, after the rows of all ways were found the same."""
    engine, ladder = bank(customers), Ladder.of(from_file(None), "CNY")
    found = [digest(engine, way(engine, ladder)) for way in (by_frames, by_months, by_windows)]
    assert found[0] == found[1] == found[2], f"they differ: {found}"
    return _timed(by_months, engine, ladder), _timed(by_windows, engine, ladder)


def _measured(customers: int, by_hand: Way) -> tuple[float, float, float]:
    """Return the better times of the frames and of the SQL, taken in turn, and the memory (GB) after the frames."""
    engine, ladder = bank(customers), Ladder.of(from_file(None), "CNY")
    mine = _timed(by_frames, engine, ladder)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    theirs = _timed(by_hand, engine, ladder)
    mine = min(mine, _timed(by_frames, engine, ladder))
    return mine, min(theirs, _timed(by_hand, engine, ladder)), memory


def _timed(way: Way, engine: duckdb.DuckDBPyConnection, ladder: Ladder) -> float:
    gc.collect()
    began = time.perf_counter()
    for _name, _table in way(engine, ladder):
        pass
    return time.perf_counter() - began


def bank(customers: int) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with the tables of an invented bank; it is the same every time."""
    engine = duckdb.connect(":memory:")
    engine.execute("SET enable_progress_bar = false")
    months = [*MONTHS, add_months(LAST, 1)]
    for statement in _TABLES:
        engine.execute(statement.format(customers=customers, months=months, as_of=AS_OF))
    for name, columns, rows in (
        ("days", ("day", "month"), days_of(MONTHS)),
        ("years", ("month", "later"), years_of(MONTHS)),
    ):
        values = ", ".join(f"({one}::BIGINT, {other}::BIGINT)" for one, other in rows)
        engine.execute(f"CREATE TABLE {name} AS SELECT * FROM (VALUES {values}) v({', '.join(columns)})")
    return engine


def by_frames(engine: duckdb.DuckDBPyConnection, ladder: Ladder) -> Iterator[tuple[str, Any]]:
    """Yield the months, some at once, and the present tiers, as Arrow, as head office computes them at night."""

    def kept(frame: Any) -> Any:
        return nw.from_native(engine.from_arrow(_arrow(frame))).lazy()

    names = ("customers", "averages", "held", "made", "days", "years")
    given = Inputs(**{name: nw.from_native(engine.table(name)).lazy() for name in names})
    walked = walk(given, ladder, MONTHS, kept)
    last: Any = None
    while states := list(islice(walked, AT_ONCE)):
        yield "months", _arrow(month_rows(states, ladder))
        last = states[-1][1]
    yield "current", _arrow(current_rows(last, given.averages, ladder, LAST, AS_OF))


def _arrow(frame: Any) -> Any:
    return frame.collect("pyarrow").to_native()


def digest(
    engine: duckdb.DuckDBPyConnection, tables: Iterator[tuple[str, Any]]
) -> dict[str, tuple[int, int]]:
    """Return the number of rows and a digest of what has a name, whatever the order of rows, columns and parts."""
    found: dict[str, tuple[int, int]] = {}
    for name, table in tables:
        relation = engine.from_arrow(table.select(sorted(table.column_names)))
        hashed: Any = relation.query("hashed", "SELECT count(*), bit_xor(hash(hashed)) FROM hashed")
        [(count, mixed)] = hashed.fetchall()
        before = found.get(name, (0, 0))
        found[name] = (before[0] + count, before[1] ^ mixed)
    return found
