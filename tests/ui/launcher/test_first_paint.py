"""What the first paint waits for, seen in a real process: nothing that the window does not need."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.stores import ADVISOR

HEAVY = {
    *(
        "pandas",
        "numpy",
        "matplotlib",
        "sklearn",
        "sqlalchemy",
        "alembic",
        "sqlcipher3",
        "pypinyin",
        "keyring",
    ),
    *(
        "qtpy",
        "cryptography",
        "argon2",
        "msgspec",
        "httpx",
        "babel",
        "rich",
        "platformdirs",
        "tomlkit",
        "tomllib",
    ),
    *("subprocess", "ssl", "decimal", "dataclasses", "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtSvg"),
}
OURS = {"data", "sync", "analysis", "head_office", "commands", "domain"}
# The program with one change: when the window is painted it says what is loaded, and ends.
PROGRAM = """
import enum, json, os, sys
made = []
make = enum.EnumType.__new__
enum.EnumType.__new__ = lambda *a, **k: (made.append(a[1]), make(*a, **k))[1]
from advisor_app.__main__ import main
from advisor_app.ui.launcher.launcher import Launcher
def painted(self):
    shown = [self.window.unlock.button.text(), self.window.unlock.field.edit.hasFocus()]
    print(json.dumps({"modules": sorted(sys.modules), "enums": made, "shown": shown}), flush=True)
    os._exit(0)
Launcher._on_painted = painted
main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("book")
    (folder / "header.json").write_text(json.dumps({"about": {}, "advisor": ADVISOR, "key_store": "keyring"}))
    command = [sys.executable, "-c", PROGRAM, "--data-dir", str(folder), "--lang", "zh"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    assert ran.stderr.replace("This plugin does not support propagateSizeHints()", "").strip() == ""
    found: dict[str, list[str]] = json.loads(ran.stdout)
    return found


def _environment() -> dict[str, str]:
    return os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def test_the_window_is_ready_to_be_typed_in(painted: dict[str, list[str]]) -> None:
    assert painted["shown"] == ["解锁", True]


def test_nothing_heavy_is_loaded(painted: dict[str, list[str]]) -> None:
    assert HEAVY & set(painted["modules"]) == set()


def test_of_our_own_parts_only_light_ones_are_loaded(painted: dict[str, list[str]]) -> None:
    ours = {name.split(".")[1] for name in painted["modules"] if name.startswith("advisor_app.")}
    assert ours & OURS == set()
    assert "ui" in ours


def test_the_names_of_qt_are_not_loaded(painted: dict[str, list[str]]) -> None:
    # Those of QEvent are, which shows that they would be seen.
    assert "AlignmentFlag" not in painted["enums"]
    assert "EchoMode" in painted["enums"]


def test_what_is_looked_for_would_be_found() -> None:
    program = "import sys, sqlalchemy, PySide6.QtNetwork; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"sqlalchemy", "PySide6.QtNetwork"} <= HEAVY & set(ran.stdout.split())
