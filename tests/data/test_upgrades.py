"""Stores as earlier versions left them, brought forward with what was in them."""

import shutil
from pathlib import Path

from advisor_app.data import segments, shelves
from advisor_app.data.migrations import LOCATION, to_head
from advisor_app.data.reads import customers
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from advisor_app.domain.customers import Among, CustomerQuery

KEY = bytes(range(32))


def store_of(revision: str, folder: Path) -> Path:
    """Return a store at a revision, made by the revisions up to it."""
    location, path = folder / "revisions", folder / "store.db"
    shutil.copytree(LOCATION, location, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (location / "versions").glob("[0-9]*.py"):
        if file.name[:4] > revision:
            file.unlink()
    path.touch(0o600)
    to_head(path, KEY, location=location)
    return path


def test_a_store_from_before_shelves_comes_forward_with_its_book(tmp_path: Path) -> None:
    path = store_of("0002", tmp_path)
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.write() as tx:
        tx.exec_driver_sql("INSERT INTO customers (id, kind, name) VALUES (x'01', 'customer', '张伟')")
        tx.exec_driver_sql("INSERT INTO customer_search VALUES (-5, x'01', '张伟', '')")
        tx.exec_driver_sql(
            "INSERT INTO accounts (id, source_id, kind, currency, transaction_count, transaction_total_minor)"
            " VALUES (7, 1, 'current', 'CNY', 1, -9)"
        )
        tx.exec_driver_sql(
            "INSERT INTO transactions (account_id, day, id, source_id, amount_minor, kind)"
            " VALUES (7, 1, 1, 1, -9, 'card')"
        )
        end = store.audit.append(tx, "customer.view")
    store.close()
    to_head(path, KEY)
    store = Store(path, Secrets(KEY, KEY), actor="a", device="d")
    with store.write() as tx:
        assert store.audit.verify(tx).head == end.hash
        assert tx.exec_driver_sql("SELECT sum(amount_minor) FROM transactions").scalar() == -9
        shelves.pin(tx, b"\x01", 1)
        shelves.saw(tx, b"\x01", 1)
        segment = segments.save(tx, "客群", CustomerQuery("张"), None)
    with store.read() as tx:
        shelf = CustomerQuery("张", among=Among.PINNED)
        assert [(row.name, row.pinned) for row in customers.search(tx, shelf)] == [("张伟", True)]
        assert segments.read(tx) == (segment,)
    store.close()
