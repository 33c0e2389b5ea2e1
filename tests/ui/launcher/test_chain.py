"""The chain of processes as the system sees it: started, unlocked, locked, ended, and nothing left of any of them."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from advisor_app.data import vault
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import DATABASE
from advisor_app.data.vault.seal import Seal
from advisor_app.services.program import SYNC_WORKER, WORKBENCH, Start
from tests.support.bank import fill
from tests.support.logind import Logind, running, system_bus
from tests.support.office import PASSPHRASE as OFFICE_PASSPHRASE
from tests.support.office import demo_bank, device, serving
from tests.support.processes import PATIENCE, is_gone, none_left, of_folder, wait_for
from tests.support.stores import PASSPHRASE

pytestmark = pytest.mark.linux


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    with system_bus(tmp_path) as address:
        yield address


@pytest.fixture
def logind(bus: str) -> Iterator[Logind]:
    with running(bus) as service:
        yield service


@pytest.fixture
def environment(bus: str) -> Mapping[str, str]:
    return os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": bus}


class Chain:
    """The window started as somebody starts it who waits for its end: by reading its standard error."""

    def __init__(self, folder: Path, passphrase: str, environment: Mapping[str, str]) -> None:
        self.folder = folder
        file = folder.with_name("passphrase")
        file.write_text(passphrase, encoding="utf-8")
        command = Start(data_dir=folder, passphrase_file=file).command()
        self.first = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, name="chain")
        self._reader.start()

    @property
    def ended(self) -> bool:
        """Whether nobody can say anything any more."""
        return not self._reader.is_alive()

    def processes(self, *words: str) -> list[psutil.Process]:
        """Return the processes whose commands have all these words."""
        return [process for process in of_folder(self.folder) if set(words) <= set(process.cmdline())]

    def wait(self) -> list[str]:
        """Wait for the end, and return what was said that means something."""
        self._reader.join(PATIENCE)
        assert self.ended
        self.first.wait(PATIENCE)
        return [line for line in self.said if "propagateSizeHints" not in line]

    def _read(self) -> None:
        assert self.first.stderr
        with self.first.stderr as stream:
            self.said += stream


def opened(chain: Chain, logind: Logind) -> psutil.Process:
    """Wait until the book is open and its window listens to the system; return its process."""
    wait_for(lambda: "Get" in logind.asked)  # it is asked last: what the system says is heard from now on
    assert chain.first.wait(PATIENCE) == 0
    [workbench] = chain.processes(WORKBENCH)
    return workbench


def is_sealed(folder: Path) -> bool:
    return Seal(DemoStore(folder), vault.load(folder).store_id).check(folder / DATABASE).clean


def test_a_lock_ends_the_process_and_a_launcher_appears(
    book: Path, logind: Logind, environment: Mapping[str, str]
) -> None:
    chain = Chain(book, PASSPHRASE, environment)
    workbench = opened(chain, logind)
    assert not is_sealed(book)
    again = subprocess.run(Start(data_dir=book).command(), env=environment, capture_output=True, check=True)
    assert again.stdout == b""
    assert chain.processes() == [workbench]  # the second start brought it forward and ended
    logind.prepare_for_sleep()
    assert logind.wait_for_release()
    assert is_gone(workbench.pid)
    assert is_sealed(book)
    wait_for(lambda: len(chain.processes()) == 2)
    [launcher] = chain.processes("--locked", "window")
    [warming] = chain.processes("--locked", WORKBENCH)
    assert warming.parent() == launcher
    assert not chain.ended
    launcher.send_signal(signal.SIGTERM)
    assert chain.wait() == []
    assert chain.processes() == []
    assert is_sealed(book)  # the passphrase in the file opened nothing after the lock


@pytest.mark.parametrize("how", ["terminate", "lock"])
def test_the_end_stops_a_sync_and_seals_the_book(
    tmp_path: Path, logind: Logind, environment: Mapping[str, str], how: str
) -> None:
    folder = tmp_path / "book"
    engine = demo_bank(tmp_path)
    filled = fill(engine, advisors=1, customers=60, transactions=1_500)
    with serving(engine, tmp_path / "tls") as office, none_left(folder):
        with device(office, filled.advisors[0], folder):
            pass
        chain = Chain(folder, OFFICE_PASSPHRASE, environment)
        workbench = opened(chain, logind)
        wait_for(lambda: any(SYNC_WORKER in child.cmdline() for child in workbench.children()))
        [worker] = workbench.children()
        if how == "terminate":
            workbench.send_signal(signal.SIGTERM)
        else:
            logind.lock()
        wait_for(lambda: is_gone(workbench.pid))
        assert is_gone(worker.pid)
        assert is_sealed(folder)
        if how == "lock":
            wait_for(lambda: chain.processes("--locked", "window"))
            [launcher] = chain.processes("--locked", "window")
            launcher.send_signal(signal.SIGTERM)
        assert chain.wait() == []
        assert chain.processes() == []
    engine.dispose()


def test_a_launcher_that_is_killed_takes_its_workbench_along(
    book: Path, environment: Mapping[str, str]
) -> None:
    first = subprocess.Popen(Start(data_dir=book).command(), env=environment, stderr=subprocess.DEVNULL)
    wait_for(lambda: len(of_folder(book)) == 2)
    first.kill()
    first.wait(PATIENCE)
    wait_for(lambda: of_folder(book) == [])
    assert is_sealed(book)
