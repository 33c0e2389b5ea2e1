"""How the processes of the window are started: what a command line means, and what is handed on."""

import sys
from pathlib import Path

import pytest

from advisor_app.services.program import WORKBENCH, Start, has_display, program


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        ([], Start()),
        (["window"], Start()),
        (["--lang", "zh"], Start(language="zh_CN")),
        (["--lang=en", "window"], Start(language="en")),
        (["--data-dir", "/books/a"], Start(data_dir=Path("/books/a"))),
        (["--key-store", "demo", "--data-dir=/b"], Start(data_dir=Path("/b"), key_store="demo")),
        (["workbench", "--locked"], Start(process=WORKBENCH, locked=True)),
    ],
)
def test_a_command_line_that_asks_for_the_window(arguments: list[str], start: Start) -> None:
    assert Start.read(arguments) == start


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["search", "zeng"],
        ["--json"],
        ["--lang", "fr"],
        ["--lang"],
        ["--lang="],
        ["--key-store", "nowhere"],
        ["--data-dir"],
        ["window", "--unknown"],
        ["--data-dir", "/b", "search"],
    ],
)
def test_all_others_are_left_to_the_command_line(arguments: list[str]) -> None:
    assert Start.read(arguments) is None


def test_folders_are_made_absolute_because_the_next_process_may_stand_elsewhere() -> None:
    start = Start.read(["--data-dir", "books", "--passphrase-file", "secret"])
    assert start == Start(data_dir=Path.cwd() / "books", passphrase_file=Path.cwd() / "secret")
    home = Start.read(["--data-dir", "~/books"])
    assert home
    assert home.data_dir == Path.home() / "books"


def test_what_a_process_was_started_with_is_handed_on() -> None:
    start = Start(
        process=WORKBENCH,
        data_dir=Path("/books/a b"),
        language="en",
        key_store="demo",
        passphrase_file=Path("/secret"),
        locked=True,
    )
    command = start.command()
    assert command[: len(program())] == program()
    assert Start.read(command[len(program()) :]) == start


def test_a_module_of_the_present_folder_is_not_started() -> None:
    assert program("x") == [sys.executable, "-P", "-m", "advisor_app", "x"]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program("workbench") == [sys.executable, "workbench"]


@pytest.mark.linux
def test_a_display_is_one_of_three_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert not has_display()
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        with monkeypatch.context() as patch:
            patch.setenv(name, "x")
            assert has_display()
