"""Showing customers while the whole book of a million transactions is fetched anew beside the window.

A real head office in a process of its own, and the worker that the window starts for a sync; against the same
clicks with nothing else going on. Each pull is a whole one: the device forgets how far it was before it starts.
"""

import gc
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop

from advisor_app.data.apply import set_state
from advisor_app.head_office import enrolment
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.services.enrolment import enrol
from advisor_app.services.open_book import open_book
from advisor_app.settings import WORKBENCH, Settings
from advisor_app.ui import charts
from advisor_app.ui.desk import Desk
from advisor_app.ui.sync_process import SyncControl
from benchmarks import Result
from benchmarks.first_pull import process
from benchmarks.sync_device import bank
from benchmarks.window import application
from benchmarks.window_customer import CUSTOMERS, EACH, Measured, drawn_from, p99
from tests.support.office import CHEAP, PASSPHRASE

CLICKS = 300
GOAL = 3.0


@contextmanager
def enrolled_desk(folder: Path) -> Iterator[tuple[Desk, SyncControl]]:
    """Yield a desk on an enrolled device that has pulled its book, and what synchronises it."""
    with bank(folder, customers=CUSTOMERS, transactions=EACH) as (database, filled):
        engine = open_bank(database)
        with engine.begin() as connection:
            code = enrolment.create_code(connection, filled.advisors[0])
        engine.dispose()
        tls, home = folder / "tls", folder / "device"
        with process("benchmarks.sync_server", database, str(tls)) as line:
            url = f"https://127.0.0.1:{int(line)}"
            enrol(home, url, tls / "ca.pem", code, PASSPHRASE, "demo", cost=CHEAP)
            with open_book(home, PASSPHRASE) as book:
                settings = Settings.load(WORKBENCH, user_file=folder / "settings.toml")
                desk = Desk(book, settings)
                control = SyncControl(book, settings, desk)
                control.failed.connect(_fail)
                whole_pull(desk, control)
                finish(control)
                yield desk, control
                control.stop()
                desk.background.close()


def whole_pull(desk: Desk, control: SyncControl) -> None:
    """Start to fetch the whole book, from the beginning."""
    with desk.book.store.write() as tx:
        set_state(tx, "checkpoint", None)
    control.start()


def finish(control: SyncControl) -> None:
    """Wait until the sync has ended."""
    while control.running:
        QEventLoop().processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def during_pulls(measured: Measured, desk: Desk, control: SyncControl) -> Iterator[float]:
    """Show one customer after another while pulls run; what had no pull beside it from first to last is left out."""
    count = 0
    while count < CLICKS:
        if not control.running:
            whole_pull(desk, control)
        took = measured.shown()
        if control.running:
            count += 1
            yield took
    control.cancel()
    finish(control)


def _fail(error: Exception) -> None:
    raise AssertionError(f"sync failed: {error}")


def run() -> Iterable[Result]:
    """Measure."""
    application()
    charts.warm()
    gc.freeze()  # as the workbench does
    with tempfile.TemporaryDirectory() as name, enrolled_desk(Path(name)) as (desk, control):
        measured = Measured(desk, drawn_from(desk.book.store, 3 * CLICKS))
        measured.shown()
        idle = p99([measured.shown() for _ in range(CLICKS)])
        busy = p99(list(during_pulls(measured, desk, control)))
        measured.view.close()
    ratio = busy / idle
    yield Result("window_customer_sync", busy, "ms p99", "idle p99", ratio, f"≤ {GOAL:g}", ratio <= GOAL)
