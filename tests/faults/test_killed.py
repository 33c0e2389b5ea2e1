"""Three hundred kills of a device that writes and synchronises over a line that is cut: nothing lost, nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from advisor_app.data import apply
from advisor_app.head_office import enrolment
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import Interaction, Revision
from advisor_app.services.enrolment import enrol
from tests.support.bank import fill
from tests.support.office import CHEAP, PASSPHRASE, demo_bank, opened
from tests.support.proxy import CuttingProxy, at_random

KILLS = int(os.environ.get("FAULT_KILLS", "300"))
CONTROL_KILLS = 40
LONGEST = 0.6  # seconds of a life: time for a few rounds


@contextmanager
def process(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a module of ours as a process that reads and prints lines."""
    command = [sys.executable, "-m", f"tests.faults.{module}", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.terminate()
            running.wait()


def line(running: subprocess.Popen[str]) -> int:
    assert running.stdout is not None
    return int(running.stdout.readline())


def say(running: subprocess.Popen[str], text: str) -> None:
    assert running.stdin is not None
    running.stdin.write(text + "\n")
    running.stdin.flush()


@dataclass
class Outcome:
    """What was found when all was over."""

    acknowledged: int
    edits: int
    lost: list[str]
    duplicated: list[str]
    left: int
    kills: int
    cuts: int


def rampage(folder: Path, kills: int, mode: str = "careful", seed: int = 1) -> Outcome:
    """Kill a device `kills` times, let it finish, and compare head office with the ledger."""
    engine = demo_bank(folder)
    filled = fill(engine, advisors=1, customers=10, transactions=3)
    with engine.begin() as connection:
        code = enrolment.create_code(connection, filled.advisors[0])
    engine.dispose()
    database, tls = f"sqlite:///{folder / 'office.db'}", folder / "tls"
    home, ledger = folder / "device", folder / "ledger"
    rng = random.Random(seed)
    with process("office_process", database, str(tls), mode) as office:
        port = line(office)
        url = f"https://127.0.0.1:{port}"
        enrol(home, url, tls / "ca.pem", code, PASSPHRASE, "demo", cost=CHEAP)
        proxy = CuttingProxy(port, at_random(seed))
        cut = f"https://127.0.0.1:{proxy.port}"
        killed = 0
        try:
            with process("device_process", str(home), str(ledger), cut) as device:
                say(device, f"finish {url}")  # the first pull
                assert (line(device) > 0, line(device)) == (True, 0)
                for _ in range(kills):
                    say(device, "work")
                    child = line(device)
                    time.sleep(rng.uniform(0, LONGEST))
                    os.kill(child, signal.SIGKILL)
                    killed += line(device) == signal.SIGKILL
                say(device, f"finish {url}")
                assert (line(device) > 0, line(device)) == (True, 0)
        finally:
            proxy.close()
    left = _left(home)
    acknowledged, edits, lost, duplicated = _compare(database, ledger)
    return Outcome(acknowledged, edits, lost, duplicated, left, killed, proxy.made)


def _left(home: Path) -> int:
    """Check that the device is whole, and count what it could not deliver or found changed by others."""
    with opened(home) as own:
        own.store.check()
        with own.store.read() as tx:
            own.store.audit.verify(tx)
            raw = apply.driver(tx)
            counts = [
                raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("outbox", "conflicts")
            ]
    return int(sum(counts))


def _compare(database: str, ledger: Path) -> tuple[int, int, list[str], list[str]]:
    """Return how many writes and edited rows were acknowledged, what was lost, and what is there twice."""
    entries = [entry.split() for entry in ledger.read_text().splitlines()]
    logged = {note for what, _, note in entries if what == "log"}
    edited = {key: int(value) for what, key, value in entries if what == "edit"}
    engine = open_bank(database)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        rows = connection.execute(select(Interaction.id, Interaction.note, Interaction.duration)).all()
        revisions = Counter(connection.execute(select(Revision.row_id)).scalars())
    engine.dispose()
    notes = Counter(row.note for row in rows if row.note and row.note[0].isdigit())
    durations = {row.id.hex(): row.duration or 0 for row in rows}
    lost = sorted(logged - set(notes))
    lost += [f"edit of {key}" for key, value in edited.items() if durations.get(key, 0) < value]
    duplicated = [note for note, count in notes.items() if count > 1]
    # Each edit adds one, so a repetition that was applied twice would show here.
    duplicated += [f"edit of {row.id.hex()}" for row in rows if (row.duration or 0) != revisions[row.id]]
    return len(entries), len(edited), lost, duplicated


@pytest.mark.linux
@pytest.mark.timeout(600)
def test_nothing_that_was_acknowledged_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    found = rampage(tmp_path, KILLS)
    print(f"{found.kills} kills, {found.cuts} cuts, {found.acknowledged} acknowledged writes")
    assert found.lost == []
    assert found.duplicated == []
    assert found.left == 0
    assert found.kills == KILLS
    assert found.acknowledged > KILLS
    assert found.edits > KILLS // 10
    assert found.cuts > KILLS // 10


@pytest.mark.linux
@pytest.mark.timeout(300)
def test_without_de_duplication_the_same_test_reports_duplicates(tmp_path: Path) -> None:
    """The control: a head office that numbers rows itself and forgets what it answered."""
    found = rampage(tmp_path, CONTROL_KILLS, mode="forgetful")
    print(f"{found.kills} kills, {found.cuts} cuts: {len(found.duplicated)} duplicates")
    assert found.duplicated
