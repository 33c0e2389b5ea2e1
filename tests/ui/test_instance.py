"""One window per book: a second start brings the first forward, and what a killed process left is no hindrance."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.services.program import Start
from advisor_app.ui import instance
from advisor_app.ui.instance import Instance, come_forward, raise_other


@pytest.fixture
def first(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Instance]:
    """Return the instance of a window that is there."""
    first = Instance(tmp_path / "book")
    assert first.listen()
    yield first
    first.close()
    delete(first)


def test_a_second_start_brings_the_first_window_forward_and_ends(
    first: Instance, tmp_path: Path, qtbot: QtBot
) -> None:
    command = Start(data_dir=tmp_path / "book").command()
    with qtbot.waitSignal(first.wanted, timeout=30_000):
        second = subprocess.Popen(command, stderr=subprocess.PIPE)
    with second:
        assert second.wait(30) == 0
    assert not (tmp_path / "book").exists()


def test_two_that_have_both_painted_become_one(first: Instance, tmp_path: Path, qtbot: QtBot) -> None:
    second = Instance(tmp_path / "book")
    with qtbot.waitSignal(first.wanted):
        assert not second.listen()
    delete(second)


def test_windows_of_other_books_do_not_meet(first: Instance, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(first.wanted, wait=50):
        assert not raise_other(tmp_path / "other")
    other = Instance(tmp_path / "other")
    assert other.listen()
    other.close()
    delete(other)


def test_the_way_to_a_folder_does_not_matter(first: Instance, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "book")
    with qtbot.waitSignal(first.wanted):
        assert raise_other(tmp_path / "link")


def test_one_that_is_closed_makes_room_for_the_next(first: Instance, tmp_path: Path) -> None:
    first.close()
    assert not raise_other(tmp_path / "book")
    second = Instance(tmp_path / "book")
    assert second.listen()
    second.close()
    delete(second)


@pytest.mark.linux
def test_a_socket_that_a_killed_process_left_is_replaced(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    name = instance._socket_name(tmp_path / "book")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(name)
    assert Path(name).exists()
    assert not raise_other(tmp_path / "book")
    after = Instance(tmp_path / "book")
    assert after.listen()
    with qtbot.waitSignal(after.wanted):
        assert raise_other(tmp_path / "book")
    assert Path(name).stat().st_mode & 0o077 == 0
    after.close()
    assert not Path(name).exists()
    delete(after)


@pytest.mark.linux
def test_the_socket_of_another_user_is_not_called(
    first: Instance, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = Path(instance._socket_name(tmp_path / "book"))
    assert instance._is_ours(name)
    monkeypatch.setattr("os.getuid", lambda: 12_345)
    assert not instance._is_ours(name)


def test_looking_for_nobody_does_not_load_the_network(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from advisor_app.ui.instance import raise_other\n"
        f"print(raise_other(Path({str(tmp_path)!r})), 'PySide6.QtNetwork' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False False\n" or sys.platform == "win32"


def test_a_window_comes_forward_from_the_task_bar(themed: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    come_forward(window)
    assert window.isVisible()
    assert not window.isMinimized()
