"""Changing the passphrase: a kill at any line of it leaves exactly one passphrase that opens the store."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from advisor_app.data import vault
from advisor_app.data.errors import DeviceSecretError, PassphraseRuleError, WrongPassphraseError
from advisor_app.data.keystores import DemoStore
from advisor_app.data.vault import header as header_file
from advisor_app.data.vault import passphrase as rules
from advisor_app.errors import AppError
from tests.support.stores import ADVISOR, CHEAP, DEVICE, OTHER_PASSPHRASE, PASSPHRASE


@pytest.fixture
def secrets(tmp_path: Path) -> vault.Secrets:
    """Make a vault on real files: the demo key store, whose steps a kill can also hit."""
    secrets = vault.Secrets.new()
    keys = DemoStore(tmp_path)
    vault.create(tmp_path, PASSPHRASE, keys, secrets, advisor=ADVISOR, device=DEVICE, demo=True, cost=CHEAP)
    return secrets


def change(folder: Path) -> None:
    vault.change_passphrase(folder, PASSPHRASE, OTHER_PASSPHRASE, DemoStore(folder), floor=CHEAP, cost=CHEAP)


def what_opens(folder: Path, secrets: vault.Secrets) -> list[str]:
    opening = []
    for passphrase in (PASSPHRASE, OTHER_PASSPHRASE):
        try:
            assert vault.unlock(folder, passphrase, DemoStore(folder), floor=CHEAP) == secrets
            opening.append(passphrase)
        except WrongPassphraseError:
            pass
    return opening


def test_the_new_passphrase_opens_the_same_keys(tmp_path: Path, secrets: vault.Secrets) -> None:
    (tmp_path / "store.db").write_bytes(b"never touched")
    change(tmp_path)
    assert what_opens(tmp_path, secrets) == [OTHER_PASSPHRASE]
    assert (tmp_path / "store.db").read_bytes() == b"never touched"
    assert not list(tmp_path.glob("*.new"))


def test_the_old_one_must_be_right_and_the_new_one_good(tmp_path: Path, secrets: vault.Secrets) -> None:
    keys = DemoStore(tmp_path)
    with pytest.raises(WrongPassphraseError):
        vault.change_passphrase(tmp_path, OTHER_PASSPHRASE, OTHER_PASSPHRASE, keys, floor=CHEAP, cost=CHEAP)
    with pytest.raises(PassphraseRuleError):
        vault.change_passphrase(tmp_path, PASSPHRASE, "short", keys, floor=CHEAP, cost=CHEAP)
    assert what_opens(tmp_path, secrets) == [PASSPHRASE]


def test_the_cost_never_falls(tmp_path: Path, secrets: vault.Secrets) -> None:
    keys = DemoStore(tmp_path)
    dear = vault.Cost(memory_kib=256, passes=2, lanes=1)
    vault.change_passphrase(tmp_path, PASSPHRASE, OTHER_PASSPHRASE, keys, floor=CHEAP, cost=dear)
    vault.change_passphrase(tmp_path, OTHER_PASSPHRASE, PASSPHRASE, keys, floor=CHEAP, cost=CHEAP)
    assert vault.load(tmp_path).cost == dear


def test_a_copy_of_the_old_header_opens_no_more(tmp_path: Path, secrets: vault.Secrets) -> None:
    copy = (tmp_path / "header.json").read_bytes()
    change(tmp_path)
    (tmp_path / "header.json").write_bytes(copy)
    with pytest.raises(DeviceSecretError):
        vault.unlock(tmp_path, PASSPHRASE, DemoStore(tmp_path), floor=CHEAP)


def of_the_product(code: CodeType) -> bool:
    return f"{os.sep}advisor_app{os.sep}" in code.co_filename and code.co_filename != rules.__file__


def killed_at_line(number: int, work: Callable[[], None], counts: Callable[[CodeType], bool]) -> bool:
    """Run `work` in a child that kills itself at the n-th line that counts; tell whether it got there."""
    child = os.fork()
    if child == 0:
        lines = 0

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal lines
            if not counts(frame.f_code):
                return None
            if event == "line":
                lines += 1
                if lines == number:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        try:
            sys.settrace(trace)
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def kill_everywhere(
    folder: Path, secrets: vault.Secrets, counts: Callable[[CodeType], bool]
) -> tuple[int, set[tuple[str, ...]]]:
    """Kill a change of passphrase at each line that counts; return how many, and what opened the store."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    outcomes = set()
    number = 1
    while killed_at_line(number, lambda: change(folder), counts):
        try:
            outcomes.add(tuple(what_opens(folder, secrets)))
        except AppError as error:
            outcomes.add((type(error).__name__,))
        for path in set(folder.iterdir()) - set(before):
            path.unlink()
        for path, content in before.items():
            path.write_bytes(content)
        number += 1
    return number - 1, outcomes


def test_a_kill_at_any_line_leaves_one_passphrase_working(tmp_path: Path, secrets: vault.Secrets) -> None:
    kills, outcomes = kill_everywhere(tmp_path, secrets, of_the_product)
    assert kills > 100
    assert outcomes == {(PASSPHRASE,), (OTHER_PASSPHRASE,)}


def write_in_place(path: Path, content: bytes) -> None:
    """Write as a careless program would: the old header is gone before the new one is there."""
    with path.open("wb", buffering=0) as file:
        file.write(content[:100])
        file.write(content[100:])


def test_the_kill_test_sees_a_header_that_is_written_in_place(
    tmp_path: Path, secrets: vault.Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: the same kills lose the store when the header is written carelessly."""
    monkeypatch.setattr(header_file, "write_atomically", write_in_place)
    kills, outcomes = kill_everywhere(tmp_path, secrets, lambda code: code is write_in_place.__code__)
    assert kills >= 3
    assert ("HeaderError",) in outcomes
