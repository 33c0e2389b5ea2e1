"""The processes of the window as an operating system sees them: which there are, and that none is left."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

PATIENCE = 60.0  # seconds: a workbench loads everything there is, on a machine that runs other tests too


def of_folder(folder: Path) -> list[psutil.Process]:
    """Return the processes whose command names a folder, in the order in which they were started."""
    every = psutil.process_iter(["cmdline", "create_time", "status"])
    found = [process for process in every if str(folder) in (process.info["cmdline"] or ())]
    living = [process for process in found if process.info["status"] != psutil.STATUS_ZOMBIE]
    return sorted(living, key=lambda process: process.info["create_time"])


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is so; AssertionError if it does not become so in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain")
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@contextmanager
def none_left(folder: Path) -> Iterator[None]:
    """End what still runs for a folder when the block ends, so that a test which fails leaves nothing."""
    try:
        yield
    finally:
        for process in of_folder(folder):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
                process.wait(10)
