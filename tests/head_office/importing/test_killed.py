"""A run that is killed leaves whole files only, and the next run completes it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.head_office.importing.conftest import Import
from tests.support.extracts import counts, rows, transactions, write, write_book

FIRST, SECOND = 4_000, 20_000

IMPORT = """
import os, signal, sys, threading, time
from pathlib import Path
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.importing import import_folder, load_mapping

url, folder, rejects, file, at, delay = sys.argv[1:]

def progress(name, done, size, records):
    if name == file and records >= int(at):
        if float(delay) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        threading.Timer(float(delay), os.kill, (os.getpid(), signal.SIGKILL)).start()

import_folder(open_bank(url), load_mapping("native"), Path(folder), rejects_dir=Path(rejects), progress=progress)
time.sleep(60)  # the timer kills it even when it was faster
"""

NAIVE = """
import csv, os, signal, sys
from sqlalchemy import text
from advisor_app.head_office.bootstrap import open_bank

url, folder, rejects, file, at, delay = sys.argv[1:]
engine = open_bank(url)
insert = text(
    "INSERT INTO transactions (source_id, source_key, account_id, day, amount_minor, kind)"
    " VALUES (99, :key, 1, 1, 1, 'x')"
)
with open(os.path.join(folder, file), newline="") as lines:
    for number, row in enumerate(csv.DictReader(lines)):
        with engine.begin() as connection:
            connection.execute(insert, row)
        if number == 200:
            os.kill(os.getpid(), signal.SIGKILL)
"""

Killed = Callable[[str, str, int, float], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    write_book(folder)
    for day, count in ((23, FIRST), (24, SECOND)):
        booked = ((f"{day}-{n}", f"A{n % 3}", f"2026-11-{day}", "1.00") for n in range(count))
        write(folder, f"transactions-2026-11-{day}.csv", *transactions(*booked))
    return folder


@pytest.fixture
def killed(bank: Engine, folder: Path, tmp_path: Path) -> Killed:
    """Return the function that runs a script of ours until it is killed."""
    url = bank.url.render_as_string(hide_password=False)

    def run(script: str, file: str, at: int, delay: float) -> None:
        bank.dispose()
        arguments = [url, str(folder), str(tmp_path / "rejects"), file, str(at), str(delay)]
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
        assert done.returncode == -signal.SIGKILL, done.stderr

    return run


def are_whole(bank: Engine) -> bool:
    """Say whether each file's rows are there either all or not at all, as the table of files tells."""
    taken = dict(rows(bank, "import_files", "file_name", "loaded", by="id"))
    entities = ("customers", "accounts", "account_holders", "transactions")
    expected = [
        sum(count for name, count in taken.items() if name.startswith(f"{entity}-")) for entity in entities
    ]
    return counts(bank, *entities) == expected and set(taken.values()) <= {3, FIRST, SECOND}


@pytest.mark.linux
@pytest.mark.parametrize(
    ("file", "at", "delay"),
    [
        ("accounts-2026-11-24.csv", 1, 0),
        ("transactions-2026-11-23.csv", 1_000, 0),
        ("transactions-2026-11-24.csv", 2_000, 0),
        ("transactions-2026-11-24.csv", SECOND, 0),
        ("transactions-2026-11-24.csv", SECOND, 0.03),
        ("transactions-2026-11-24.csv", SECOND, 0.1),
        ("transactions-2026-11-24.csv", SECOND, 0.3),
    ],
    ids=lambda value: str(value).removesuffix(".csv"),
)
def test_files_are_whole_after_a_kill_and_the_next_run_completes(
    bank: Engine, load: Import, folder: Path, killed: Killed, tmp_path: Path, file: str, at: int, delay: float
) -> None:
    killed(IMPORT, file, at, delay)
    assert are_whole(bank)
    before = counts(bank, "transactions")[0]
    if not delay:
        assert before == (FIRST if file == "transactions-2026-11-24.csv" else 0)
    assert not list((tmp_path / "rejects").iterdir())
    report = load(folder)
    assert report.total("loaded") + before + 9 >= FIRST + SECOND
    assert counts(bank, "customers", "transactions") == [3, FIRST + SECOND]
    assert sum(count for (count,) in rows(bank, "accounts", "transaction_count")) == FIRST + SECOND
    assert {file.status for file in load(folder).files} == {"unchanged"}


@pytest.mark.linux
def test_a_loader_that_commits_as_it_goes_is_caught(bank: Engine, killed: Killed) -> None:
    killed(NAIVE, "transactions-2026-11-24.csv", 0, 0)
    assert not are_whole(bank)
