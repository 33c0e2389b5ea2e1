"""Stores to try things on: real files, real cipher, a key store in memory, a passphrase that costs little."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_app.data import migrations
from advisor_app.data.store import Store
from advisor_app.data.vault import Secrets
from tests.support.stores import ADVISOR, DEVICE


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store of the present version, opened directly with its keys."""
    path = tmp_path / "store.db"
    path.touch(0o600)
    secrets = Secrets.new()
    migrations.to_head(path, secrets.data_key)
    store = Store(path, secrets, actor=ADVISOR, device=DEVICE.hex())
    yield store
    store.close()
