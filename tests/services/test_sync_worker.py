"""The process that syncs beside the window: what it says, and what it leaves when it is stopped or killed."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine

from advisor_app.data import apply
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import snapshots
from advisor_app.services import prompt_engine
from advisor_app.services.open_book import Book, open_book
from advisor_app.services.program import SYNC_WORKER, program
from advisor_app.services.prompts import prompts_today
from advisor_app.services.sync_log import sync_log
from advisor_app.services.sync_worker import request
from advisor_app.sync.transport import NoConnection
from tests.support.bank import Filled, fill
from tests.support.office import PASSPHRASE, Office, demo_bank, device, serving

CUSTOMERS, TRANSACTIONS = 60, 700  # several pages
Line = dict[str, Any]


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
    """Return an open book into which nothing has been synced."""
    folder = tmp_path / "book"
    with device(office, bank[1].advisors[0], folder):
        pass
    with open_book(folder, PASSPHRASE) as book:
        yield book


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        program(SYNC_WORKER), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def tell(process: subprocess.Popen[bytes], line: bytes) -> None:
    assert process.stdin
    process.stdin.write(line)
    process.stdin.flush()


def heard(process: subprocess.Popen[bytes]) -> Line:
    assert process.stdout
    line: Line = json.loads(process.stdout.readline())
    return line


def rest(process: subprocess.Popen[bytes]) -> list[Line]:
    assert process.stdout
    return [json.loads(line) for line in process.stdout]


def held(book: Book) -> int:
    with book.store.read() as tx:
        return sum(rows for rows, _ in apply.totals(tx).values())


def test_it_says_how_far_it_is_and_what_came(book: Book) -> None:
    with worker() as process:
        tell(process, request(book))
        *progress, last = rest(process)
        assert process.wait(10) == 0
        assert process.stderr
        assert process.stderr.read() == b""
    assert held(book) == last["done"]["rows"] > CUSTOMERS * TRANSACTIONS
    assert not last["done"]["stopped"]
    assert len(progress) > 1
    assert [line["rows"] for line in progress] == sorted(line["rows"] for line in progress)
    assert 0 < progress[-1]["rows"] <= last["done"]["rows"]
    assert progress[-1]["total"] > CUSTOMERS * TRANSACTIONS
    assert all(line["bytes"] > 0 for line in progress)


def test_what_prompts_are_made_from_is_read_for_the_window(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    real = snapshots.read

    def noting(*given: Any) -> Any:
        read.append(given)
        return real(*given)

    monkeypatch.setattr(snapshots, "read", noting)
    with worker() as process:
        tell(process, request(book))
        rest(process)
    today = prompts_today(book)
    assert read == []  # the process has kept it
    assert not prompt_engine.prepare(book.store, utc_now())
    with book.store.write() as tx:
        apply.set_state(tx, apply.SNAPSHOTS, None)
    prompt_engine.forget(book.store)
    assert prompts_today(book).groups == today.groups
    assert len(read) == 1


def test_its_keys_are_seen_neither_in_its_command_nor_in_its_environment(book: Book) -> None:
    with worker() as process:
        tell(process, request(book))
        heard(process)
        seen = psutil.Process(process.pid)
        shown = " ".join([*seen.cmdline(), *seen.environ().values()])
        assert book.secrets.data_key.hex() not in shown
        assert book.secrets.signing_seed.hex() not in shown
        assert SYNC_WORKER in shown


def test_the_end_of_its_input_stops_it_between_pages(book: Book) -> None:
    with worker() as process:
        tell(process, request(book))
        heard(process)
        assert process.stdin
        process.stdin.close()
        first = rest(process)[-1]["done"]
        assert process.wait(10) == 0
    assert first["stopped"]
    assert 0 < held(book) == first["rows"]
    with worker() as process:
        tell(process, request(book))
        second = rest(process)[-1]["done"]
    assert not second["stopped"]
    assert held(book) == first["rows"] + second["rows"] > CUSTOMERS * TRANSACTIONS


def test_killed_it_leaves_whole_pages_that_the_next_one_goes_on_from(book: Book) -> None:
    with worker() as process:
        tell(process, request(book))
        kept = heard(process)["rows"]
        process.kill()
        process.wait(10)
    assert held(book) >= kept > 0
    before = held(book)
    with worker() as process:
        tell(process, request(book))
        done = rest(process)[-1]["done"]
    assert held(book) == before + done["rows"]
    assert held(book) > CUSTOMERS * TRANSACTIONS


def test_the_window_reads_and_writes_meanwhile(book: Book) -> None:
    with worker() as process:
        tell(process, request(book))
        heard(process)
        with book.store.write() as tx:
            book.store.audit.append(tx, "customer.view")
        assert "done" in rest(process)[-1]
    with book.store.read() as tx:
        book.store.audit.verify(tx)


def test_an_unreachable_head_office_is_told_as_an_error(book: Book) -> None:
    with worker() as process:
        tell(process, request(book, "https://127.0.0.1:1"))
        [said] = rest(process)
    assert said["refused"]["error"] == "NoConnection"
    assert said["refused"]["values"] == {"url": "https://127.0.0.1:1"}


def test_a_bug_is_told_as_a_report_without_values(book: Book) -> None:
    line = json.loads(request(book))
    with worker() as process:
        tell(process, json.dumps(line | {"data_key": "no key, but 13800138000"}).encode() + b"\n")
        [said] = rest(process)
    assert "ValueError" in said["bug"]
    assert "13800138000" not in said["bug"]


def test_without_a_request_it_ends_at_once() -> None:
    with worker() as process:
        assert process.stdin
        process.stdin.close()
        assert process.wait(20) == 0


def test_it_ends_when_nobody_hears_it_any_more(book: Book) -> None:
    with worker() as process:
        tell(process, request(book))
        heard(process)
        for stream in (process.stdin, process.stdout):
            assert stream
            stream.close()
        process.wait(20)
    assert held(book) > 0


def test_every_round_is_noted(book: Book) -> None:
    with worker() as process:
        tell(process, request(book))
        done = rest(process)[-1]["done"]
        assert process.wait(10) == 0
    with worker() as process:
        tell(process, request(book, "https://127.0.0.1:1"))
        rest(process)
        assert process.wait(10) == 0
    failed, went_well = sync_log(book)
    assert (went_well.rows, went_well.bytes, went_well.trouble) == (done["rows"], done["bytes"], "")
    assert went_well.took > 0
    assert (failed.rows, failed.trouble) == (0, NoConnection.title)
