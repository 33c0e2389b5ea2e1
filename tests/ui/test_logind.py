"""What logind says, heard in a process of its own: Qt keeps one connection to the system bus for ever."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.logind import OTHER_SESSION, Logind, running, system_bus
from tests.support.processes import wait_for

pytestmark = pytest.mark.linux
LISTENER = """
from PySide6.QtCore import QCoreApplication
from advisor_app.ui.logind import Logind
application = QCoreApplication([])
logind = Logind()
logind.listening.connect(lambda: print("listening", flush=True))
logind.leaving.connect(lambda: print("leaving", flush=True))
print("connected" if logind.connected else "alone", flush=True)
application.exec()
"""


@contextmanager
def listener(address: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": address}
    with subprocess.Popen(
        [sys.executable, "-c", LISTENER], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    with system_bus(tmp_path) as address:
        yield address


@pytest.fixture
def logind(bus: str) -> Iterator[Logind]:
    with running(bus) as service:
        yield service


@pytest.fixture
def process(bus: str, logind: Logind) -> Iterator[subprocess.Popen[str]]:
    """Return a listener that listens."""
    with listener(bus) as process:
        assert [said(process), said(process)] == ["connected", "listening"]
        yield process


def test_it_hears_that_the_machine_goes_to_sleep(logind: Logind, process: subprocess.Popen[str]) -> None:
    logind.prepare_for_sleep(begins=False)
    logind.lock(OTHER_SESSION)
    logind.prepare_for_sleep()
    assert said(process) == "leaving"
    logind.prepare_for_sleep()
    assert said(process) == "leaving"  # and nothing came of the two others


def test_it_hears_that_the_session_is_to_lock(logind: Logind, process: subprocess.Popen[str]) -> None:
    logind.lock()
    assert said(process) == "leaving"


def test_it_hears_of_a_desktop_that_locks_by_itself(logind: Logind, process: subprocess.Popen[str]) -> None:
    wait_for(lambda: logind.asked.count("Get") == 1)
    logind.show_hint(locked=False)
    wait_for(lambda: logind.asked.count("Get") == 2)
    logind.show_hint(locked=True)
    assert said(process) == "leaving"
    assert logind.asked.count("Get") == 3


def test_it_finds_a_session_that_was_locked_before_it_listened(bus: str, logind: Logind) -> None:
    logind.hint = True
    with listener(bus) as process:
        assert [said(process), said(process), said(process)] == ["connected", "listening", "leaving"]


def test_the_machine_does_not_sleep_before_the_process_has_ended(
    logind: Logind, process: subprocess.Popen[str]
) -> None:
    logind.prepare_for_sleep()
    assert said(process) == "leaving"
    assert process.poll() is None
    process.kill()
    assert logind.wait_for_release()


def test_without_logind_on_the_bus_it_listens_in_vain(bus: str) -> None:
    with listener(bus) as process:
        assert [said(process), said(process)] == ["connected", "listening"]


def test_without_a_bus_there_is_nothing_to_hear(tmp_path: Path) -> None:
    with listener(f"unix:path={tmp_path / 'nothing'}") as process:
        assert said(process) == "alone"
