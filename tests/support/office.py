"""A real head office on loopback: its database, its server in a thread, its certificate, its codes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from advisor_app.data.opening import open_store
from advisor_app.data.keystores import key_store_for
from advisor_app.data import vault
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


@contextmanager
def serving(engine: Engine, folder: Path) -> Iterator[Office]:
    """Serve a bank on a free port of loopback until the block ends."""
    certificate = demo_certificate(folder)
    server = Server(engine, certificate, "127.0.0.1", 0)
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
    enrol(folder, url or office.url, office.certificate.authority, office.code(advisor), PASSPHRASE, "demo", cost=CHEAP)
    with opened(folder) as found:
        yield found


@contextmanager
def opened(folder: Path) -> Iterator[Device]:
    """Unlock and open the store in a folder."""
    keys = key_store_for("demo", folder)
    secrets = vault.unlock(folder, PASSPHRASE, keys)
    with open_store(folder, secrets, keys) as store:
        yield Device(folder, secrets, store)


class CuttingProxy:
    """Passes TCP through to head office, and cuts every connection after so many bytes of an answer."""

    def __init__(self, port: int, cuts: list[int]) -> None:
        self._target = ("127.0.0.1", port)
        self._cuts = list(cuts)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.made = 0
        self._thread = threading.Thread(target=self._accept, name="proxy", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop accepting."""
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            upstream = socket.create_connection(self._target)
            budget = self._cuts.pop(0) if self._cuts else None
            threading.Thread(target=self._pump, args=(client, upstream, None), daemon=True).start()
            threading.Thread(target=self._pump, args=(upstream, client, budget), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, budget: int | None) -> None:
        try:
            while data := source.recv(65536):
                if budget is not None:
                    budget -= len(data)
                    if budget < 0:
                        self.made += 1
                        break
                target.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()
