"""Pulling a thousand changed rows into a book, against the floor: the same rows as JSON into a plain file."""

import gzip
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, insert, select, update

from advisor_app.data.apply import driver
from advisor_app.domain.records import Transaction
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import AccountHolder, Base
from benchmarks import Result
from benchmarks.first_pull import process
from benchmarks.sync_device import Device, bank, device
from tests.support.bank import AS_OF

ROWS, ROUNDS = 1_000, 9
FIELDS = Transaction._fields


def _book_rows(connection: Connection, accounts: list[int], round_: int) -> int:
    """Book a thousand transactions as an import does, and return the id of the last before them."""
    table = Base.metadata.tables["transactions"]
    last = connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar_one()
    source = connection.execute(select(table.c.source_id).limit(1)).scalar_one()
    rows = [
        {
            "source_id": source,
            "source_key": f"D{round_}.{number}",
            "account_id": accounts[number % len(accounts)],
            "day": AS_OF,
            "amount_minor": -100 - number,
            "kind": "card",
            "channel": "pos",
            "counterparty": "东湖超市",
            "category": "groceries",
        }
        for number in range(ROWS)
    ]
    connection.execute(insert(table), rows)
    accounts_table = Base.metadata.tables["accounts"]
    connection.execute(
        update(accounts_table)
        .where(accounts_table.c.id.in_(accounts))
        .values(transaction_count=accounts_table.c.transaction_count + 1)
    )
    feed.record(connection, "transactions", select(table.c.id).where(table.c.id > last))
    return int(last)


def _floor(connection: HTTPConnection, after: int, store: sqlite3.Connection) -> float:
    """Fetch and insert the same rows, one commit, as the floor of the first pull does."""
    insert_row = f"INSERT INTO transactions VALUES ({', '.join('?' * len(FIELDS))})"
    started = time.perf_counter()
    connection.request("GET", f"/{after}")
    rows: list[list[Any]] = json.loads(gzip.decompress(connection.getresponse().read()))
    assert len(rows) == ROWS
    store.execute("BEGIN")
    store.executemany(insert_row, rows)
    store.execute("COMMIT")
    return time.perf_counter() - started


def _commits(made: Device) -> int:
    with made.store.read() as tx:
        count = driver(tx).execute("SELECT count(*) FROM audit WHERE action = 'sync.pull'").fetchone()[0]
    return int(count)


def _delta(made: Device) -> float:
    before = _commits(made)
    started = time.perf_counter()
    pulled = made.sync()
    seconds = time.perf_counter() - started
    assert (pulled.rows, pulled.pages) == (ROWS, 1)
    assert _commits(made) == before + 1
    return seconds


def run() -> Iterable[Result]:
    """Measure in turn and take the medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = sqlite3.connect(folder / "floor.db", isolation_level=None)
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("PRAGMA synchronous = FULL")
        columns = ", ".join("id INTEGER PRIMARY KEY" if field == "id" else field for field in FIELDS)
        store.execute(f"CREATE TABLE transactions ({columns})")
        with (
            bank(folder, customers=1_000, transactions=100) as (database, filled),
            process("benchmarks.floor", str(folder / "office.db")) as line,
            device(folder, database, filled.advisors[0]) as made,
        ):
            engine = open_bank(database)
            with engine.connect() as connection:
                holders = select(AccountHolder.account_id).where(
                    AccountHolder.customer_id.in_(filled.books[filled.advisors[0]][:500])
                )
                accounts = list(connection.execute(holders).scalars())
            plain = HTTPConnection("127.0.0.1", int(line))
            deltas, floors = [], []
            for number in range(ROUNDS):
                with engine.begin() as connection:
                    last = _book_rows(connection, accounts, number)
                floors.append(_floor(plain, last, store))
                deltas.append(_delta(made))
            engine.dispose()
    ratio = median(deltas) / median(floors)
    yield Result("sync_delta", median(deltas) * 1000, "ms", "floor", ratio, "<= 3", ratio <= 3)
