"""`python -m benchmarks [NAME] [--json]`: run one benchmark, or each in a process of its own.

A benchmark is a module of this folder with a function `run` that yields results; nothing else is to be
registered. The exit code is 1 as soon as one result misses its goal or one benchmark fails.
"""

import argparse
import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import cast

from benchmarks import Result

FOLDER = Path(__file__).parent


def names(folder: Path = FOLDER) -> list[str]:
    """Return the benchmarks in a folder, found without importing them."""

    def has_run(file: Path) -> bool:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        return any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body)

    return sorted(file.stem for file in folder.glob("*.py") if has_run(file) and file.stem != "__main__")


def as_json(result: Result) -> str:
    """Return a result as one line, its numbers with four significant digits."""
    numbers = {"value": float(f"{result.value:.4g}"), "ratio": float(f"{result.ratio:.4g}")}
    return json.dumps(asdict(result) | numbers, ensure_ascii=False)


def as_row(result: Result) -> str:
    """Return a result as a row of the table that people read."""
    measured = f"{result.value:,.4g} {result.unit}"
    verdict = "ok" if result.ok else "MISSED"
    held = f"{result.ratio:.3g} × {result.against}"
    return f"{result.name:<32}{measured:>20}   {held:<28}{result.goal:<20}{verdict}"


def measure(name: str) -> Iterator[Result]:
    """Run one benchmark in this process."""
    yield from cast(Iterable[Result], import_module(f"benchmarks.{name}").run())


def measure_apart(name: str) -> Iterator[Result]:
    """Run one benchmark in a process of its own, so that none warms or fills the memory of another.

    Raises CalledProcessError, after the results that there are, when it did not finish.
    """
    command = [sys.executable, "-m", "benchmarks", name, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        finished = True
        for line in process.stdout:
            result = Result(**json.loads(line))
            finished = finished and result.ok
            yield result
    if process.returncode and finished:
        raise subprocess.CalledProcessError(process.returncode, command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=names(), metavar="NAME", help=", ".join(names()))
    parser.add_argument("--json", action="store_true", help="one line of JSON per result")
    asked = parser.parse_args(arguments)
    show = as_json if asked.json else as_row
    good = True
    for name in [asked.name] if asked.name else names():
        try:
            for result in measure(name) if asked.name else measure_apart(name):
                print(show(result), flush=True)
                good = good and result.ok
        except subprocess.CalledProcessError as error:
            print(f"{name} did not finish: {error}", file=sys.stderr, flush=True)
            good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
