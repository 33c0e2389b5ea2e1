"""Head office's pull on PostgreSQL, against a bare loop of psycopg, msgspec and zstd over the same rows."""

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec
import zstandard
from sqlalchemy import Engine, select

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.api.auth import Granted
from advisor_app.head_office.api.pull import next_page
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bucket
from advisor_app.sync import protocol
from benchmarks import Result
from benchmarks.postgres import postgres
from tests.support.bank import fill
from tests.support.office import demo_bank

CUSTOMERS, TRANSACTIONS, ROUNDS = 2_500, 200, 3


def _endpoint(engine: Engine) -> tuple[int, float]:
    with read(engine) as connection:
        buckets = [
            Granted(*row)
            for row in connection.execute(
                select(Bucket.id, Bucket.kind, Bucket.counter).order_by(Bucket.kind)
            )
        ]
    checkpoint, rows, started = None, 0, time.perf_counter()
    while True:
        with read(engine) as connection:
            page = next_page(connection, buckets, checkpoint, 20_000)
        protocol.encode(page)
        tables: dict[str, list[list[object]]] = page.tables
        rows += sum(len(columns[0]) for columns in tables.values())
        checkpoint = page.checkpoint
        if page.complete:
            return rows, time.perf_counter() - started


def _bare(engine: Engine) -> tuple[int, float]:
    """Read the same tables by the plainest queries there are, in pages of 100 customers."""
    encode = msgspec.msgpack.Encoder().encode
    queries = []
    for name, entity in ENTITIES.items():
        if entity.owner in ("customer", "account"):
            own = "id" if name in ("customers", "accounts") else f"{entity.owner}_id"
            columns = ", ".join(entity.fields)
            text = f"SELECT {columns} FROM {name} WHERE {own} > %s AND {own} <= %s ORDER BY {own}"
            queries.append((text, entity.owner))
    raw = engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    customers = [row[0] for row in driver.execute("SELECT id FROM customers ORDER BY id")]
    rows, started = 0, time.perf_counter()
    for start in range(0, len(customers), 100):
        until = min(start + 100, len(customers))
        keys = {
            "customer": (customers[start - 1] if start else b"", customers[until - 1]),
            "account": (start, until),  # accounts are numbered in the order of their customers
        }
        page = []
        for query, owner in queries:
            with driver.cursor(binary=True) as cursor:
                page.append(cursor.execute(query, keys[owner]).fetchall())
        zstandard.ZstdCompressor(level=3).compress(encode(page))
        rows += sum(map(len, page))
    raw.close()
    return rows, time.perf_counter() - started


def run() -> Iterable[Result]:
    """Measure, in turn, and take the best of each."""
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        engine = demo_bank(Path(folder), url)
        fill(engine, advisors=1, customers=CUSTOMERS, transactions=TRANSACTIONS)
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
        ours, bare = 0.0, 0.0
        for _ in range(ROUNDS):
            rows, seconds = _endpoint(engine)
            ours = max(ours, rows / seconds)
            rows, seconds = _bare(engine)
            bare = max(bare, rows / seconds)
        engine.dispose()
    yield Result("pull_endpoint", ours, "rows/s", "bare loop", ours / bare, ">= 0.8", ours / bare >= 0.8)
