"""Writing what was computed: only rows that came out different, each with its place in the change feed."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import narwhals as nw
from sqlalchemy import Column, Connection, MetaData, Table, and_, select, true
from sqlalchemy.dialects import postgresql, sqlite

from advisor_app.analysis.aum import Frame
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import AumMonth, Base, CustomerTier
from advisor_app.head_office.nightly.frames import CUSTOMER, INTEGER, TEXT, Frames, fetched
from advisor_app.head_office.nightly.months import Month


class TierContext(NamedTuple):
    """What all tiers of one run share."""

    currency: str
    policy_version: int


def write_aum_months(frames: Frames, averages: Frame, months: Sequence[Month], currency: str) -> int:
    """Write averages (as `analysis.aum` returns them) that are new or differ; return how many.

    A month that is no longer computed (an account has got another owner) becomes 0, as rows once sent stay.
    """
    known = frames.query(
        select(
            AumMonth.customer_id, AumMonth.month, AumMonth.average_minor, AumMonth.coverage, AumMonth.currency
        ).where(AumMonth.month >= months[0].month, AumMonth.month <= months[-1].month),
        customer=CUSTOMER,
        month=INTEGER,
        known_average=INTEGER,
        known_coverage=INTEGER,
        known_currency=TEXT,
    )
    key = ["customer", "month"]
    gone = known.join(averages, on=key, how="anti").select(
        *key, average_minor=nw.lit(0).cast(nw.Int64), coverage=nw.lit(100).cast(nw.Int64)
    )
    changed = (
        nw.concat([averages, gone])
        .join(known, on=key, how="left")
        .filter(
            nw.col("known_average").is_null()
            | (nw.col("average_minor") != nw.col("known_average"))
            | (nw.col("coverage") != nw.col("known_coverage"))
            | (nw.col("known_currency") != currency)
        )
        .select("customer", "month", "average_minor", nw.lit(currency), "coverage")
    )
    columns = ("customer_id", "month", "average_minor", "currency", "coverage")
    return write_frame(frames.connection, "aum_months", ("customer_id", "month"), columns, changed)


def write_tiers(frames: Frames, tiers: Frame, context: TierContext) -> int:
    """Write tiers (as `analysis.tiers` returns them) that are new or differ; return how many.

    Who stays in a tier keeps the day since which.
    """
    known = frames.query(
        select(
            CustomerTier.customer_id,
            CustomerTier.tier,
            CustomerTier.since_on,
            CustomerTier.month,
            CustomerTier.average_minor,
            CustomerTier.reason,
            CustomerTier.currency,
            CustomerTier.policy_version,
        ),
        customer=CUSTOMER,
        known_tier=TEXT,
        known_since=INTEGER,
        known_month=INTEGER,
        known_average=INTEGER,
        known_reason=TEXT,
        known_currency=TEXT,
        known_policy=INTEGER,
    )
    stays = nw.when(nw.col("tier") == nw.col("known_tier"))
    changed = (
        tiers.join(known, on="customer", how="left")
        .filter(
            nw.col("known_tier").is_null()
            | (nw.col("tier") != nw.col("known_tier"))
            | (nw.col("month") != nw.col("known_month"))
            | (nw.col("average_minor") != nw.col("known_average"))
            | (nw.col("reason") != nw.col("known_reason"))
            | (nw.col("known_currency") != context.currency)
            | (nw.col("known_policy") != context.policy_version)
        )
        .select(
            "customer",
            "tier",
            stays.then(nw.col("known_since")).otherwise(nw.col("since_on")).cast(nw.Int64).alias("since_on"),
            "month",
            "average_minor",
            nw.lit(context.currency).alias("currency"),
            "reason",
            nw.lit(context.policy_version).alias("policy_version"),
        )
    )
    columns = (
        "customer_id",
        "tier",
        "since_on",
        "month",
        "average_minor",
        "currency",
        "reason",
        "policy_version",
    )
    return write_frame(frames.connection, "tiers", ("customer_id",), columns, changed)


def write_frame(
    connection: Connection, name: str, key: Sequence[str], columns: Sequence[str], rows: Frame
) -> int:
    """Insert the rows of a frame or update those with the same key, as `write_rows` does; return how many."""
    return write_rows(connection, name, key, columns, fetched(rows))


def write_rows(
    connection: Connection,
    name: str,
    key: Sequence[str],
    columns: Sequence[str],
    batches: Iterable[Sequence[tuple[Any, ...]]],
) -> int:
    """Insert rows or update those with the same key, and put them into the feed; return how many."""
    table = Base.metadata.tables[name]
    staged = Table(
        f"computed_{name}",
        MetaData(),
        *(Column(column, table.c[column].type) for column in columns),
        prefixes=["TEMPORARY"],
    )
    staged.create(connection)
    count = sum(_fill(connection, staged, batch) for batch in batches)
    if count:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        # SQLite needs the WHERE: without it ON CONFLICT would read as the beginning of a join.
        statement = insert(table).from_select(columns, select(staged).where(true()))
        new = {column: statement.excluded[column] for column in columns if column not in key}
        connection.execute(statement.on_conflict_do_update(index_elements=key, set_=new))
        same = and_(*(table.c[column] == staged.c[column] for column in key))
        feed.record(connection, name, select(*table.primary_key).join(staged, same))
    staged.drop(connection)
    return count


def _fill(connection: Connection, staged: Table, rows: Sequence[tuple[Any, ...]]) -> int:
    """Put rows into a table by the fastest way of the driver."""
    driver: Any = connection.connection.driver_connection
    names = ", ".join(column.name for column in staged.columns)
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {staged.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(staged.columns))
        driver.executemany(f"INSERT INTO {staged.name} ({names}) VALUES ({marks})", rows)
    return len(rows)
