"""The tiers by SQL that was written by hand for DuckDB: walking through the months, and by window functions."""

from collections.abc import Iterator
from typing import Any

import duckdb

from advisor_app.domain.dates import add_months
from advisor_app.domain.tier_ladder import Ladder

AT_ONCE = 6
_UNKNOWN, _NEVER = -2, 2**31

_CHANGES = """
CREATE OR REPLACE TEMP TABLE changes AS
WITH events AS (
    SELECT customer, category, greatest(coalesce(begins_on, {first}), {first}) AS day, 1 AS change FROM held
    UNION ALL
    SELECT customer, category, greatest(ends_on, {first}), -1 FROM held WHERE ends_on IS NOT NULL
), by_month AS (
    SELECT customer, category, month, sum(change) AS change FROM events JOIN days USING (day) GROUP BY ALL
), counted AS (
    SELECT *, (sum(change) OVER w > 0)::BIGINT AS held FROM by_month
    WINDOW w AS (PARTITION BY customer, category ORDER BY month)
), stepped AS (
    SELECT customer, month, held - coalesce(lag(held) OVER w, 0) AS change FROM counted
    WINDOW w AS (PARTITION BY customer, category ORDER BY month)
), parts AS (
    SELECT customer, month, 0::BIGINT AS made, change AS held FROM stepped
    UNION ALL SELECT customer, month, count, 0 FROM made
    UNION ALL SELECT customer, later, -count, 0 FROM made JOIN years USING (month)
)
SELECT customer, greatest(month, {first}) AS month, sum(made)::BIGINT AS made_change, sum(held)::BIGINT AS held_change
FROM parts WHERE month <= {last} GROUP BY ALL
"""


def by_months(engine: duckdb.DuckDBPyConnection, ladder: Ladder) -> Iterator[tuple[str, Any]]:
    """Yield the rows of all months, some at once, and those of the present, walking from month to month."""
    from benchmarks.tiers import AS_OF, LAST, MONTHS

    steps = range(len(ladder.steps))
    engine.execute(_CHANGES.format(first=MONTHS[0], last=MONTHS[-1]))
    runs = ", ".join(f"-1::BIGINT AS run_{number}" for number in steps)
    engine.execute(f"""CREATE OR REPLACE TEMP TABLE state AS SELECT customer, active AS active_now,
        coalesce(opened_on, {_NEVER}) AS opened_on, false AS active, {_UNKNOWN}::BIGINT AS rank, 0::BIGINT AS since,
        0::BIGINT AS made, 0::BIGINT AS categories, {runs} FROM customers""")
    judged: list[str] = []
    for place, month in enumerate(MONTHS):
        engine.execute(_step(ladder, month))
        engine.execute("CREATE OR REPLACE TEMP TABLE state AS SELECT * FROM stepped")
        engine.execute(f"""CREATE OR REPLACE TEMP TABLE judged_{place} AS
            SELECT customer, {month}::BIGINT AS month, rank, reached, below, extra, average, coverage, made, categories
            FROM state WHERE rank > {_UNKNOWN}""")
        judged.append(f"judged_{place}")
        if len(judged) == AT_ONCE or month == MONTHS[-1]:
            all_of = " UNION ALL ".join(f"SELECT * FROM {name}" for name in judged)
            yield "months", _table(engine, _named(ladder, f"({all_of})", "month", settled=True))
            for name in judged:
                engine.execute(f"DROP TABLE {name}")
            judged = []
    yield "current", _table(engine, _current(ladder, LAST, AS_OF))


def by_windows(engine: duckdb.DuckDBPyConnection, ladder: Ladder) -> Iterator[tuple[str, Any]]:
    """Yield the same, by window functions over all months: when each step was last reached, and whether it ran out."""
    from benchmarks.tiers import AS_OF, LAST, MONTHS

    engine.execute(_CHANGES.format(first=MONTHS[0], last=MONTHS[-1]))
    places = ", ".join(f"({month}::BIGINT, {place}::BIGINT)" for place, month in enumerate(MONTHS))
    steps = list(enumerate(ladder.steps))
    lift, hold = _lift(ladder, "month"), _hold(ladder, "month")
    last = ", ".join(f"max(CASE WHEN reached >= {k} THEN i END) OVER w AS last_{k}" for k, _ in steps)
    out = ", ".join(
        f"max(CASE WHEN i - last_{k} >= extra + {step.grace} THEN i END) OVER w AS out_{k}"
        for k, step in steps
    )
    had = " ".join(
        f"WHEN last_{k} > coalesce(gone, -1) AND coalesce(out_{k}, -1) < last_{k} THEN {k}"
        for k, _ in reversed(steps[1:])
    )
    below = " ".join(f"WHEN rank = {k} THEN i - last_{k}" for k, _ in steps)
    kept = ", ".join(
        f"CASE WHEN active AND last_{k} > coalesce(gone, -1) AND coalesce(out_{k}, -1) < last_{k} "
        f"THEN i - last_{k} ELSE -1 END AS run_{k}"
        for k, _ in steps
    )
    engine.execute(f"""CREATE OR REPLACE TEMP TABLE lived AS
WITH places(month, i) AS (VALUES {places}), grid AS (
    SELECT customer, month, i, coalesce(opened_on, {_NEVER}) AS opened_on, active AS active_now,
        average_minor, coalesce(coverage, 100) AS coverage,
        coalesce(made_change, 0) AS made_change, coalesce(held_change, 0) AS held_change
    FROM customers CROSS JOIN places LEFT JOIN averages USING (customer, month)
    LEFT JOIN changes USING (customer, month)
), counted AS (
    SELECT * EXCLUDE (average_minor), coalesce(average_minor, 0) AS average, average_minor IS NOT NULL AS positions,
        sum(made_change) OVER w::BIGINT AS made, sum(held_change) OVER w::BIGINT AS categories
    FROM grid WINDOW w AS (PARTITION BY customer ORDER BY i)
), judged AS (
    SELECT *, positions OR categories > 0 AS active, {lift} AS lifts, {hold} AS extra FROM counted
), reaching AS (
    SELECT *, CASE WHEN active THEN {_reached(ladder, "average", "lifts")} ELSE -1 END AS reached FROM judged
), tracked AS (
    SELECT *, max(CASE WHEN NOT active THEN i END) OVER w AS gone, min(CASE WHEN active THEN i END) OVER w AS first,
        lag(active) OVER w AS was_active, {last}
    FROM reaching WINDOW w AS (PARTITION BY customer ORDER BY i)
), lasting AS (
    SELECT *, {out} FROM tracked WINDOW w AS (PARTITION BY customer ORDER BY i)
), had AS (
    SELECT *, CASE {had} ELSE 0 END AS kept FROM lasting
), ranked AS (
    SELECT * EXCLUDE (kept), (CASE WHEN first IS NULL THEN {_UNKNOWN} WHEN NOT active THEN -1
        WHEN coalesce(was_active, false) THEN lag(kept) OVER w ELSE reached END)::BIGINT AS rank
    FROM had WINDOW w AS (PARTITION BY customer ORDER BY i)
), turned AS (
    SELECT *, coalesce(lag(rank) OVER w, {_UNKNOWN}) AS before FROM ranked
    WINDOW w AS (PARTITION BY customer ORDER BY i)
)
SELECT customer, month, i, active_now, active, lifts::BOOLEAN AS lifts, opened_on, rank, reached, extra, average,
    coverage, made, categories,
    (CASE WHEN rank > reached THEN CASE {below} END ELSE 0 END)::BIGINT AS below, {kept},
    max(CASE WHEN rank = before THEN NULL WHEN opened_on > month AND opened_on < month_end THEN opened_on
        ELSE month END) OVER w AS since
FROM (SELECT *, lead(month, 1, {add_months(MONTHS[-1], 1)}) OVER w2 AS month_end FROM turned
      WINDOW w2 AS (PARTITION BY customer ORDER BY i))
WINDOW w AS (PARTITION BY customer ORDER BY i)""")
    for begin in range(0, len(MONTHS), AT_ONCE):
        some = f"(SELECT * FROM lived WHERE i >= {begin} AND i < {begin + AT_ONCE} AND rank > {_UNKNOWN})"
        yield "months", _table(engine, _named(ladder, some, "month", settled=True))
    engine.execute(f"""CREATE OR REPLACE TEMP TABLE state AS
        SELECT * REPLACE (coalesce(since, 0) AS since) FROM lived WHERE i = {len(MONTHS) - 1}""")
    yield "current", _table(engine, _current(ladder, LAST, AS_OF))


def _step(ladder: Ladder, month: int) -> str:
    """Return the statement that brings the state to a month."""
    steps = list(enumerate(ladder.steps))
    runs = ", ".join(
        f"""(CASE WHEN active AND reached >= {k} THEN 0
            WHEN stays AND run_{k} > -1 AND run_{k} + 1 < extra + {step.grace} THEN run_{k} + 1 ELSE -1 END)::BIGINT
            AS run_{k}"""
        for k, step in steps
    )
    return f"""CREATE OR REPLACE TEMP TABLE stepped AS
WITH known AS (
    SELECT state.* EXCLUDE (active, made, categories, rank), state.active AS was_active, state.rank AS before,
        average_minor IS NOT NULL AS positions, coalesce(average_minor, 0) AS average,
        coalesce(a.coverage, 100) AS coverage, made + coalesce(made_change, 0) AS made,
        categories + coalesce(held_change, 0) AS categories
    FROM (SELECT * EXCLUDE (coverage) FROM (SELECT *, NULL AS coverage FROM {_carried(ladder)})) AS state
    LEFT JOIN (SELECT * FROM averages WHERE month = {month}) AS a USING (customer)
    LEFT JOIN (SELECT * FROM changes WHERE month = {month}) AS c USING (customer)
), loyal AS (
    SELECT *, positions OR categories > 0 AS active, {_lift(ladder, str(month))} AS lifts,
        {_hold(ladder, str(month))} AS extra FROM known
), reaching AS (
    SELECT *, active AND was_active AS stays,
        (CASE WHEN active THEN {_reached(ladder, "average", "lifts")} ELSE -1 END)::BIGINT AS reached FROM loyal
), ranked AS (
    SELECT *, (CASE WHEN before = {_UNKNOWN} AND NOT active THEN {_UNKNOWN} WHEN stays THEN {_had(ladder)}
        ELSE reached END)::BIGINT AS rank FROM reaching
)
SELECT customer, active_now, opened_on, active, lifts, rank, reached, extra, average, coverage, made, categories,
    CASE WHEN rank = before THEN since WHEN opened_on > {month} AND opened_on < {add_months(month, 1)} THEN opened_on
        ELSE {month} END AS since,
    (CASE WHEN stays AND rank > reached THEN {_run_of_rank(ladder)} + 1 ELSE 0 END)::BIGINT AS below, {runs}
FROM ranked"""


def _carried(ladder: Ladder) -> str:
    runs = ", ".join(f"run_{number}" for number in range(len(ladder.steps)))
    return (
        f"(SELECT customer, active_now, opened_on, active, rank, since, made, categories, {runs} FROM state)"
    )


def _current(ladder: Ladder, last: int, as_of: int) -> str:
    """Return the query of the present tiers, from the state of the last whole month."""
    present = add_months(last, 1)
    inner = f"""(
WITH known AS (
    SELECT state.* EXCLUDE (lifts, extra, rank, reached), state.rank AS before,
        coalesce(average_minor, 0) AS average_now,
        coalesce(n.coverage, 100) AS coverage_now, active_now = 1 AND state.active AS stays,
        active_now = 1 AND state.active AND lifts AS lifts,
        CASE WHEN active_now = 1 AND state.active THEN extra ELSE 0 END AS extra
    FROM state LEFT JOIN (SELECT * FROM averages WHERE month = {present}) AS n USING (customer)
), reaching AS (
    SELECT *, (CASE WHEN active_now = 1 THEN {_reached(ladder, "average_now", "lifts")} ELSE -1 END)::BIGINT AS reached
    FROM known
), ranked AS (
    SELECT *, (CASE WHEN stays THEN {_had(ladder)} ELSE reached END)::BIGINT AS rank,
        active_now = 1 AND NOT active AS newly FROM reaching
)
SELECT customer, (active_now = 1 OR before > {_UNKNOWN})::BIGINT AS known, rank, reached, extra, made, categories,
    (CASE WHEN newly THEN {present} ELSE {last} END)::BIGINT AS month,
    CASE WHEN newly THEN average_now ELSE average END AS average,
    CASE WHEN newly THEN coverage_now ELSE coverage END AS coverage,
    (CASE WHEN stays THEN {_run_of_rank(ladder)} ELSE 0 END)::BIGINT AS below,
    (CASE WHEN rank = before AND (stays OR (NOT active AND active_now = 0)) THEN since WHEN stays THEN {present}
        ELSE {as_of} END)::BIGINT AS since_on
FROM ranked)"""
    return _named(ladder, inner, "month, known, since_on", settled=False)


def _named(ladder: Ladder, rows: str, others: str, *, settled: bool) -> str:
    """Return the query that names tier and state and writes the reason."""
    above = [*ladder.steps[1:], None]

    def by_rank(entry: str, values: list[str]) -> str:
        whens = " ".join(f"WHEN {k} THEN {value}" for k, value in enumerate(values))
        return f"CASE rank {whens} ELSE {entry} END"

    steps = ladder.steps
    tier = by_rank(f"'{ladder.entry}'", [f"'{step.tier}'" for step in steps])
    cut_off = by_rank("NULL", [str(step.cut_off_minor) for step in steps])
    grace = by_rank("0", [str(step.grace) for step in steps])
    following = by_rank("NULL", [f"'\"{one.tier}\"'" if one else "NULL" for one in above])
    short = by_rank(
        "NULL", [f"greatest({one.cut_off_minor} - average, 0)" if one else "NULL" for one in above]
    )
    return f"""
SELECT customer, {others}, tier, state, average AS average_minor,
    '{{"rule":"' || rule || '","state":"' || state || '","cut_off_minor":' || coalesce(cut_off::VARCHAR, 'null')
    || ',"margin_minor":' || coalesce((average - cut_off)::VARCHAR, 'null')
    || ',"next_tier":' || coalesce(following, 'null') || ',"short_minor":' || coalesce(short::VARCHAR, 'null')
    || ',"below":' || below || ',"grace":' || (CASE WHEN rank < 0 THEN 0 ELSE grace + extra END)
    || ',"transactions":' || made || ',"categories":' || categories || ',"coverage":' || coverage
    || ',"settled":{str(settled).lower()}}}' AS reason
FROM (
    SELECT *,
        CASE WHEN reached > rank THEN 'upgrade_next' WHEN rank < 0 THEN 'normal' WHEN below > grace THEN 'held'
            WHEN below > 0 THEN 'watch' WHEN average < cut_off THEN 'lifted' ELSE 'normal' END AS state,
        CASE WHEN rank < 0 THEN 'no_active_holding' WHEN below > grace THEN 'hold' WHEN below > 0 THEN 'grace'
            WHEN average < cut_off THEN 'lift' ELSE 'cut_off' END AS rule
    FROM (SELECT *, {tier} AS tier, {cut_off} AS cut_off, {grace} AS grace, {following} AS following, {short} AS short
          FROM {rows}))"""


def _reached(ladder: Ladder, average: str, lifts: str) -> str:
    whens = []
    for number, step in reversed(list(enumerate(ladder.steps))[1:]):
        lifted = (
            f" OR ({lifts} AND {average} >= {step.lift_from_minor})"
            if step.lift_from_minor is not None
            else ""
        )
        whens.append(f"WHEN {average} >= {step.cut_off_minor}{lifted} THEN {number}")
    return f"CASE {' '.join(whens)} ELSE 0 END"


def _had(ladder: Ladder) -> str:
    whens = " ".join(f"WHEN run_{k} > -1 THEN {k}" for k in range(len(ladder.steps) - 1, 0, -1))
    return f"CASE {whens} ELSE 0 END"


def _run_of_rank(ladder: Ladder) -> str:
    whens = " ".join(f"WHEN {k} THEN run_{k}" for k in range(len(ladder.steps)))
    return f"CASE rank {whens} END"


def _with_us(month: str, years: int) -> str:
    if month.isdigit():
        return f"opened_on <= {add_months(int(month), 1 - 12 * years)}"
    since = f"DATE '1970-01-01' + month::INTEGER + INTERVAL (1 - 12 * {years}) MONTH"
    return f"opened_on <= datediff('day', DATE '1970-01-01', CAST({since} AS DATE))"


def _lift(ladder: Ladder, month: str) -> str:
    rule = ladder.lift
    if rule is None:
        return "false"
    loyal = f"made >= {rule.transactions} AND categories >= {rule.categories}"
    return f"({_with_us(month, rule.years)} AND {loyal})"


def _hold(ladder: Ladder, month: str) -> str:
    rule = ladder.hold
    if rule is None:
        return "0::BIGINT"
    loyal = f"{_with_us(month, rule.years)} AND categories >= {rule.categories}"
    return f"(CASE WHEN {loyal} THEN {rule.months} ELSE 0 END)::BIGINT"


def _table(engine: duckdb.DuckDBPyConnection, statement: str) -> Any:
    return engine.sql(statement).to_arrow_table()
