"""Data frames over the whole bank, written once for every engine of `narwhals` (DuckDB, pandas, Spark …).

Traps that the code keeps to, measured: on pandas a `when` inside `group_by().agg()` is silently ignored, so
conditions become integer columns first; Spark does not sum booleans; engines round halves differently, so
rounding is `floor(x + 0.5)`; pandas turns integers with gaps into floats, so results are cast back.
"""
