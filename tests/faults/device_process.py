"""A device that writes and synchronises without pause, to be killed.

The modules are imported and the keys unlocked once; each line on standard input then forks a life of the
device, whose process id is printed. A life opens the store in earnest and works until it is killed, or, told
"finish", until nothing waits any more. What was acknowledged goes into a ledger outside the database, one
line a write, on the disk before the next write begins.
"""

import os
import random
import sys
from contextlib import suppress
from pathlib import Path

from advisor_app.data import apply, vault, writes
from advisor_app.data.keystores import key_store_for
from advisor_app.data.opening import open_store
from advisor_app.data.store import Store
from advisor_app.errors import AppError
from advisor_app.services.synchronise import synchronise
from tests.support.office import PASSPHRASE, Device
from tests.support.writing import interaction, waiting


class Life:
    """One life of the device, until it is killed."""

    def __init__(self, device: Device, ledger: Path, url: str, number: int) -> None:
        self._device = device
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._url = url
        self._number = number
        self._rng = random.Random(number)
        self._count = 0

    def work(self) -> None:
        """Write a little, synchronise, and begin again."""
        while True:
            for _ in range(self._rng.randrange(1, 6)):
                if self._rng.random() < 0.3:
                    self._edit(self._device.store)
                else:
                    self._log(self._device.store)
            with suppress(AppError):
                synchronise(self._device, server=self._url)

    def finish(self) -> None:
        """Synchronise until nothing waits."""
        while waiting(self._device.store).unsent:
            synchronise(self._device, server=self._url)
        synchronise(self._device, server=self._url)

    def _log(self, store: Store) -> None:
        self._count += 1
        note = f"{self._number}.{self._count}"
        with store.write() as tx:
            customers = apply.driver(tx).execute("SELECT id FROM customers").fetchall()
            key = writes.insert(tx, store, interaction(self._rng.choice(customers)[0], note))
        self._acknowledged("log", key, note)

    def _edit(self, store: Store) -> None:
        with store.write() as tx:
            rows = apply.driver(tx).execute(
                "SELECT id, duration FROM interactions WHERE note GLOB '[0-9]*' ORDER BY id DESC LIMIT 20"
            )
            found = rows.fetchall()
            if not found:
                return
            key, duration = self._rng.choice(found)
            writes.change(tx, store, "interactions", key, {"duration": (duration or 0) + 1})
        self._acknowledged("edit", key, str((duration or 0) + 1))

    def _acknowledged(self, what: str, key: bytes, value: str) -> None:
        os.write(self._ledger, f"{what} {key.hex()} {value}\n".encode())
        os.fsync(self._ledger)


def main(folder: str, ledger: str, url: str) -> None:
    """Fork lives on demand; after each is over, print how it ended."""
    home = Path(folder)
    keys = key_store_for("demo", home)
    secrets = vault.unlock(home, PASSPHRASE, keys)
    for number, line in enumerate(sys.stdin, 1):
        command, _, there = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            with open_store(home, secrets, keys) as store:
                life = Life(Device(home, secrets, store), Path(ledger), there or url, number)
                life.finish() if command == "finish" else life.work()
            os._exit(0)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
