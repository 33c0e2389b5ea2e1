"""The commands: setup, demo, test, bench, spark, lint, lock, build."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence

from tools.environment import LOCK, PYTHON, SPARK_LOCK, add_spark, prepare, program
from tools.system import QT, TESTING, VENV, X_WINDOW, has_display, provide
from tools.terminal import ROOT, StopError, must, run, say, use_utf8


def setup(_arguments: Sequence[str]) -> int:
    """Set up everything that the other commands need"""
    provide((*VENV, *QT, *X_WINDOW, *TESTING))
    prepare()
    return 0


def demo(arguments: Sequence[str]) -> int:
    """Open the workbench on a demo bank (without a display: write pictures of it)"""
    provide((*VENV, *QT, *(X_WINDOW if has_display() else ())))
    prepare()
    return run([PYTHON, "-m", "advisor_app", "demo", *arguments])


def test(arguments: Sequence[str]) -> int:
    """Run the tests; further arguments go to pytest"""
    setup(())
    return run([PYTHON, "-m", "pytest", *(arguments or ("-n", "2"))])


def bench(arguments: Sequence[str]) -> int:
    """Measure against the stated limits; with a NAME only that benchmark"""
    setup(())
    return run([PYTHON, "-m", "benchmarks", *arguments])


def spark(_arguments: Sequence[str]) -> int:
    """Add Spark and a Java (some 600 MB) for `head-office analyse --engine spark` and its tests"""
    prepare()
    add_spark()
    return 0


def lint(_arguments: Sequence[str]) -> int:
    """Check style and types"""
    prepare()
    checks = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
    return max(run([program(name), *options]) for name, *options in checks)


def lock(arguments: Sequence[str]) -> int:
    """Renew the lock files (with --upgrade: to the newest versions)"""
    uv = shutil.which("uv")
    if uv is None:
        prepare()
        uv = str(program("uv"))
    form = ["--generate-hashes", "--no-annotate", "--custom-compile-command", "make lock", "--quiet"]
    for path, parts in (
        (LOCK, ["--extra", "head-office", "--group", "dev"]),
        (SPARK_LOCK, ["--extra", "spark", "--constraint", LOCK.name]),
    ):
        options = ["--universal", "--python-version", "3.11", *parts, *form, "--output-file", path.name]
        must(
            [uv, "pip", "compile", "pyproject.toml", *options, *arguments],
            "The dependencies could not be locked.",
        )
    return 0


def build(_arguments: Sequence[str]) -> int:
    """Freeze the workbench into dist/ and start it"""
    provide((*VENV, *QT))
    prepare()
    must([program("pyinstaller"), "--noconfirm", "--clean", "build.spec"], "The program could not be frozen.")
    frozen = ROOT / "dist" / "advisor-app" / ("advisor-app.exe" if os.name == "nt" else "advisor-app")
    must([frozen, "--version"], "The frozen program does not start.")
    say(f"frozen: {frozen.parent}")
    return 0


COMMANDS: Sequence[Callable[[Sequence[str]], int]] = (setup, demo, test, bench, spark, lint, lock, build)


def main(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    use_utf8()
    parser = argparse.ArgumentParser(prog="make", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        commands.add_parser(command.__name__, help=command.__doc__, add_help=False).set_defaults(run=command)
    chosen, rest = parser.parse_known_args(arguments)
    try:
        return int(chosen.run(rest))
    except StopError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
