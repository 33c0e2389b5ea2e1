"""Sync from the window: a real worker, a real head office, and every way in which it can end."""

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete
from sqlalchemy import Engine

from advisor_app.data import apply
from advisor_app.errors import AppError
from advisor_app.i18n import using
from advisor_app.services.open_book import Book, open_book
from advisor_app.settings import SERVER, Settings
from advisor_app.sync.transport import NoConnection
from advisor_app.ui import sync_process
from advisor_app.ui.sync_process import SyncControl, SyncStopped
from tests.support.bank import Filled, fill
from tests.support.office import PASSPHRASE, Office, demo_bank, device, expired_certificate, serving
from tests.support.processes import is_gone, wait_for

MS = 60_000
CUSTOMERS, TRANSACTIONS = 60, 700  # several pages


@dataclass
class Heard:
    """What a sync has told."""

    control: SyncControl
    progress: list[tuple[int, int, int]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    errors: list[AppError] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.control.progressed.connect(lambda *numbers: self.progress.append(numbers))
        self.control.finished.connect(self.results.append)
        self.control.failed.connect(self.errors.append)
        self.control.crashed.connect(self.reports.append)

    @property
    def pid(self) -> int:
        assert self.control._process
        return self.control._process.processId()


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Filled]]:
    engine = demo_bank(tmp_path_factory.mktemp("bank"))
    yield engine, fill(engine, advisors=1, customers=CUSTOMERS, transactions=TRANSACTIONS)
    engine.dispose()


@pytest.fixture
def office(bank: tuple[Engine, Filled], tmp_path: Path) -> Iterator[Office]:
    with serving(bank[0], tmp_path / "tls") as found:
        yield found


@pytest.fixture
def book(bank: tuple[Engine, Filled], office: Office, tmp_path: Path) -> Iterator[Book]:
    folder = tmp_path / "book"
    with device(office, bank[1].advisors[0], folder):
        pass
    with open_book(folder, PASSPHRASE) as book:
        yield book


@pytest.fixture
def heard(book: Book, settings: Settings, qtbot: QtBot) -> Iterator[Heard]:
    control = SyncControl(book, settings)
    yield Heard(control)
    control.stop()
    delete(control)


def ended(heard: Heard, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not heard.control.running, timeout=MS)


def held(book: Book) -> int:
    with book.store.read() as tx:
        return sum(rows for rows, _ in apply.totals(tx).values())


def test_a_sync_is_shown_and_brings_the_book(heard: Heard, book: Book, qtbot: QtBot) -> None:
    with qtbot.waitSignal(heard.control.started):
        heard.control.start()
    pid = heard.pid
    heard.control.start()  # a second one is none
    assert heard.pid == pid
    ended(heard, qtbot)
    [result] = heard.results
    assert result["rows"] == held(book) > CUSTOMERS * TRANSACTIONS
    assert not result["stopped"]
    assert heard.errors == []
    assert [numbers[0] for numbers in heard.progress] == sorted(numbers[0] for numbers in heard.progress)
    assert heard.progress[-1][1] > CUSTOMERS * TRANSACTIONS
    assert all(size > 0 for _, _, size in heard.progress)
    assert is_gone(pid)
    heard.control.start()
    ended(heard, qtbot)
    assert heard.results[1]["rows"] == 0


def test_a_cancelled_sync_keeps_what_came_and_the_next_one_completes(
    heard: Heard, book: Book, qtbot: QtBot
) -> None:
    heard.control.start()
    with qtbot.waitSignal(heard.control.progressed, timeout=MS):
        pass
    heard.control.cancel()
    ended(heard, qtbot)
    [first] = heard.results
    assert first["stopped"]
    assert 0 < held(book) == first["rows"] < CUSTOMERS * TRANSACTIONS
    heard.control.start()
    ended(heard, qtbot)
    assert held(book) == first["rows"] + heard.results[1]["rows"] > CUSTOMERS * TRANSACTIONS


def test_one_that_does_not_stop_is_ended(
    book: Book, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_process, "PATIENCE_MS", 100)
    deaf = [sys.executable, "-c", "import time; time.sleep(600)"]
    heard = Heard(SyncControl(book, settings, command=deaf))
    heard.control.start()
    pid = heard.pid
    heard.control.cancel()
    ended(heard, qtbot)
    assert [type(error) for error in heard.errors] == [SyncStopped]
    assert is_gone(pid)
    heard.control.start()
    pid = heard.pid
    heard.control.stop()
    assert is_gone(pid)
    assert not heard.control.running
    delete(heard.control)


def test_a_killed_worker_is_said_and_the_next_sync_completes(heard: Heard, book: Book, qtbot: QtBot) -> None:
    heard.control.start()
    with qtbot.waitSignal(heard.control.progressed, timeout=MS):
        pass
    psutil.Process(heard.pid).send_signal(signal.SIGKILL)
    ended(heard, qtbot)
    [error] = heard.errors
    assert isinstance(error, SyncStopped)
    with using("en"):
        assert str(error) == "Sync ended before it was complete. What has arrived is kept; start it again."
    before = held(book)
    assert before > 0
    heard.control.start()
    ended(heard, qtbot)
    assert held(book) == before + heard.results[0]["rows"] > CUSTOMERS * TRANSACTIONS


def test_the_book_is_sealed_after_a_sync_that_was_stopped(
    bank: tuple[Engine, Filled], office: Office, tmp_path: Path, settings: Settings, qtbot: QtBot
) -> None:
    folder = tmp_path / "book"
    with device(office, bank[1].advisors[0], folder):
        pass
    with open_book(folder, PASSPHRASE) as book:
        heard = Heard(SyncControl(book, settings))
        heard.control.start()
        with qtbot.waitSignal(heard.control.progressed, timeout=MS):
            pass
        pid = heard.pid
        heard.control.stop()
        assert is_gone(pid)
        delete(heard.control)
    with open_book(folder, PASSPHRASE) as book:
        assert not book.store.unsealed
        assert held(book) > 0


@pytest.mark.qt_log_ignore("Destroyed while process")
def test_a_window_that_goes_takes_the_worker_along(book: Book, settings: Settings, qtbot: QtBot) -> None:
    control = SyncControl(book, settings)
    control.start()
    with qtbot.waitSignal(control.progressed, timeout=MS):
        pass
    assert control._process
    pid = control._process.processId()
    delete(control)
    wait_for(lambda: is_gone(pid))


@pytest.mark.parametrize("kind", ["nobody", "expired"])
def test_what_head_office_is_wrong_in_is_said_in_the_language_of_the_moment(
    heard: Heard,
    bank: tuple[Engine, Filled],
    book: Book,
    settings: Settings,
    tmp_path: Path,
    qtbot: QtBot,
    kind: str,
) -> None:
    with serving(bank[0], tmp_path, expired_certificate(tmp_path / "expired")) as office:
        settings.change(SERVER, "https://127.0.0.1:1" if kind == "nobody" else office.url)
        if kind == "expired":
            authority = book.directory / "head-office-ca.pem"
            authority.write_bytes(office.certificate.authority.read_bytes())
        heard.control.start()
        ended(heard, qtbot)
    [error] = heard.errors
    said = "cannot be reached" if kind == "nobody" else "certificate has expired"
    with using("en"):
        assert said in str(error)
    assert isinstance(error, NoConnection) == (kind == "nobody")
    assert heard.results == []


@pytest.mark.expected_log("bug in sync")
def test_a_bug_of_the_worker_is_reported(
    book: Book, settings: Settings, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_process, "request", lambda *_, **__: b'{"directory": 7}\n')
    heard = Heard(SyncControl(book, settings))
    heard.control.start()
    ended(heard, qtbot)
    [report] = heard.reports
    assert "advisor_app/services/sync_worker.py" in report
    assert [type(error) for error in heard.errors] == [SyncStopped]
    delete(heard.control)


def test_a_program_that_is_not_there_is_said(book: Book, settings: Settings, qtbot: QtBot) -> None:
    heard = Heard(SyncControl(book, settings, command=["/nowhere/at/all"]))
    heard.control.start()
    ended(heard, qtbot)
    assert [type(error) for error in heard.errors] == [SyncStopped]
    delete(heard.control)
