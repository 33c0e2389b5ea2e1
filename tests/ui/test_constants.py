"""Qt may lose references to None, True and False, and the program outlives it."""

import subprocess
import sys

PROGRAM = """
import advisor_app.ui
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    told = Signal(bool)
source = Source()
for _ in range(20_000):
    source.told.emit(True)
    source.told.emit(False)
    source.setObjectName("x")
print(None, True, False)
"""


def test_many_signals_and_calls_do_not_end_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "None True False\n"), done.stderr
