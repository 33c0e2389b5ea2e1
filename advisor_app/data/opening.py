"""Creating, opening and locking the store of one advisor: keys, lock, seal, migrations and database together.

A store is a folder: the header, the database and a lock file. Locking is the end of `open_store`: the audit
log is signed, the file closed and sealed. A process that dies instead leaves the store unsealed, which the
next opening reports as `Store.unsealed`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor_app.data import migrations
from advisor_app.data.engine import connect
from advisor_app.data.errors import StorageError, StoreDamagedError, StoreInUseError, StoreMissingError
from advisor_app.data.files import FileLock
from advisor_app.data.keystores import KeyStore
from advisor_app.data.store import Store
from advisor_app.data.vault import header as header_file
from advisor_app.data.vault import keys
from advisor_app.data.vault.seal import Seal, SealState, rolled_back
from advisor_app.data.vault.suites import Cost

DATABASE = "store.db"
LOCK = "store.lock"


def create_store(
    directory: Path,
    passphrase: str,
    key_store: KeyStore,
    secrets: keys.Secrets,
    *,
    advisor: str,
    device: bytes,
    demo: bool,
    about: dict[str, str] | None = None,
    cost: Cost | None = None,
) -> None:
    """Make a store in `directory`, or put a recovered one (its database is there, its header is not) to use.

    The header is written first and `open_store` makes the database if it is missing, so that a crash in
    between leaves a store that opens. Raises what `vault.create` and `open_store` raise.
    """
    path = directory / DATABASE
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            "The folder {folder} cannot be made ({reason}).",
            folder=directory,
            reason=error.strerror,
            what_to_do="Choose a folder that you may write to.",
        ) from error
    if path.exists():
        try:
            connect(path, secrets.data_key).close()
        except StoreDamagedError as error:
            raise StoreMissingError(
                "In {folder} lies a database that this key does not open.",
                folder=directory,
                what_to_do="Choose another folder, or ask head office to recover the store.",
            ) from error
    keys.create(
        directory,
        passphrase,
        key_store,
        secrets,
        advisor=advisor,
        device=device,
        demo=demo,
        about=about,
        cost=cost,
    )
    with open_store(directory, secrets, key_store):
        pass


@contextmanager
def open_store(
    directory: Path, secrets: keys.Secrets, key_store: KeyStore, patience: float = 0.0
) -> Iterator[Store]:
    """Yield the store in `directory`, brought to the present version; at the end it is locked and sealed.

    `patience` is how many seconds to wait for a process that has it to be done.
    Raises StoreInUseError (another process has it), RolledBackError (it is not the file that was locked),
    StoreTooNewError, MigrationError, and what `engine.connect` raises.
    """
    header = header_file.load(directory)
    path = directory / DATABASE
    with FileLock(directory / LOCK, patience):
        seal = Seal(key_store, header.store_id)
        state = seal.check(path)
        fresh = state.mark is None and not path.exists()
        if fresh:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        seal.break_open()
        migrations.to_head(path, secrets.data_key)
        store = Store(
            path,
            secrets,
            actor=header.advisor,
            device=header.device,
            unsealed=not (state.clean or fresh),
        )
        _unlocked(store, state)
        try:
            yield store
        finally:
            _lock(store, seal)


@contextmanager
def beside(directory: Path, secrets: keys.Secrets) -> Iterator[Store]:
    """Yield a store on the file that another process of ours has open, and has locked and will seal."""
    header = header_file.load(directory)
    store = Store(directory / DATABASE, secrets, actor=header.advisor, device=header.device)
    try:
        yield store
    finally:
        store.leave()


def _unlocked(store: Store, state: SealState) -> None:
    """Log the opening, unless the chain has lost what the seal remembers of it."""
    try:
        with store.write() as tx:
            if state.mark is not None and not store.audit.contains(tx, state.mark):
                raise rolled_back(store.path)
            store.audit.append(tx, "store.unlock", result="unsealed" if store.unsealed else "ok")
    except BaseException:
        store.close()  # without a seal: it would vouch for a file that was just refused
        raise


def _lock(store: Store, seal: Seal) -> None:
    """Sign the audit log, close the file and seal it."""
    try:
        with store.write() as tx:
            store.audit.append(tx, "store.lock")
            mark, _ = store.audit.sign(tx)
    finally:
        store.close()
    # SQLite removes the log with its last connection: if it is there, someone may still write.
    if store.path.with_name(store.path.name + "-wal").exists():
        raise StoreInUseError(
            "Another task still uses the store {path}, so it was closed without its seal.",
            path=store.path,
            what_to_do="Wait until sync has ended and lock again.",
        )
    seal.apply(store.path, mark)
