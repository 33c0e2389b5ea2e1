"""Every connection is proved to encrypt, and errors of the disk are sentences."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from advisor_app.data import engine
from advisor_app.data.engine import connect
from advisor_app.data.errors import NotEncryptedError, StorageError, StoreDamagedError, StoreMissingError
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a small encrypted database."""
    path = tmp_path / "store.db"
    path.touch()
    with closing(connect(path, KEY)) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.executemany("INSERT INTO t VALUES (?)", [(f"row {n} " + "x" * 100,) for n in range(2000)])
        connection.execute("COMMIT")
    return path


def test_settings_of_a_connection(path: Path) -> None:
    with closing(connect(path, KEY)) as connection:
        values = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "temp_store", "foreign_keys", "cache_size")
        }
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "cache_size": -65536,
    }


def test_the_file_is_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.touch()
    connect(path, KEY).close()
    assert path.stat().st_size > 0
    assert not path.read_bytes().startswith(b"SQLite")


@pytest.mark.parametrize("name", ["客户 经理", "100% #1?mode=memory&x", "a'b\"c", ".."])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "below" / name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "store.db"
    path.touch()
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.write() as tx:
        tx.exec_driver_sql("CREATE TABLE t (a)")
    store.close()
    assert [file.name for file in folder.iterdir() if file.is_file()] == ["store.db"]
    assert path.stat().st_size > 4096


def test_another_key_is_refused(path: Path) -> None:
    with pytest.raises(StoreDamagedError):
        connect(path, bytes(32))


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        connect(tmp_path / "store.db", KEY)
    assert not list(tmp_path.iterdir())


def test_a_plain_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE t (a)")
    before = path.read_bytes()
    with pytest.raises(NotEncryptedError):
        connect(path, KEY)
    assert path.read_bytes() == before


def test_a_driver_that_cannot_encrypt_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain SQLite ignores what it does not know: PRAGMA key succeeds, and all is written in the clear."""

    class Plain(sqlite3.Connection):
        def set_key(self, key: str) -> None:
            self.execute(f'PRAGMA key = "{key}"')

    fresh = path.with_name("fresh.db")
    fresh.touch()
    monkeypatch.setattr(driver, "connect", lambda *a, **k: sqlite3.connect(*a, factory=Plain, **k))
    with pytest.raises(NotEncryptedError):
        connect(fresh, KEY)


def test_a_setting_that_does_not_take_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine._SETTINGS, "cache_size", "'much'")
    with pytest.raises(StorageError) as caught:
        connect(path, KEY)
    assert caught.value.values["setting"] == "cache_size"


@pytest.mark.parametrize("page", [0, 1, 5, -1])
def test_a_flipped_bit_is_found(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[page * 4096 + 2048 if page >= 0 else page * 2048] ^= 1
    path.write_bytes(content)
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with pytest.raises(StoreDamagedError):
        store.check()
    store._engine.dispose()


def test_an_intact_store_passes_the_check_with_its_log_full(path: Path) -> None:
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.write() as tx:
        tx.execute(text("UPDATE t SET a = 'y'"))
    assert path.with_name("store.db-wal").stat().st_size > 0
    store.check()
    assert path.with_name("store.db-wal").stat().st_size == 0
    store.close()
    assert [p.name for p in path.parent.iterdir()] == ["store.db"]


@pytest.fixture
def store(path: Path) -> Any:
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    yield store
    store.close()


def count(store: Store) -> int:
    with store.read() as tx:
        return int(tx.execute(text("SELECT count(*) FROM t")).scalar_one())


def test_an_exception_rolls_everything_back(store: Store) -> None:
    def fail() -> None:
        with store.write() as tx:
            tx.execute(text("DELETE FROM t"))
            tx.exec_driver_sql("CREATE TABLE u (a)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert count(store) == 2000
    with store.read() as tx:
        assert tx.exec_driver_sql("SELECT name FROM sqlite_schema").fetchall() == [("t",)]


def test_a_read_sees_one_state_and_cannot_write(store: Store) -> None:
    with store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM t")).scalar_one() == 2000
        with store.write() as other:
            other.execute(text("DELETE FROM t"))
        assert tx.execute(text("SELECT count(*) FROM t")).scalar_one() == 2000
        with pytest.raises(OperationalError, match="readonly"):
            tx.execute(text("DELETE FROM t"))
    assert count(store) == 0


def test_writers_take_turns(store: Store) -> None:
    def add() -> None:
        for _ in range(25):
            with store.write() as tx:
                number = tx.execute(text("SELECT count(*) FROM t")).scalar_one()
                tx.execute(text("INSERT INTO t VALUES (:a)"), {"a": str(number)})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        rows = tx.execute(text("SELECT count(*), count(DISTINCT a) FROM t")).one()
    assert rows == (2100, 2100)


def test_a_store_that_stays_busy_is_named(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.05)
    waiting = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.write(), pytest.raises(StorageError) as caught, waiting.write():
        pytest.fail("two writers at once")
    assert "busy" in caught.value.message_id
    waiting.close()


def test_whoever_waits_to_write_has_a_turn_between_two_transactions(store: Store, path: Path) -> None:
    written, holds, stop = list[int](), threading.Event(), threading.Event()

    def write_pages() -> None:
        other = Store(path, Secrets(KEY, KEY), actor="a", device="d")
        while not stop.is_set():
            with other.write():
                holds.set()
                time.sleep(0.03)
            holds.clear()
            written.append(1)
            time.sleep(0.005)
        other.close()

    thread = threading.Thread(target=write_pages)
    thread.start()
    waited = []
    for _ in range(20):
        holds.wait()
        before = len(written)
        with store.write():
            waited.append(len(written) - before)
    stop.set()
    thread.join()
    assert sum(waited) <= 2 * len(waited)  # transactions of the other until its turn came


def test_errors_hold_no_customer_data(store: Store) -> None:
    with pytest.raises(OperationalError) as caught, store.write() as tx:
        tx.execute(text("INSERT INTO missing VALUES (:a)"), {"a": "13800138000"})
    assert "13800138000" not in str(caught.value)


def test_a_full_database_is_a_sentence_and_loses_nothing(store: Store) -> None:
    def grow() -> None:
        with store.write() as tx:
            tx.exec_driver_sql("PRAGMA max_page_count = 100")
            tx.exec_driver_sql("UPDATE t SET a = a || a || a || a || a || a || a || a")

    with pytest.raises(StorageError) as caught:
        grow()
    assert "full" in caught.value.message_id
    assert count(store) == 2000
    store.check()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (driver.SQLITE_FULL, StorageError),
        (driver.SQLITE_IOERR | 3 << 8, StorageError),
        (driver.SQLITE_CANTOPEN, StorageError),
        (driver.SQLITE_BUSY | 2 << 8, StorageError),
        (driver.SQLITE_CORRUPT | 1 << 8, StoreDamagedError),
        (driver.SQLITE_NOTADB, StoreDamagedError),
    ],
)
def test_codes_of_the_driver_become_sentences(path: Path, code: int, kind: type[Exception]) -> None:
    error = driver.OperationalError("x")
    error.sqlite_errorcode = code
    with pytest.raises(kind), engine.plain_errors(path):
        raise error


def test_other_errors_pass_as_the_bugs_they_are(path: Path) -> None:
    with pytest.raises(driver.OperationalError), engine.plain_errors(path):
        raise driver.OperationalError('near "SELEC": syntax error')


FULL_DISK = """
import sys
from pathlib import Path
from sqlalchemy import text
from advisor_app.data.errors import StorageError
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
store = Store(Path(sys.argv[1]), Secrets(bytes(range(32)), bytes(32)), actor="a", device="d")
saved = 0
try:
    while True:
        with store.write() as tx:
            tx.execute(text("INSERT INTO t VALUES (:a)"), {"a": "z" * 50_000})
        saved += 1
except StorageError as error:
    print(saved, error.message_id)
with store.read() as tx:
    print(tx.execute(text("SELECT count(*) FROM t WHERE a LIKE 'zz%'")).scalar_one())
"""


def test_a_really_full_disk(path: Path) -> None:
    """On a file system of 4 MiB: what was acknowledged is there, and the error says that the disk is full."""
    mount = path.parent / "small"
    mount.mkdir()
    script = path.parent / "fill.py"
    script.write_text(FULL_DISK)
    shell = (
        f"mount -t tmpfs -o size=4m tmpfs {mount} && cp {path} {mount}/store.db && "
        f"{sys.executable} {script} {mount}/store.db"
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", shell],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(engine.__file__).parents[2])},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    saved, _, message = first.partition(" ")
    assert int(saved) > 3
    assert "full" in message
    assert second == saved
