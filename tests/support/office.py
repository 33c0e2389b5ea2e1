"""A real head office on loopback: its database, its server in a thread, its certificate, its codes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from sqlalchemy import Engine

from advisor_app.data import vault
from advisor_app.data.keystores import key_store_for
from advisor_app.data.opening import open_store
from advisor_app.data.store import Store
from advisor_app.data.vault.suites import Cost
from advisor_app.head_office import enrolment
from advisor_app.head_office.api.server import Certificate, Server, demo_certificate
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.services.enrolment import enrol

PASSPHRASE = "correct horse 2026 battery"
CHEAP = Cost(memory_kib=64 * 1024, passes=3, lanes=4)


@dataclass(frozen=True)
class Office:
    """A head office that serves."""

    engine: Engine
    certificate: Certificate
    url: str
    port: int

    def code(self, advisor: str) -> str:
        """Return a new enrolment code for an advisor."""
        with self.engine.begin() as connection:
            return enrolment.create_code(connection, advisor)


def expired_certificate(folder: Path) -> Certificate:
    """Return a certificate of a trusted authority that was good until yesterday."""
    folder.mkdir()
    files = Certificate(folder / "server.pem", folder / "server.key", folder / "ca.pem")
    authority = trustme.CA()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    server = authority.issue_cert("127.0.0.1", not_before=yesterday - timedelta(days=30), not_after=yesterday)
    server.private_key_pem.write_to_path(str(files.key))
    files.chain.write_bytes(b"".join(blob.bytes() for blob in server.cert_chain_pems))
    authority.cert_pem.write_to_path(str(files.authority))
    return files


@contextmanager
def serving(
    engine: Engine, folder: Path, certificate: Certificate | None = None, port: int = 0
) -> Iterator[Office]:
    """Serve a bank on loopback until the block ends, on a free port and with a new certificate if none are given."""
    certificate = certificate or demo_certificate(folder)
    server = Server(engine, certificate, "127.0.0.1", port)
    thread = threading.Thread(target=server.serve_forever, name="head-office")
    thread.start()
    try:
        yield Office(engine, certificate, f"https://127.0.0.1:{server.port}", server.port)
    finally:
        server.should_exit = True
        thread.join(10)


def demo_bank(folder: Path, url: str | None = None) -> Engine:
    """Return a new demo bank in a folder, or in the database of `url`."""
    return create_bank(url or f"sqlite:///{folder / 'office.db'}", NewBank("江城银行", demo=True))


@dataclass
class Device:
    """An enrolled device: its folder and keys."""

    directory: Path
    secrets: vault.Secrets
    store: Store


@contextmanager
def device(office: Office, advisor: str, folder: Path, url: str | None = None) -> Iterator[Device]:
    """Enrol a device for an advisor and open its store; `url` goes through a proxy."""
    enrol(
        folder,
        url or office.url,
        office.certificate.authority,
        office.code(advisor),
        PASSPHRASE,
        "demo",
        cost=CHEAP,
    )
    with opened(folder) as found:
        yield found


@contextmanager
def opened(folder: Path) -> Iterator[Device]:
    """Unlock and open the store in a folder."""
    keys = key_store_for("demo", folder)
    secrets = vault.unlock(folder, PASSPHRASE, keys)
    with open_store(folder, secrets, keys) as store:
        yield Device(folder, secrets, store)
