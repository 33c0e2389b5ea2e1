"""The virtual environment: filled from the hashed lock, stamped, and left alone while the stamp holds."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.system import VENV, provide
from tools.terminal import ROOT, must, say

VENV_DIR = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
SPARK_LOCK = ROOT / "requirements-spark.lock"
_BIN = VENV_DIR / ("Scripts" if os.name == "nt" else "bin")
PYTHON = _BIN / ("python.exe" if os.name == "nt" else "python")
_STAMP = VENV_DIR / "set-up.stamp"


def program(name: str) -> Path:
    """Return the path of a program that the environment brings."""
    return _BIN / (f"{name}.exe" if os.name == "nt" else name)


def prepare() -> None:
    """Bring the environment up to the lock; does nothing when it is.

    An environment without a stamp was interrupted while it was filled, so it is made anew: pip takes a
    package for installed as soon as its metadata is there.
    """
    place, locked, project = _fingerprint()
    stamp = _STAMP.read_text().split() if _STAMP.exists() else []
    if stamp == [place, locked, project] and PYTHON.exists():
        return
    provide(VENV)
    if stamp[:1] != [place] or not _works():
        say(f"making the virtual environment {VENV_DIR.name} with Python {sys.version.split()[0]}")
        # Not the interpreter of an active environment: it may be the one that is being replaced.
        base = getattr(sys, "_base_executable", sys.executable)
        must([base, "-m", "venv", "--clear", VENV_DIR], "The virtual environment could not be made.")
        stamp = []
    if stamp[1:2] != [locked]:
        _STAMP.unlink(missing_ok=True)
        say("installing the locked dependencies (some 400 MB the first time)")
        _pip_install(
            ["--require-hashes", "--only-binary", ":all:", "--retries", "10", "--requirement", str(LOCK)],
            "The dependencies could not be installed. If it was the network, try again: downloads are kept.",
        )
        _STAMP.write_text(f"{place} {locked}")
    _pip_install(
        ["--quiet", "--no-build-isolation", "--editable", str(ROOT)],
        "The project itself could not be installed.",
    )
    _STAMP.write_text(f"{place} {locked} {project}")


def add_spark() -> None:
    """Add what the analysis runs on Spark with; left out of the rest because of its size."""
    # PySpark is published as a source archive only; it is built with the setuptools of the index.
    _pip_install(
        [
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--no-binary",
            "pyspark",
            "--requirement",
            str(SPARK_LOCK),
        ],
        "Spark could not be installed. If it was the network, try again.",
    )


def _pip_install(options: Sequence[str], otherwise: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    must([*pip, "install", "--no-deps", *options], otherwise)


def _works() -> bool:
    try:
        return subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _fingerprint() -> tuple[str, str, str]:
    """Return digests of what the environment is tied to (Python, folder) and of what it holds."""
    place = f"{sys.version_info[:3]} {ROOT}".encode()
    contents = (place, LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes())
    first, second, third = (hashlib.sha256(content).hexdigest()[:16] for content in contents)
    return first, second, third
