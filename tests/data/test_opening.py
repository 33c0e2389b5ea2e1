"""A store opens whole or says why not: locked, crashed, rolled back, in use, recovered."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import text

from advisor_app.data import vault
from advisor_app.data.engine import connect
from advisor_app.data.errors import (
    RolledBackError,
    StoreInUseError,
    StoreMissingError,
)
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import DATABASE, create_store, open_store
from advisor_app.data.vault import escrow_open, escrow_seal
from advisor_app.data.vault.seal import Seal
from tests.support.stores import (
    ADVISOR,
    CHEAP,
    DEVICE,
    OTHER_PASSPHRASE,
    PASSPHRASE,
    MemoryKeyStore,
    insert_customer,
    new_store,
)


class Book:
    """A store folder with its keys, and what tests do with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = MemoryKeyStore()
        self.secrets = new_store(folder, self.keys)
        self.database = folder / DATABASE

    def add_customer(self, name: str = "张伟") -> bool:
        """Open, add a customer, lock; tell whether the store came up unsealed."""
        with open_store(self.folder, self.secrets, self.keys) as store:
            with store.write() as tx:
                insert_customer(tx, name=name)
            return store.unsealed

    def names(self) -> list[str]:
        with open_store(self.folder, self.secrets, self.keys) as store, store.read() as tx:
            return list(tx.execute(text("SELECT name FROM customers ORDER BY name")).scalars())


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "book")


def test_a_new_store_opens_sealed_and_is_one_private_file(book: Book) -> None:
    assert not book.add_customer()
    assert book.names() == ["张伟"]
    assert {path.name for path in book.folder.iterdir()} == {"header.json", "store.db", "store.lock"}
    for path in book.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
    assert book.folder.stat().st_mode & 0o077 == 0


def test_an_older_copy_is_refused_and_left_alone(book: Book) -> None:
    book.add_customer("甲")
    older = book.database.read_bytes()
    book.add_customer("乙")
    newer = book.database.read_bytes()
    book.database.write_bytes(older)
    for _ in range(2):
        with pytest.raises(RolledBackError):
            book.names()
    assert book.database.read_bytes() == older
    book.database.write_bytes(newer)
    assert book.names() == ["乙", "甲"]


def test_the_cipher_alone_takes_the_older_copy(book: Book) -> None:
    """Control: without the seal an old file is as good as a new one."""
    book.add_customer("甲")
    older = book.database.read_bytes()
    book.add_customer("乙")
    book.database.write_bytes(older)
    connection = connect(book.database, book.secrets.data_key)
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert connection.execute("SELECT name FROM customers").fetchall() == [("甲",)]
    connection.close()


@pytest.mark.parametrize("at", [0, 5000, -1])
def test_any_changed_byte_breaks_the_seal(book: Book, at: int) -> None:
    content = bytearray(book.database.read_bytes())
    content[at] ^= 1
    book.database.write_bytes(content)
    with pytest.raises(RolledBackError):
        book.names()


def test_a_database_that_is_gone_is_not_made_anew(book: Book) -> None:
    book.add_customer()
    book.database.unlink()
    with pytest.raises(RolledBackError):
        book.names()
    assert not book.database.exists()


def test_a_planted_write_ahead_log_breaks_the_seal(book: Book) -> None:
    with open_store(book.folder, book.secrets, book.keys) as store:
        with store.write() as tx:
            insert_customer(tx, name="旧")
        log = book.folder / "store.db-wal"
        planted = log.read_bytes()
    log.write_bytes(planted)
    with pytest.raises(RolledBackError):
        Seal(book.keys, vault.load(book.folder).store_id).check(book.database)
    with pytest.raises(RolledBackError):
        book.names()


CRASH = """
import os, signal, sys
from pathlib import Path
from advisor_app.data import vault
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import open_store
from tests.support.stores import CHEAP, PASSPHRASE, insert_customer
folder = Path(sys.argv[1])
keys = DemoStore(folder)
with open_store(folder, vault.unlock(folder, PASSPHRASE, keys, floor=CHEAP), keys) as store:
    with store.write() as tx:
        insert_customer(tx, name="acknowledged")
    with store.write() as tx:
        insert_customer(tx, name="not acknowledged")
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def demo(tmp_path: Path) -> tuple[Path, vault.Secrets]:
    """Return a store that another process can open, its key store being a file."""
    folder = tmp_path / "demo"
    folder.mkdir()
    secrets = vault.Secrets.new()
    keys = DemoStore(folder)
    create_store(folder, PASSPHRASE, keys, secrets, advisor=ADVISOR, device=DEVICE, demo=True, cost=CHEAP)
    return folder, secrets


def crash(folder: Path) -> None:
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", CRASH, str(folder)], env={**os.environ, "PYTHONPATH": root})
    assert done.returncode == -signal.SIGKILL


def test_after_a_crash_the_work_is_there_and_the_store_says_it_is_unsealed(
    demo: tuple[Path, vault.Secrets],
) -> None:
    folder, secrets = demo
    crash(folder)
    with open_store(folder, secrets, DemoStore(folder)) as store:
        assert store.unsealed
        with store.read() as tx:
            assert tx.execute(text("SELECT name FROM customers")).scalars().all() == ["acknowledged"]
            assert tx.execute(text("SELECT result FROM audit ORDER BY sequence DESC")).scalar() == "unsealed"
            store.audit.verify(tx)
        store.check()
    with open_store(folder, secrets, DemoStore(folder)) as store:
        assert not store.unsealed


def test_a_crash_is_no_way_round_the_seal(demo: tuple[Path, vault.Secrets]) -> None:
    """Roll back beyond the last lock, with a crash in between: the audit chain has lost its recorded end."""
    folder, secrets = demo
    older = (folder / DATABASE).read_bytes()
    with open_store(folder, secrets, DemoStore(folder)):
        pass
    crash(folder)
    for path in folder.glob("store.db*"):
        path.unlink()
    (folder / DATABASE).write_bytes(older)
    for _ in range(2):
        with pytest.raises(RolledBackError), open_store(folder, secrets, DemoStore(folder)):
            pytest.fail("an older copy was opened")


def test_one_owner_at_a_time(book: Book) -> None:
    with open_store(book.folder, book.secrets, book.keys):
        with pytest.raises(StoreInUseError):
            book.names()
        command = (
            "import sys; from pathlib import Path; from advisor_app.data.files import FileLock;"
            "FileLock(Path(sys.argv[1]))"
        )
        root = str(Path(__file__).parents[2])
        done = subprocess.run(
            [sys.executable, "-c", command, str(book.folder / "store.lock")],
            env={**os.environ, "PYTHONPATH": root},
            capture_output=True,
            text=True,
        )
        assert "StoreInUseError" in done.stderr
    assert book.names() == []


def test_a_store_that_another_task_still_uses_is_not_sealed(book: Book) -> None:
    session = open_store(book.folder, book.secrets, book.keys)
    session.__enter__()
    other = connect(book.database, book.secrets.data_key)
    with pytest.raises(StoreInUseError):
        session.__exit__(None, None, None)
    other.close()
    assert not Seal(book.keys, vault.load(book.folder).store_id).check(book.database).clean
    assert book.add_customer()
    assert not book.add_customer()


def test_an_error_inside_still_locks_and_seals(book: Book) -> None:
    def fail() -> None:
        with open_store(book.folder, book.secrets, book.keys):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not book.add_customer()


def test_opening_and_locking_are_in_the_signed_log(book: Book) -> None:
    book.add_customer()
    with open_store(book.folder, book.secrets, book.keys) as store, store.read() as tx:
        actions = tx.execute(text("SELECT action FROM audit ORDER BY sequence")).scalars().all()
        assert actions == ["store.unlock", "store.lock"] * 2 + ["store.unlock"]
        assert tx.execute(text("SELECT sequence FROM audit_checkpoints")).scalars().all() == [2, 4]
        store.audit.verify(tx)


def test_a_kill_between_header_and_database_leaves_a_store_that_opens(tmp_path: Path) -> None:
    keys, secrets = MemoryKeyStore(), vault.Secrets.new()
    vault.create(tmp_path, PASSPHRASE, keys, secrets, advisor=ADVISOR, device=DEVICE, demo=False, cost=CHEAP)
    with open_store(tmp_path, secrets, keys) as store:
        assert not store.unsealed
        with store.write() as tx:
            insert_customer(tx)


def test_a_second_store_in_the_same_folder_is_refused(book: Book) -> None:
    book.add_customer()
    with pytest.raises(StoreMissingError):
        new_store(book.folder, book.keys)
    assert book.names() == ["张伟"]


def test_a_database_of_another_key_is_not_taken_over(book: Book, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copy(book.database, folder)
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(StoreMissingError):
        new_store(folder, MemoryKeyStore())
    assert (folder / DATABASE).read_bytes() == before
    assert not (folder / "header.json").exists()


def test_recovery_from_escrow_keeps_the_unsent_work_on_a_new_machine(book: Book, tmp_path: Path) -> None:
    """The passphrase and the machine are lost; the file and head office's key are left."""
    office = X25519PrivateKey.generate()
    escrowed = escrow_seal(book.secrets.data_key, office.public_key().public_bytes_raw(), DEVICE)
    book.add_customer("未上传")
    folder, keys = tmp_path / "rescued", MemoryKeyStore()
    folder.mkdir()
    shutil.copy(book.database, folder)
    recovered = escrow_open(escrowed, office.private_bytes_raw(), DEVICE)
    secrets = vault.Secrets(recovered, vault.Secrets.new().signing_seed)
    create_store(
        folder,
        OTHER_PASSPHRASE,
        keys,
        secrets,
        advisor=ADVISOR,
        device=bytes(16),
        demo=False,
        cost=CHEAP,
    )
    opened = vault.unlock(folder, OTHER_PASSPHRASE, keys, floor=CHEAP)
    assert opened.data_key == book.secrets.data_key
    assert opened.public_key != book.secrets.public_key
    with open_store(folder, opened, keys) as store, store.read() as tx:
        assert tx.execute(text("SELECT name FROM customers")).scalars().all() == ["未上传"]
