"""The set-up behind `make`: what it does again, what it leaves alone, and what it says when it may not act."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import commands, environment, system
from tools.environment import prepare
from tools.system import Need, provide
from tools.terminal import ROOT, StopError

pytestmark = pytest.mark.linux

MISSING = (Need("libone", lambda: False), Need("here", lambda: True), Need("libtwo", lambda: False))


class Steps:
    """Stands for `must`: makes what `venv` would make and records each step; `failing` names one that fails."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failing = ""

    def __call__(self, command: Sequence[str | Path], otherwise: str) -> None:
        words = [str(word) for word in command]
        step = next(word for word in ("venv", "--requirement", "--editable") if word in words)
        self.done.append(step)
        if step == self.failing:
            raise StopError(otherwise)
        if step == "venv":
            shutil.rmtree(environment.VENV_DIR, ignore_errors=True)
            environment.PYTHON.parent.mkdir(parents=True)
            environment.PYTHON.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
            environment.PYTHON.chmod(0o755)

    def take(self) -> list[str]:
        """Return the steps since the last call."""
        done, self.done = self.done, []
        return done


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Set up in a folder of its own, with steps that only record."""
    steps = Steps()
    venv = tmp_path / ".venv"
    (tmp_path / "pyproject.toml").write_text("[project]")
    (tmp_path / "requirements.lock").write_text("one==1")
    for name, value in {
        "ROOT": tmp_path,
        "LOCK": tmp_path / "requirements.lock",
        "VENV_DIR": venv,
        "PYTHON": venv / "bin" / "python",
        "_STAMP": venv / "set-up.stamp",
        "must": steps,
    }.items():
        monkeypatch.setattr(environment, name, value)
    return steps


def test_a_second_set_up_does_nothing(steps: Steps) -> None:
    prepare()
    assert steps.take() == ["venv", "--requirement", "--editable"]
    prepare()
    assert steps.take() == []


def test_only_what_changed_is_done_again(steps: Steps, tmp_path: Path) -> None:
    prepare()
    steps.take()
    (tmp_path / "pyproject.toml").write_text("[project] # changed")
    prepare()
    assert steps.take() == ["--editable"]
    (tmp_path / "requirements.lock").write_text("one==2")
    prepare()
    assert steps.take() == ["--requirement", "--editable"]


def test_another_python_makes_the_environment_anew(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    steps.take()
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    prepare()
    assert steps.take() == ["venv", "--requirement", "--editable"]


def test_an_interrupted_installation_starts_anew(steps: Steps) -> None:
    steps.failing = "--requirement"
    with pytest.raises(StopError, match="try again"):
        prepare()
    steps.failing = ""
    steps.take()
    prepare()
    assert steps.take() == ["venv", "--requirement", "--editable"]


def test_a_failure_of_the_last_step_keeps_the_dependencies(steps: Steps) -> None:
    steps.failing = "--editable"
    with pytest.raises(StopError):
        prepare()
    steps.failing = ""
    steps.take()
    prepare()
    assert steps.take() == ["--editable"]


def test_a_broken_environment_is_made_anew(steps: Steps, tmp_path: Path) -> None:
    prepare()
    steps.take()
    environment.PYTHON.unlink()
    prepare()
    assert steps.take() == ["venv", "--requirement", "--editable"]


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an `apt-get` on the path that writes its arguments to a file; the first install fails."""
    log = tmp_path / "log"
    program = tmp_path / "apt-get"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {log}\ntest "$1" = update || test "$(wc -l < {log})" -gt 1\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return log


def test_root_installs_what_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    provide(MISSING)
    install = "install -y --no-install-recommends libone libtwo"
    assert apt.read_text().splitlines() == [install, "update", install]


def test_others_are_told_the_one_command(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(StopError, match="sudo apt-get install -y --no-install-recommends libone libtwo\n"):
        provide(MISSING)
    assert not apt.exists()


def test_elsewhere_than_on_debian_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(StopError, match="libone libtwo"):
        provide(MISSING)


def test_nothing_missing_calls_nobody(apt: Path) -> None:
    provide([Need("here", lambda: True)])
    assert not apt.exists()


@pytest.mark.parametrize("need", [*system.VENV, *system.QT, *system.X_WINDOW, *system.TESTING])
def test_what_the_set_up_promised_is_here(need: Need) -> None:
    assert need.is_there()


def test_what_is_not_here_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(system, "SERVICES", Path("/nowhere"))
    assert not any(need.is_there() for need in system.TESTING)


def test_a_wrong_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        commands.main(["tset"])
    assert "tset" in capsys.readouterr().err


def test_an_old_python_says_what_is_needed(tmp_path: Path) -> None:
    program = (
        "import runpy, sys\n"
        "sys.version_info = (3, 9, 2)\n"
        "sys.argv = ['tools', 'test']\n"
        "runpy.run_module('tools', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


def test_make_and_make_cmd_know_every_command() -> None:
    known = {command.__name__ for command in commands.COMMANDS}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [targets] = [line.split(":")[0].split() for line in makefile.splitlines() if line.startswith("setup ")]
    assert set(targets) == known
    assert "-m tools %*" in (ROOT / "make.cmd").read_text(encoding="utf-8")
