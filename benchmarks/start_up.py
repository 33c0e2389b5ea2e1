"""From the start of the program to its first window, and from the passphrase to the list of customers.

Both are measured between real processes, by the monotonic clock that they share. The first is held against a bare
window of PySide6, started in turns; the second begins when the key is there and the file agrees with its seal. What
the window begins with is today; for the list of customers it is told to begin with that.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from advisor_app.data import vault
from advisor_app.data.apply import write_rows
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import create_store, open_store
from advisor_app.data.store import Store
from advisor_app.domain.records import Transaction
from benchmarks import Result
from benchmarks.synthetic_book import Person, people, transactions, write_people, write_positions

CUSTOMERS, EACH = 5_000, 100
STARTS, UNLOCKS = 15, 5
MOST, LIMIT_MS = 1.6, 500.0
_TYPING_S = 3.0  # for which a person types, and the workbench loads what is needed later
_PASSPHRASE = "four otters weigh a violin"  # noqa: S105  # of a book that lives as long as this benchmark
_ENVIRONMENT = os.environ | {"QT_QPA_PLATFORM": "offscreen"}

_BARE = """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)
def painted():
    print(time.monotonic(), flush=True)
    os._exit(0)
application = QApplication([])
window = Window()
window.resize(860, 540)
window.show()
application.exec()
"""
_LAUNCHER = """
import os, sys, time
from advisor_app.__main__ import main
import advisor_app.ui.launcher.launcher as launcher
def painted(self):
    print(time.monotonic(), flush=True)
    os._exit(0)
launcher.Launcher._on_painted = painted
main(sys.argv[1:])
"""
CUSTOMERS_LIST = "advisor_app.ui.screens.customers.list_view:CustomerList"
TODAYS_LIST = "advisor_app.ui.screens.today.prompts_view:PromptsView"
"""Lists that are waited for, each the first thing that the window shows."""
_SCREENS = {CUSTOMERS_LIST: "customers", TODAYS_LIST: "today"}
_WORKBENCH = """
import os, sys, time
from importlib import import_module
from advisor_app.__main__ import main
from advisor_app.data.vault.seal import Seal
import advisor_app.ui.main_window as main_window
screen, (module, name) = sys.argv[1], sys.argv[2].split(":")
List = getattr(import_module(module), name)
main_window.TODAY = screen
check = Seal.check
def checked(self, database):
    state = check(self, database)
    os.write(2, b"accepted %r\\n" % time.monotonic())
    return state
def paint(self, event):
    super(List, self).paintEvent(event)
    if self.model().rowCount():
        os.write(2, b"painted %r\\n" % time.monotonic())
Seal.check, List.paintEvent = checked, paint
main(sys.argv[3:])
"""


def first_paint(program: str, *arguments: str) -> float:
    """Return the milliseconds from the start of a process to its first paint."""
    started = time.monotonic()
    command = [sys.executable, "-c", program, *arguments]
    ran = subprocess.run(command, capture_output=True, env=_ENVIRONMENT, check=True)
    return (float(ran.stdout) - started) * 1000


@contextmanager
def book(fill: Callable[[Store], None]) -> Iterator[Path]:
    """Yield the folder of an enrolled book of invented people, which `fill` has written."""
    with tempfile.TemporaryDirectory() as name:
        folder, secrets = Path(name), vault.Secrets.new()
        keys = DemoStore(folder)
        advisor = {"bank": "江城银行", "advisor_name": "李敏"}
        create_store(
            folder,
            _PASSPHRASE,
            keys,
            secrets,
            advisor="A0001",
            device=bytes(16),
            demo=True,
            about=advisor,
            cost=vault.FLOOR,
        )
        with open_store(folder, secrets, keys) as store:
            fill(store)
        yield folder


def build(store: Store, persons: Sequence[Person]) -> None:
    """Write people with what they have, and what they did with it."""
    write_people(store, persons)
    write_positions(store, persons)
    with store.write() as tx:
        write_rows(tx, "transactions", Transaction._fields, transactions(CUSTOMERS, EACH))


def unlock(folder: Path, awaited: str) -> float:
    """Return the milliseconds from the accepted passphrase to a painted list, in a warm workbench."""
    looks_at = (_SCREENS[awaited], awaited)
    command = [sys.executable, "-c", _WORKBENCH, *looks_at, "workbench", "--data-dir", str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=_ENVIRONMENT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline()) == {"is": "warm"}
        time.sleep(_TYPING_S)
        request = {"do": "unlock", "passphrase": _PASSPHRASE, "language": "zh_CN"}
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        marks: dict[str, float] = {}
        while "painted" not in marks:
            word, _, at = process.stderr.readline().decode().partition(" ")
            if word in ("accepted", "painted"):
                marks[word] = float(at)
        assert json.loads(process.stdout.readline()) == {"is": "opened"}
        process.terminate()
        process.stderr.read()
    assert process.returncode == 0
    return (marks["painted"] - marks["accepted"]) * 1000


def run() -> Iterable[Result]:
    """Measure."""
    with book(partial(build, persons=people(CUSTOMERS))) as folder:
        yield _first_paint(("--data-dir", str(folder)))
        took = statistics.median(unlock(folder, CUSTOMERS_LIST) for _ in range(UNLOCKS))
    name, goal = "start_up.customers_painted", f"≤ {LIMIT_MS:.0f} ms"
    yield Result(name, took, "ms", "limit", took / LIMIT_MS, goal, took <= LIMIT_MS)


def _first_paint(arguments: Sequence[str]) -> Result:
    bare, ours = [], []
    for number in range(STARTS + 2):
        pair = first_paint(_BARE), first_paint(_LAUNCHER, *arguments)
        if number >= 2:  # the first ones fill the caches of the disk
            bare.append(pair[0])
            ours.append(pair[1])
    took = statistics.median(ours)
    ratio = took / statistics.median(bare)
    name, goal = "start_up.first_paint", f"≤ {MOST} × bare"
    return Result(name, took, "ms", "bare window", ratio, goal, ratio <= MOST)
