"""Reading one customer whole, of 5,000 with a million transactions: what the cipher costs, and what order saves.

Against the same reads of the same pages on the same engine without a key, each customer for the first time on
an open connection; and cold, with nothing of the file in memory, against a book that lies in the order of
time, as it is delivered, with indexes to find what is wanted.
"""

import os
import random
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]
from sqlalchemy import Connection, Engine, create_engine

from advisor_app.data.apply import write_rows
from advisor_app.data.engine import connect, make_engine
from advisor_app.data.reads import profile
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from advisor_app.domain.records import Transaction
from benchmarks import Result
from benchmarks.synthetic_book import (
    Person,
    new_store,
    people,
    transactions,
    write_people,
    write_positions,
)

CUSTOMERS, EACH = 5_000, 200
WARM, COLD, AUDITED = 1_000, 60, 100
AUDIT_LIMIT_MS = 100.0
DELIVERED = {
    "transactions": ("day, id", "account_id, day, id"),
    "aum_months": ("month", "customer_id, month"),
    "interactions": ("happened_at", "customer_id, happened_at"),
}
"""What head office gets day by day: the order in which it comes, and the index by which it is then found."""


def build(folder: Path, persons: Sequence[Person], secrets: Secrets) -> Store:
    """Write the book, its copy without a key (plain.db) and its copy in the order of time (by_time.db)."""
    store = new_store(folder / "store.db", secrets)
    write_people(store, persons)
    write_positions(store, persons)
    with store.write() as tx:
        write_rows(tx, "transactions", Transaction._fields, transactions(CUSTOMERS, EACH))
    store.checkpoint()
    (folder / "by_time.db").touch()
    raw = connect(folder / "store.db", secrets.data_key)
    raw.execute("ATTACH ? AS plain KEY ''", (str(folder / "plain.db"),))
    raw.execute("SELECT sqlcipher_export('plain')").fetchone()
    raw.execute("ATTACH ? AS by_time KEY ?", (str(folder / "by_time.db"), f"x'{secrets.data_key.hex()}'"))
    raw.execute("PRAGMA by_time.journal_mode = WAL")
    raw.execute("SELECT sqlcipher_export('by_time')").fetchone()
    for table, (order, key) in DELIVERED.items():
        raw.execute(f"DROP TABLE by_time.{table}")
        raw.execute(f"CREATE TABLE by_time.{table} AS SELECT * FROM main.{table} ORDER BY {order}")
        raw.execute(f"CREATE INDEX by_time.found_{table} ON {table} ({key})")
    raw.execute("VACUUM by_time")
    raw.close()
    return store


def plain_engine(path: Path) -> Engine:
    """Return an engine on the copy without a key, set as the product sets its own."""

    def opened() -> driver.Connection:
        connection = driver.connect(path, isolation_level=None, check_same_thread=False)
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "temp_store = MEMORY",
            "cache_size = -65536",
        ):
            connection.execute(f"PRAGMA {setting}")
        return connection

    return create_engine("sqlite://", module=driver, creator=opened)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield an open connection that has read nothing of any customer."""
    with engine.connect() as connection:
        profile.read(connection, b"nobody")
        connection.rollback()
        yield connection
    engine.dispose()


def seconds(connection: Connection, person: Person) -> float:
    """Return how long it takes to read a customer."""
    started = time.perf_counter()
    found = profile.read(connection, person.id)
    took = time.perf_counter() - started
    assert found is not None
    assert len(found.transactions.rows) == EACH
    assert len(found.positions) == 5
    return took


def warm(encrypted: Engine, plain: Engine, persons: Sequence[Person]) -> tuple[float, float]:
    """Return the medians of both sides, taking turns."""
    with reading(encrypted) as one, reading(plain) as other:
        both = [(seconds(one, person), seconds(other, person)) for person in persons]
    return median(pair[0] for pair in both), median(pair[1] for pair in both)


def cold(engine: Engine, path: Path, persons: Iterable[Person]) -> float:
    """Return the median over customers, each the best of three so that a busy machine does not count as a slow disk."""
    with reading(engine) as connection:
        return median(min(_cold(connection, path, person) for _ in range(3)) for person in persons)


def _cold(connection: Connection, path: Path, person: Person) -> float:
    """Read a customer when neither the program nor the system has anything of the file in memory."""
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA shrink_memory")  # type: ignore[union-attr]
    forget(path)
    took = seconds(connection, person)
    connection.rollback()
    return took


def forget(path: Path) -> None:
    """Have the system drop what it remembers of a file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def audited(store: Store, persons: Iterable[Person]) -> float:
    """Return the median of committing that a customer was looked at."""
    took = []
    for person in persons:
        started = time.perf_counter()
        with store.write() as tx:
            store.audit.append(tx, "customer.view", f"customers:{person.id.hex()}")
        took.append(time.perf_counter() - started)
    return median(took)


def run() -> Iterable[Result]:
    """Measure."""
    persons = people(CUSTOMERS)
    drawn = random.Random(5).sample(persons, WARM)  # noqa: S311  # the same every time
    with tempfile.TemporaryDirectory() as name:
        folder, secrets = Path(name), Secrets.new()
        store = build(folder, persons, secrets)
        clustered, by_time = folder / "store.db", folder / "by_time.db"
        one, other = warm(make_engine(clustered, secrets.data_key), plain_engine(folder / "plain.db"), drawn)
        yield Result(
            "customer_360.read", one * 1000, "ms", "no key", one / other, "≤ 1.6", one / other <= 1.6
        )
        commit = audited(store, drawn[:AUDITED]) * 1000
        ratio = commit / AUDIT_LIMIT_MS
        yield Result("customer_360.audit_commit", commit, "ms", "limit", ratio, "≤ 100 ms", ratio <= 1)
        store.close()
        near, far = (
            cold(make_engine(path, secrets.data_key), path, drawn[:COLD]) for path in (clustered, by_time)
        )
        ratio = near / far
        yield Result("customer_360.cold", near * 1000, "ms", "order of time", ratio, "≤ 0.2", ratio <= 0.2)
