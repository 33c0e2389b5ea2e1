"""How the commands speak to whoever runs them, and how they start other programs."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class StopError(Exception):
    """A reason to stop, as a plain sentence for whoever ran the command."""


def say(sentence: str) -> None:
    """Print one line of progress, at once even into a pipe."""
    print(f"→ {sentence}", flush=True)


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
    """Run a program in the project's folder, its output passed through, and return its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode


def must(command: Sequence[str | Path], otherwise: str, *, env: Mapping[str, str] | None = None) -> None:
    """Run a program that has to succeed.

    Raises StopError with the sentence `otherwise` when it does not.
    """
    if code := run(command, env=env):
        raise StopError(f"{otherwise} (exit code {code} of: {' '.join(map(str, command))})")


def use_utf8() -> None:
    """Let a console with an old code page show what it can instead of failing on `→`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
