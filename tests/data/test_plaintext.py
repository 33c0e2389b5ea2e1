"""Nothing of the book lies on the disk in the clear: not in the file, its log, or temporary files."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor_app.data.engine import connect
from advisor_app.data.opening import open_store
from tests.support import plaintext
from tests.support.stores import MemoryKeyStore, insert_customer, insert_row, new_store

RANDOM = random.Random(20261124)
NAMES = [f"{a}{b}{c}" for a in "赵钱孙李周吴郑王冯陈" for b in "伟芳娜敏静" for c in "丽强磊"]
PHONES = [f"1900{RANDOM.randrange(10**7):07}" for _ in range(150)]
AMOUNTS = [f"{RANDOM.randrange(10**7, 10**8)}.{RANDOM.randrange(100):02}" for _ in range(150)]
NOTES = [f"客户{name}想了解第{n:04}期大额存单" for n, name in enumerate(NAMES)]
SECRETS = [*NAMES, *PHONES, *AMOUNTS, *NOTES]
ROWS = list(zip(NAMES, PHONES, AMOUNTS, NOTES, strict=True))


def test_the_seeds_are_six_hundred_different_ones() -> None:
    assert len(set(SECRETS)) == len(SECRETS) == 600


def test_store_log_and_audit_hold_none_of_the_seeds(tmp_path: Path) -> None:
    keys = MemoryKeyStore()
    secrets = new_store(tmp_path / "book", keys)
    with open_store(tmp_path / "book", secrets, keys) as store:
        with store.write() as tx:
            for number, (name, phone, amount, note) in enumerate(ROWS):
                customer = insert_customer(tx, name=name, phone=phone)
                insert_row(tx, "interactions", id=number.to_bytes(16, "big"), customer_id=customer, note=note)
                insert_row(tx, "households", id=number.to_bytes(16, "big"), name=amount)
            while_writing = list(plaintext.files_below(tmp_path))
        with store.read() as tx:
            readable = [
                str(value).encode()
                for query in (
                    "SELECT name, phone FROM customers",
                    "SELECT name FROM households",
                    "SELECT note FROM interactions",
                )
                for row in tx.exec_driver_sql(query)
                for value in row
            ]
        while_open = list(plaintext.files_below(tmp_path))
        assert any(b"store.db-wal" in content for content in while_open)
    locked = list(plaintext.files_below(tmp_path))
    assert plaintext.found(SECRETS, readable) == set(SECRETS)
    for contents in (while_writing, while_open, locked):
        assert plaintext.found(SECRETS, contents) == set()


def test_a_plain_database_holds_them_all(tmp_path: Path) -> None:
    """Control: the same scan on plain SQLite finds every seed."""
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("PRAGMA journal_mode = wal")
    plain.execute("CREATE TABLE t (name, phone, amount, note)")
    plain.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS)
    plain.commit()
    assert plaintext.found(SECRETS, plaintext.files_below(tmp_path)) == set(SECRETS)
    plain.close()


def encrypted(folder: Path) -> Any:
    path = folder / "store.db"
    path.touch()
    return connect(path, bytes(32))


def encrypted_with_temporary_files(folder: Path) -> Any:
    connection = encrypted(folder)
    connection.execute("PRAGMA temp_store = FILE")
    return connection


@pytest.mark.parametrize(("make", "leaks"), [(encrypted, False), (encrypted_with_temporary_files, True)])
def test_sorting_writes_no_plaintext_to_temporary_files(
    tmp_path: Path, make: Callable[[Path], Any], leaks: bool
) -> None:
    """With temp_store=FILE, the control, SQLCipher sorts in files that it does not encrypt."""
    connection = make(tmp_path)
    connection.execute("PRAGMA cache_size = 10")
    connection.execute("BEGIN")
    connection.execute("CREATE TABLE t (name, phone, amount, note)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS * 200)
    connection.execute("COMMIT")
    cursor = connection.execute("SELECT * FROM t ORDER BY amount, phone")
    cursor.fetchone()
    found = plaintext.found(SECRETS, [*plaintext.files_below(tmp_path), *plaintext.deleted_but_open()])
    assert found == (set(SECRETS) if leaks else set())
    connection.close()
