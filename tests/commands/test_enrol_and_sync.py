"""A new machine from the command line alone: enrol, fetch the book, be stopped and go on, find someone."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from advisor_app.__main__ import main
from advisor_app.commands import sync
from advisor_app.data import apply
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Policy
from advisor_app.sync import client
from tests.support.bank import Filled, fill
from tests.support.office import PASSPHRASE, Office, demo_bank, opened, serving

CUSTOMERS = 40


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Office, Filled]]:
    folder = tmp_path / "office"
    folder.mkdir()
    engine = demo_bank(folder)
    filled = fill(engine, advisors=1, customers=CUSTOMERS, transactions=50)
    with serving(engine, folder / "tls") as found:
        yield found, filled
    engine.dispose()


@pytest.fixture
def enrolled(office: tuple[Office, Filled], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Enrol a machine, and return the common options for its book."""
    found, filled = office
    [advisor] = filled.advisors
    passphrase, code = tmp_path / "passphrase", tmp_path / "code"
    passphrase.write_text(PASSPHRASE)
    code.write_text(found.code(advisor) + "\n")
    common = ["--data-dir", str(tmp_path / "book"), "--passphrase-file", str(passphrase), "--lang", "en"]
    server = ["--server", found.url, "--ca", str(found.certificate.authority), "--code-file", str(code)]
    assert main([*common, "--key-store", "demo", "--json", "enrol", *server]) == 0
    out = capsys.readouterr().out
    assert json.loads(out) == {
        "device": json.loads(out)["device"],
        "advisor": {"number": advisor, "name": f"客户经理{advisor}"},
        "bank": "江城银行",
        "demo": True,
    }
    assert PASSPHRASE not in out
    return common


def test_an_empty_book_says_how_it_is_filled(enrolled: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*enrolled, "search"]) == 0
    assert capsys.readouterr().out == "The book is empty. Fetch it with the command sync.\n"


def test_a_code_is_good_once(
    enrolled: list[str], office: tuple[Office, Filled], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = office
    again = ["--data-dir", str(tmp_path / "other"), *enrolled[2:], "--key-store", "demo"]
    server = ["--server", found.url, "--ca", str(found.certificate.authority)]
    assert main([*again, "enrol", *server, "--code-file", str(tmp_path / "code")]) == 3
    assert "code is wrong, used or expired" in capsys.readouterr().err


def test_ctrl_c_leaves_a_book_that_the_next_run_completes(
    enrolled: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []

    def stop(rows: int, *_: int) -> None:
        kept.append(rows)
        raise KeyboardInterrupt

    monkeypatch.setattr(client, "PAGE_ROWS", 300)
    with monkeypatch.context() as patch:
        patch.setattr(sync, "progress", lambda: nullcontext(stop))
        assert main([*enrolled, "sync"]) == 130
    assert "run the command again to go on" in capsys.readouterr().err
    assert main([*enrolled, "sync", "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    said = {"sent", "conflicts", "refused", "rows", "pages", "removed", "bytes", "cuts", "policies_refused"}
    assert set(done) == said
    with opened(Path(enrolled[1])) as device, device.store.read() as tx:
        held = sum(rows for rows, _ in apply.totals(tx).values())
    assert kept[0] > 0
    assert kept[0] + done["rows"] == held
    assert main([*enrolled, "search", "--json", "--limit", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == CUSTOMERS


def test_a_policy_that_is_refused_is_said_with_its_line(
    enrolled: list[str], office: tuple[Office, Filled], capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = office
    with found.engine.begin() as connection:
        connection.execute(
            insert(Policy).values(id=2, text="[policy]\nformat = 1\nversion = ]", published_at=1)
        )
        feed.record(connection, "policies", select(Policy.id).where(Policy.id == 2))
    assert main([*enrolled, "sync", "--json"]) == 0
    [refused] = json.loads(capsys.readouterr().out)["policies_refused"]
    assert (refused["version"], refused["line"], refused["reason"]) == (2, 3, "not_toml")
    assert main([*enrolled, "sync"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Version 2 of the policy is refused. Line 3: The document is not valid TOML" in shown


def test_at_a_terminal_there_is_a_bar(enrolled: list[str]) -> None:
    command = [sys.executable, "-m", "advisor_app", *enrolled, "sync"]
    parent, child = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120", "LINES": "40"}
    process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, env=environment)
    os.close(child)
    shown = _read(parent)
    assert process.wait(60) == 0
    assert "Fetching the book" in shown
    assert " MB" in shown
    assert "The book is up to date" in shown


def _read(terminal: int) -> str:
    """Return all that is written to a terminal until it is closed."""
    read = b""
    while True:
        try:
            read += os.read(terminal, 65536)
        except OSError:  # Linux says so where others say that nothing is left
            os.close(terminal)
            return read.decode(errors="replace")
