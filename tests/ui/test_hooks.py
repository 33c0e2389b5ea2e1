"""What nobody caught is told to the window and logged, and no log holds what a customer's record holds."""

import faulthandler
import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from advisor_app.errors import InputError
from advisor_app.ui.hooks import Hooks

NAME, PHONE = "曾国藩", "13800138000"


@pytest.fixture
def hooks(qtbot: QtBot) -> Iterator[Hooks]:
    hooks = Hooks()
    hooks.install()
    yield hooks
    hooks.remove()


@pytest.fixture
def log(hooks: Hooks, tmp_path: Path) -> Path:
    hooks.log_to(tmp_path / "log", "info")
    return tmp_path / "log" / "advisor-app.log"


def bug() -> None:
    name = NAME
    raise ValueError(f"no such customer: {name}, {PHONE}")


def refuse() -> None:
    raise InputError("There is no customer with the number {number} in your book.", number=PHONE)


@pytest.mark.expected_log("bug: advisor-app")
def test_a_bug_in_a_slot_is_told_and_logged_without_its_message(
    qtbot: QtBot, hooks: Hooks, log: Path
) -> None:
    button, caught = QPushButton(), list[object]()
    qtbot.addWidget(button)
    button.clicked.connect(bug)
    hooks.crashed.connect(caught.append)
    button.click()
    assert [type(error) for error in caught] == [ValueError]
    written = log.read_text(encoding="utf-8")
    assert re.search(
        r"ERROR advisor_app\.ui\.hooks bug: advisor-app .*\nValueError\n  ui/test_hooks.py:\d+ bug", written
    )
    assert NAME not in written
    assert PHONE not in written


def test_a_known_error_in_a_slot_is_told_and_logged_by_its_message_id(
    qtbot: QtBot, hooks: Hooks, log: Path
) -> None:
    button, caught = QPushButton(), list[object]()
    qtbot.addWidget(button)
    button.clicked.connect(refuse)
    hooks.refused.connect(caught.append)
    button.click()
    assert [type(error) for error in caught] == [InputError]
    written = log.read_text(encoding="utf-8")
    assert "InputError: There is no customer with the number {number} in your book." in written
    assert PHONE not in written


@pytest.mark.expected_log("bug: advisor-app")
def test_a_bug_in_a_thread_is_told_in_the_thread_of_the_window(qtbot: QtBot, hooks: Hooks) -> None:
    where: list[str] = []
    hooks.crashed.connect(lambda error: where.append(threading.current_thread().name))
    thread = threading.Thread(target=bug)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(where) == 1)
    assert where == [threading.current_thread().name]


@pytest.mark.expected_log("a warning of Qt")
def test_messages_of_qt_are_logged(hooks: Hooks, log: Path) -> None:
    qWarning("a warning of Qt")
    assert "WARNING qt a warning of Qt" in log.read_text(encoding="utf-8")


@pytest.mark.expected_log("")
def test_of_other_libraries_only_the_pattern_is_written(log: Path) -> None:
    library = logging.getLogger("some.library")
    library.warning("row %s of %s", NAME, PHONE)
    try:
        bug()
    except ValueError:
        library.exception("it failed for %s", NAME)
    library.warning(ValueError(NAME))
    written = log.read_text(encoding="utf-8")
    assert "WARNING some.library row %s of %s\n" in written
    assert "ERROR some.library it failed for %s\n" in written
    assert "ValueError\n  ui/test_hooks.py:" in written
    assert NAME not in written
    assert PHONE not in written


def test_the_level_is_followed(hooks: Hooks, log: Path) -> None:
    ours = logging.getLogger("advisor_app.test")
    ours.debug("first")
    hooks.set_level("debug")
    ours.debug("second")
    assert re.findall(r"DEBUG advisor_app.test (\w+)", log.read_text(encoding="utf-8")) == ["second"]


def test_files_are_their_owners_only_and_all_is_put_back(qtbot: QtBot, tmp_path: Path) -> None:
    before = (
        sys.excepthook,
        threading.excepthook,
        logging.getLogger().handlers[:],
        logging.getLogger().level,
    )
    was_enabled = faulthandler.is_enabled()
    hooks = Hooks()
    hooks.install()
    hooks.log_to(tmp_path / "log", "debug")
    assert faulthandler.is_enabled()
    if sys.platform != "win32":
        assert [path.stat().st_mode & 0o777 for path in sorted((tmp_path / "log").iterdir())] == [
            0o600,
            0o600,
        ]
        assert (tmp_path / "log").stat().st_mode & 0o777 == 0o700
    hooks.remove()
    after = (sys.excepthook, threading.excepthook, logging.getLogger().handlers[:], logging.getLogger().level)
    assert after == before
    assert faulthandler.is_enabled() == was_enabled


def test_ctrl_c_still_ends_the_program(hooks: Hooks, capsys: pytest.CaptureFixture[str]) -> None:
    caught: list[object] = []
    hooks.crashed.connect(caught.append)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert caught == []
    assert "KeyboardInterrupt" in capsys.readouterr().err
