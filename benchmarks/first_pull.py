"""The first pull of a book with a million transactions, through the real protocol into the encrypted store."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor_app.data import apply, vault
from advisor_app.data.keystores import key_store_for
from advisor_app.data.opening import DATABASE, open_store
from advisor_app.head_office import enrolment
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.services.enrolment import enrol
from advisor_app.sync.client import Pull, Pulled
from advisor_app.sync.transport import Transport
from benchmarks import Result, floor
from tests.support.bank import fill
from tests.support.office import CHEAP, PASSPHRASE, demo_bank

CUSTOMERS, TRANSACTIONS = 5_000, 200
CUTS = [2_000_000, 1_500_000, 2_500_000, 1_000_000, 3_000_000]


@contextmanager
def process(*command: str) -> Iterator[str]:
    """Run a server as a process of its own and yield the first line that it prints."""
    running = subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    try:
        yield running.stdout.readline()
    finally:
        running.terminate()
        running.wait()


def _written() -> int:
    """Return the bytes that this process has handed to write calls."""
    found = re.search(r"^wchar: (\d+)", Path("/proc/self/io").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def _pull(folder: Path, office: Path, port: int, authority: Path) -> tuple[Pulled, float, float]:
    """Enrol and pull; return what came, the seconds of the pull, and bytes written ÷ size of the store."""
    engine = open_bank(f"sqlite:///{office}")
    with engine.begin() as connection:
        code = enrolment.create_code(connection, "A01000")
    engine.dispose()
    url = f"https://127.0.0.1:{port}"
    enrolled = enrol(folder, url, authority, code, PASSPHRASE, "demo", cost=CHEAP)
    keys = key_store_for("demo", folder)
    secrets = vault.unlock(folder, PASSPHRASE, keys)
    with open_store(folder, secrets, keys) as store:
        transport = Transport(url, authority, enrolled.device_id, secrets.sign)
        before, started = _written(), time.perf_counter()
        pulled = Pull(store, transport).run()
        seconds = time.perf_counter() - started
        store.checkpoint()
        amplification = (_written() - before) / (folder / DATABASE).stat().st_size
        transport.close()
        with store.read() as connection:
            assert apply.totals(connection)["transactions"][0] == CUSTOMERS * TRANSACTIONS
    return pulled, seconds, amplification


def run() -> Iterable[Result]:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = demo_bank(folder)
        fill(engine, advisors=1, customers=CUSTOMERS, transactions=TRANSACTIONS)
        engine.dispose()
        office = folder / "office.db"
        with process("benchmarks.floor", str(office)) as line:
            rows, floor_bytes, floor_seconds = floor.pull(int(line), folder / "floor.db")
        assert rows == CUSTOMERS * TRANSACTIONS
        tls = folder / "tls"
        serve = ("advisor_app.head_office", "--db", f"sqlite:///{office}", "--json", "serve")
        with process(*serve, "--port", "0", "--demo-tls", str(tls)) as line:
            port = json.loads(line)["url"].rpartition(":")[2]
            authority = tls / "ca.pem"
            pulled, seconds, amplification = _pull(folder / "direct", office, int(port), authority)
            with process("tests.support.proxy", str(port)) as proxy:
                _, uncut, _ = _pull(folder / "uncut", office, int(proxy), authority)
            with process("tests.support.proxy", str(port), "100000000", *map(str, CUTS)) as proxy:
                cut, cut_seconds, _ = _pull(folder / "cut", office, int(proxy), authority)
    ratio = seconds / floor_seconds
    yield Result("first_pull", seconds, "s", "floor", ratio, "<= 0.67", ratio <= 0.67)
    size = pulled.bytes / floor_bytes
    yield Result("first_pull_bytes", pulled.bytes, "bytes", "floor", size, "<= 0.8", size <= 0.8)
    yield Result(
        "first_pull_written",
        amplification,
        "x size",
        "limit",
        amplification / 2.5,
        "<= 1",
        amplification <= 2.5,
    )
    slower = (cut_seconds - cut.waited) / uncut
    yield Result(
        "five_cuts",
        cut_seconds - cut.waited,
        "s",
        "uncut",
        slower,
        "<= 1.15",
        slower <= 1.15 and cut.cuts == 5,
    )
    frame = pulled.bytes / pulled.pages
    resent = (cut.bytes - pulled.bytes) / cut.cuts / frame
    yield Result(
        "five_cuts_resent", cut.bytes - pulled.bytes, "bytes", "frame", resent, "<= 1 per cut", resent <= 1.0
    )
