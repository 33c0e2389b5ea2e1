"""`advisor-app self-test` as it is typed: every part is tried, what fails says what to do and sets the exit code."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection

from advisor_app import bootstrap
from advisor_app.__main__ import main
from advisor_app.data import apply
from advisor_app.i18n import using
from advisor_app.paths import resources
from advisor_app.services import open_book as open_book_module
from advisor_app.services import self_test
from advisor_app.services.enrolment import CA_FILE
from advisor_app.services.open_book import Book
from advisor_app.settings import THEME, WORKBENCH, Settings
from tests.commands.conftest import Run
from tests.support.certificates import authority

PARTS = ["fonts", "charts", "qt_texts", "store", "key_store", "connection", "languages", "policy"]


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """The tests of the window use the same application."""


@pytest.fixture
def certificate(folder: Path) -> Path:
    """Return the certificate of head office's authority, put where enrolment puts it."""
    file = folder / CA_FILE
    file.write_bytes(authority(-10, 90))
    return file


@pytest.mark.usefixtures("system_keyring", "certificate")
def test_where_all_is_well_each_part_says_so(run: Run) -> None:
    ran = run("self-test", "--json")
    assert ran.code == 0, ran.out
    assert ran.document["ok"] is True
    parts = [check["part"] for check in ran.document["checks"]]
    assert parts == [*PARTS, *["settings"] * len(WORKBENCH)]
    assert all(check["ok"] and check["sentence"].endswith(".") for check in ran.document["checks"])


@pytest.mark.linux
@pytest.mark.usefixtures("certificate")
def test_without_a_key_store_it_says_so_and_fails(run: Run) -> None:
    ran = run("self-test")
    assert ran.code == 1
    [line] = [line for line in ran.out.splitlines() if line.startswith("FAILED")]
    assert "Key store  This computer offers no working key store" in line
    assert "and try again." in line
    assert ran.out.endswith("1 of these failed.\n")


def test_it_speaks_chinese(run: Run) -> None:
    out = run("self-test", language="zh_CN").out
    assert "正常  数据库  已新建、解锁并重新读取一个数据库" in out
    assert "OK" not in out


def test_where_each_setting_comes_from_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text("idle_lock_minutes = 3\n")
    monkeypatch.setattr(bootstrap, "machine_settings", lambda: machine)
    user = tmp_path / "settings.toml"
    Settings.load(WORKBENCH, user_file=user).change(THEME, "dark")
    main(["--data-dir", str(tmp_path), "--lang", "en", "--json", "self-test"])
    settings = {each["key"]: each for each in json.loads(capsys.readouterr().out)["settings"]}
    assert settings["idle_lock_minutes"] | {"key": ""} == {
        "key": "",
        "value": 3,
        "origin": "machine",
        "file": str(machine),
    }
    assert (settings["theme"]["origin"], settings["theme"]["file"]) == ("user", str(user))
    assert (settings["language"]["origin"], settings["language"]["file"]) == ("default", None)


def test_a_machine_that_is_not_enrolled_is_tried_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--data-dir", str(tmp_path / "new"), "--lang", "en", "--json", "self-test"])
    checks = {each["part"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert checks["connection"]["ok"]
    assert "not enrolled yet" in checks["connection"]["sentence"]
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (authority(-90, -10), "and not today"),
        (authority(10, 90), "and not today"),
        (b"no certificate", "is not a file of certificates"),
        (None, "is not a file of certificates"),
    ],
)
def test_a_certificate_that_does_not_hold_is_told(
    folder: Path, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    (data / CA_FILE).unlink(missing_ok=True)
    if content is not None:
        (data / CA_FILE).write_bytes(content)
    with using("en"):
        check = self_test.tried("connection", lambda: self_test.try_connection(data))
    assert not check.ok
    assert sentence in check.sentence


def test_a_store_that_forgets_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "get_state", lambda *_: b"other")
    assert not self_test.tried("store", self_test.try_store).ok


def test_a_store_that_leaves_something_in_the_clear_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    open_book, set_state = open_book_module.open_book, apply.set_state

    @contextmanager
    def open_and_note(folder: Path, passphrase: str) -> Iterator[Book]:
        opened.append(folder)
        with open_book(folder, passphrase) as book:
            yield book

    def set_and_leak(tx: Connection, key: str, value: bytes) -> None:
        (opened[0] / "a-temporary-file").write_bytes(b"..." + value)
        set_state(tx, key, value)

    monkeypatch.setattr(self_test, "open_book", open_and_note)
    assert self_test.tried("store", self_test.try_store).ok
    opened.clear()
    monkeypatch.setattr(apply, "set_state", set_and_leak)
    check = self_test.tried("store", self_test.try_store)
    assert not check.ok
    assert "未加密" in check.sentence


def test_a_policy_that_ships_broken_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert self_test.tried("policy", self_test.try_policy).ok
    whole = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "default.toml").write_text(
        whole.replace("amber_percent = 80", "amber_percent = 0"), encoding="utf-8"
    )
    monkeypatch.setattr(self_test, "resources", lambda: tmp_path)
    with using("en"):
        check = self_test.tried("policy", self_test.try_policy)
    assert not check.ok
    assert "Line " in check.sentence
    assert "rhythm.amber_percent must lie between 1 and 100" in check.sentence
    assert check.sentence.endswith("Install the program again.")
