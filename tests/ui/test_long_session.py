"""The window outlives a day's work: calls that return nothing do not use up Python's None."""

import subprocess
import sys

import pytest

_CALLS = """
import sys
{first}
from PySide6.QtCore import QObject
worker = QObject()
for _ in range({calls}):
    worker.setObjectName("")
print(sys.getrefcount(None))
"""


def _run(first: str, calls: int) -> subprocess.CompletedProcess[str]:
    program = _CALLS.format(first=first, calls=calls)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_a_million_calls_leave_none_alive() -> None:
    done = _run("import advisor_app.ui", 1_000_000)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal in this Python")
def test_without_the_package_they_do_not() -> None:
    done = _run("", 1_000_000)
    assert done.returncode != 0, "PySide6 counts None correctly again: what keeps it alive is to be removed"
    assert "deallocating None" in done.stderr
