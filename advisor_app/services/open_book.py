"""Unlock the book on this device: passphrase and machine together give its keys, the keys open its store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from advisor_app.data import covers, vault
from advisor_app.data.audit import utc_now
from advisor_app.data.keystores import DEMO, key_store_for
from advisor_app.data.opening import open_store
from advisor_app.data.store import Store
from advisor_app.errors import InputError


@dataclass(frozen=True, slots=True)
class Book:
    """An open book: the folder it lies in, what its header says, its keys and its store."""

    directory: Path
    header: vault.Header
    secrets: vault.Secrets = field(repr=False)
    store: Store

    @property
    def demo_keys(self) -> bool:
        """Whether its key lies beside it, so that nothing protects it: to be said wherever it is shown."""
        return self.header.key_store == DEMO


@contextmanager
def open_book(
    directory: Path, passphrase: str, key_store: str | None = None, *, patience: float = 0.0
) -> Iterator[Book]:
    """Yield the book in `directory`; at the end it is locked and sealed.

    Customers of a colleague whose cover is over are out of it.

    `key_store` is the kind that the book is expected to use, None for whichever its header names; `patience`
    is how many seconds to wait for a process that is just closing it.
    Raises what `vault.unlock` and `open_store` raise, and InputError for another key store than expected.
    """
    header = vault.load(directory)
    if key_store not in (None, header.key_store):
        raise InputError(
            "The store in {folder} was made with the key store “{used}”, not “{given}”.",
            folder=directory,
            used=header.key_store,
            given=key_store,
            what_to_do="Leave out the option --key-store.",
        )
    keys = key_store_for(header.key_store, directory)
    secrets = vault.unlock(directory, passphrase, keys)
    with open_store(directory, secrets, keys, patience) as store:
        covers.close(store, utc_now())
        yield Book(directory, header, secrets, store)
