"""The whole as an advisor has it: real processes, a real screen, a keyboard, and a screen reader for eyes."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from advisor_app.data import vault
from advisor_app.data.apply import set_state
from advisor_app.data.engine import connect
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import DATABASE, create_store, open_store
from tests.support import screen
from tests.support.factories import NOON, Book
from tests.support.screen import Screen, wait_for
from tests.support.stores import ADVISOR, DEVICE
from tests.support.stores import OTHER_PASSPHRASE as PASSPHRASE

AUM = 1_234_567_00
OPERATED = {"push button", "check box", "button menu", "text", "page tab", "list", "table", "combo box"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a book in which one of three customers is called 曾国藩."""
    keys, secrets = DemoStore(tmp_path), vault.Secrets.new()
    create_store(
        tmp_path,
        PASSPHRASE,
        keys,
        secrets,
        advisor=ADVISOR,
        device=DEVICE,
        demo=True,
        about={"bank": "江城银行", "advisor_name": "李杰", "server": "https://127.0.0.1:1"},
        cost=vault.FLOOR,
    )
    with open_store(tmp_path, secrets, keys) as store:
        book = Book(store)
        for name, aum in (("曾国藩", AUM), ("单于丹", 88_00), ("李四", 5_000_000_00)):
            book.customer(name, aum, number=f"N{aum}")
        with store.write() as tx:
            set_state(tx, "completed_at", str(NOON).encode())
    return tmp_path


@pytest.fixture
def display() -> Iterator[Screen]:
    with screen.running() as found:
        yield found


def asked(folder: Path, query: str, *values: str) -> list[Any]:
    """Return the first column of what a query of the test's own finds in the encrypted file."""
    secrets = vault.unlock(folder, PASSPHRASE, DemoStore(folder))
    connection = connect(folder / DATABASE, secrets.data_key)
    try:
        return [row[0] for row in connection.execute(query, values).fetchall()]
    finally:
        connection.close()


def independent_aum(folder: Path) -> int:
    """Return the AUM of the one whose name is 曾国藩."""
    query = "SELECT m.average_minor FROM aum_months AS m JOIN customers AS c ON c.id = m.customer_id WHERE c.name = ?"
    [amount] = asked(folder, query, "曾国藩")
    return int(amount)


def processes(folder: Path) -> list[psutil.Process]:
    """Return the processes that were started for a folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder) in (process.info["cmdline"] or ())
    ]


def listed(display: Screen) -> list[str]:
    """Return the names of the customers in the list."""
    return [node.name.partition("，")[0] for node in display.nodes() if node.role == "list item"]


def to_customers(display: Screen) -> None:
    """Go from today, with which a window begins, to the customers."""
    wait_for(lambda: display.read("可用分钟"), "the list of the day")

    def asked() -> object:
        display.key("ctrl+2")  # again, where the window did not have the focus yet
        return display.read("李四", "list item")

    wait_for(asked, "the list of customers")


@pytest.mark.linux
def test_unlock_find_read_lock(folder: Path, display: Screen) -> None:
    expected = f"¥{independent_aum(folder) / 100 / 10_000:,.2f}万"
    command = [sys.executable, "-m", "advisor_app", "--data-dir", str(folder), "--lang", "zh"]
    with subprocess.Popen(command, env=display.environment, stderr=subprocess.PIPE, text=True) as first:
        wait_for(lambda: display.read("口令", "text"), "the field for the passphrase")
        display.type("otters polish violins")
        display.key("Return")
        wait_for(lambda: display.read("口令"), "the sentence about a wrong passphrase")
        wait_for(lambda: display.read("Caps Lock|大写锁定"), "what to do about it")
        display.key("ctrl+a")
        display.type(PASSPHRASE)
        display.key("Return")
        to_customers(display)
        assert first.wait(20) == 0, "the process that held the passphrase has ended"

        display.key("ctrl+k")
        display.type("zengguofan")
        wait_for(lambda: listed(display) == ["曾国藩"], "the list to hold only who was searched for")
        display.key("Down", "Return")
        shown = wait_for(lambda: display.read(re.escape(expected), "label"), f"the figure {expected}")
        assert expected in shown

        assert [node for node in display.nodes() if node.role in OPERATED and not node.name] == []

        [workbench] = processes(folder)
        display.key("ctrl+shift+l")
        wait_for(lambda: display.read("口令", "text"), "the field for the passphrase after the lock")
        assert not display.read("曾国藩")
        workbench.wait(20)
        assert not (folder / f"{DATABASE}-wal").exists()
        display.key("ctrl+q")
        display.key("alt+F4")
        wait_for(lambda: not processes(folder), "all processes to end")
        assert first.stderr
        assert first.stderr.read() == ""


@pytest.mark.linux
def test_a_contact_that_is_typed_while_it_locks_is_logged_afterwards(folder: Path, display: Screen) -> None:
    command = [sys.executable, "-m", "advisor_app", "--data-dir", str(folder), "--lang", "zh"]
    with subprocess.Popen(command, env=display.environment, stderr=subprocess.PIPE, text=True) as first:
        wait_for(lambda: display.read("口令", "text"), "the field for the passphrase")
        display.type(PASSPHRASE)
        display.key("Return")
        to_customers(display)
        display.key("ctrl+l")
        wait_for(lambda: display.read("用一行文字记录联系"), "the form of a contact")
        display.type(f"@N{AUM} #phone talked about the deposit")
        wait_for(lambda: display.read("移除曾国藩", "push button"), "the customer to be understood")
        assert [node for node in display.nodes() if node.role in OPERATED and not node.name] == []
        [workbench] = processes(folder)
        display.key("ctrl+shift+l")
        workbench.wait(20)

        wait_for(lambda: display.read("口令", "text"), "the field for the passphrase after the lock")
        display.type(PASSPHRASE)
        display.key("Return")
        to_customers(display)
        display.key("ctrl+l")
        wait_for(lambda: display.read("有 1 份草稿尚未完成"), "the draft to be offered")
        display.key("shift+Tab", "shift+Tab", "space")
        wait_for(lambda: display.read("移除曾国藩", "push button"), "the draft in the form")
        display.key("ctrl+Return")
        wait_for(lambda: display.read("已记录与曾国藩的联系"), "the contact to be recorded")
        display.key("ctrl+q")
        wait_for(lambda: not processes(folder), "all processes to end")
        assert first.stderr
        assert first.stderr.read() == ""
    assert asked(folder, "SELECT note FROM interactions") == ["talked about the deposit"]
