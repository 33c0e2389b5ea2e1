"""Stores for tests: who they belong to, a key store in memory, and rows to put in."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from advisor_app.data import vault
from advisor_app.data.keystores import KEYRING
from advisor_app.data.opening import create_store
from advisor_app.data.schema import BOOK
from advisor_app.domain.ids import new_id

ADVISOR = "A0017"
DEVICE = bytes(range(16))
PASSPHRASE = "蓝鲸在图书馆里数着星星和旧车票"
OTHER_PASSPHRASE = "seven otters polish my violin"
CHEAP = vault.Cost(memory_kib=64, passes=1, lanes=1)


class MemoryKeyStore:
    """Secrets in memory, under the name of the real one so that stores are made as in earnest."""

    kind = KEYRING

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


def new_store(directory: Path, key_store: MemoryKeyStore) -> vault.Secrets:
    """Make a store that opens with `PASSPHRASE` at little cost, and return its keys."""
    secrets = vault.Secrets.new()
    create_store(
        directory,
        PASSPHRASE,
        key_store,
        secrets,
        advisor=ADVISOR,
        device=DEVICE,
        demo=False,
        about={"bank": "江城银行"},
        cost=CHEAP,
    )
    return secrets


def insert_row(tx: Connection, table: str, **values: Any) -> None:
    """Insert one row of a book's table; columns that may not be empty and are not given get 0 or ""."""
    columns = BOOK[table].c
    row = {c.name: (0 if c.type.python_type is int else "") for c in columns if not c.nullable}
    tx.execute(BOOK[table].insert(), row | values)


def insert_customer(tx: Connection, **values: Any) -> bytes:
    """Insert a customer and return the id."""
    customer_id = new_id()
    insert_row(tx, "customers", id=customer_id, kind="customer", **values)
    return customer_id
