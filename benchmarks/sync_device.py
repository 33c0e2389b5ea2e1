"""A real head office in a process of its own and a real device in this one, for the benchmarks of sync."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisor_app.data import vault
from advisor_app.data.keystores import key_store_for
from advisor_app.data.opening import open_store
from advisor_app.data.store import Store
from advisor_app.head_office import enrolment
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.services.enrolment import enrol
from advisor_app.sync.client import Pull, Pulled
from advisor_app.sync.push import Push
from advisor_app.sync.transport import Transport
from benchmarks.first_pull import process
from tests.support.bank import Filled, fill
from tests.support.office import CHEAP, PASSPHRASE, demo_bank


@dataclass
class Device:
    """An enrolled device that is synchronised, with a warm connection, and how another can be had."""

    store: Store
    transport: Transport
    port: int
    connect: Callable[[int], Transport]

    def sync(self, transport: Transport | None = None) -> Pulled:
        """Do a round."""
        Push(self.store, transport or self.transport).run()
        return Pull(self.store, transport or self.transport).run()


@contextmanager
def bank(
    folder: Path, url: str | None = None, *, customers: int, transactions: int
) -> Iterator[tuple[str, Filled]]:
    """Yield the URL of a database with two books of so many customers, and what was written."""
    engine = demo_bank(folder, url)
    filled = fill(engine, advisors=2, customers=customers, transactions=transactions)
    engine.dispose()
    yield url or f"sqlite:///{folder / 'office.db'}", filled


@contextmanager
def device(folder: Path, database: str, advisor: str) -> Iterator[Device]:
    """Serve a bank, enrol a device of an advisor, and pull its book."""
    engine = open_bank(database)
    with engine.begin() as connection:
        code = enrolment.create_code(connection, advisor)
    engine.dispose()
    tls = folder / "tls"
    with process("benchmarks.sync_server", database, str(tls)) as line:
        url, authority, home = f"https://127.0.0.1:{int(line)}", tls / "ca.pem", folder / "device"
        enrolled = enrol(home, url, authority, code, PASSPHRASE, "demo", cost=CHEAP)
        keys = key_store_for("demo", home)
        secrets = vault.unlock(home, PASSPHRASE, keys)
        with open_store(home, secrets, keys) as store:

            def connect(port: int) -> Transport:
                return Transport(f"https://127.0.0.1:{port}", authority, enrolled.device_id, secrets.sign)

            transport = connect(int(line))
            made = Device(store, transport, int(line), connect)
            made.sync()
            yield made
            transport.close()
