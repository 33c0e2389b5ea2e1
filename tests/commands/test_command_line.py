"""The command line itself: options, secrets, errors in a sentence, bugs without data, and a light start."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from advisor_app import __version__, commands
from advisor_app.__main__ import main
from advisor_app.commands import secrets
from advisor_app.errors import InputError
from advisor_app.i18n import using
from advisor_app.services.bug_report import bug_report
from advisor_app.services.program import SYNC_WORKER, WORKBENCH
from advisor_app.services.secret_file import read_secret
from tests.commands.conftest import PHONE, Ran, Run
from tests.support.stores import PASSPHRASE

HEAVY = {
    "sqlalchemy",
    "sqlcipher3",
    "keyring",
    "pypinyin",
    "rich",
    "httpx",
    "msgspec",
    "alembic",
    "argon2",
    "babel",
}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["show", "--help"], ["version", "--json"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from advisor_app.__main__ import main\n"
        f"try: main({['--data-dir', str(tmp_path), *arguments]})\n"
        "except SystemExit: pass\n"
        f"sys.exit(','.join({HEAVY} & set(sys.modules)) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr


def shown_help(capsys: pytest.CaptureFixture[str], language: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", language, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_help_names_every_command_and_no_process_of_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown_help(capsys, "en")
    assert all(f"    {name} " in out for name in commands.COMMANDS)
    assert "Without a command the window opens." in out
    assert not any(f"    {name} " in out for name in (WORKBENCH, SYNC_WORKER))


def test_help_speaks_the_language_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert "显示一位客户的全部信息" in shown_help(capsys, "zh")


@pytest.mark.parametrize("arguments", [[], ["window"], ["--lang", "en"], ["workbench"]])
def test_without_a_display_there_is_no_window(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert main(arguments) == 4
    out, err = capsys.readouterr()
    assert out == ""
    assert "--help" in err


def test_common_options_stand_before_or_after_the_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data-dir", str(folder), "--passphrase-file", str(folder / "passphrase"), "--json"]
    for arguments in (
        [*options, "audit", "verify"],
        ["audit", *options, "verify"],
        ["audit", "verify", *options],
    ):
        assert main(arguments) == 0
        assert json.loads(capsys.readouterr().out)["events"] > 0


def test_version_as_json(run: Run) -> None:
    assert run("version", "--json").document == {"version": __version__}
    assert run("version").out == f"advisor-app {__version__}\n"


def test_the_language_of_the_settings_counts_unless_another_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = folder / "settings.toml"
    settings.write_text('language = "en"\n', encoding="utf-8")
    try:
        options = ["--data-dir", str(folder), "--passphrase-file", str(folder / "nothing"), "search"]
        assert main(options) == 2
        assert "cannot be read" in capsys.readouterr().err
        assert main([*options, "--lang", "zh"]) == 2
        assert "无法读取" in capsys.readouterr().err
    finally:
        settings.unlink()


def test_a_store_whose_key_lies_beside_it_says_so(run: Run) -> None:
    ran = run("audit", "verify", "--json")
    assert ran.err == "Demonstration: the key lies beside the store, so the store is not protected.\n"
    assert "Demonstration" not in ran.out


def test_another_key_store_than_the_book_has_is_refused(run: Run) -> None:
    ran = run("search", "--key-store", "keyring")
    assert ran.code == 2
    assert "was made with the key store “demo”" in ran.err


def test_no_book_is_an_error_that_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    assert (
        main(["--data-dir", str(tmp_path), "--passphrase-file", str(secret), "--lang", "en", "search"]) == 2
    )
    assert "Enrol this machine first." in capsys.readouterr().err


def test_a_wrong_passphrase_is_said(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text(PASSPHRASE + "!")
    arguments = [
        "--data-dir",
        str(folder),
        "--passphrase-file",
        str(wrong),
        "--lang",
        "en",
        "--json",
        "search",
    ]
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"] == "WrongPassphraseError"
    assert "The passphrase does not open this store." in err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "must hold one line"),
        (b"\n", "must hold one line"),
        (b"one\ntwo\n", "must hold one line"),
        ("密".encode("gb18030"), "is not text in UTF-8"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_a_file_that_is_no_secret_is_refused(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_secret(path)
    with using("en"):
        assert sentence in str(raised.value)


@pytest.mark.parametrize("content", [b"word\n", b"word\r\n", b"\xef\xbb\xbfword", b"word"])
def test_a_secret_is_read_without_the_end_of_its_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    assert read_secret(path) == "word"


def test_without_a_terminal_the_file_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data-dir", str(folder), "--lang", "en", "search"]) == 2
    assert "--passphrase-file" in capsys.readouterr().err


def test_a_new_passphrase_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["one", "two", "one", "one"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(secrets, "getpass", lambda _: next(typed))
    options = argparse.Namespace(passphrase_file=None)
    with pytest.raises(InputError):
        secrets.passphrase(options, new=True)
    assert secrets.passphrase(options, new=True) == "one"


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def run(*_: object) -> None:
        raise error

    monkeypatch.setattr(commands.version, "run", run)


def test_a_bug_is_reported_without_the_data_in_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, ValueError(PHONE))
    for ran in (run("version"), run("version", "--json")):
        assert ran.code == 70
        assert "ValueError" in ran.err
        assert "advisor_app/commands/line.py" in ran.err
        assert PHONE not in ran.out + ran.err
    assert ran.document["error"] == "Bug"


def test_a_report_names_causes_but_not_their_messages() -> None:
    try:
        try:
            int(PHONE + "x")
        except ValueError as error:
            raise RuntimeError(PHONE) from error
    except RuntimeError as error:
        report = bug_report(error)
    assert report.index("RuntimeError") < report.index("ValueError")
    assert PHONE not in report
    assert str(Path.cwd()) not in report


def test_ctrl_c_is_answered_with_what_happens_next(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    ran: Ran = run("version", "--json")
    assert (ran.code, ran.document["error"]) == (130, "Interrupted")
    assert "run the command again" in ran.err


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_a_reader_who_has_read_enough_gets_no_complaint(folder: Path, option: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "advisor_app", "--data-dir", str(folder), "version", *option]
    ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, b"")
