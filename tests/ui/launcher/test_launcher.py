"""The launcher with a workbench in a real process of its own: what it refuses, and what becomes of the process."""

import signal
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.data import vault
from advisor_app.data.files import FileLock
from advisor_app.data.keystores import DEMO_FILE_NAME, DemoStore
from advisor_app.data.opening import DATABASE, LOCK
from advisor_app.data.vault.header import FILE_NAME
from advisor_app.data.vault.seal import Seal
from advisor_app.data.vault.throttle import FAILURES, Throttle
from advisor_app.services.program import Start
from advisor_app.ui.launcher.launcher import Launcher
from advisor_app.ui.say import speak
from tests.support.processes import PATIENCE, is_gone, of_folder, wait_for
from tests.support.stores import OTHER_PASSPHRASE, PASSPHRASE, MemoryKeyStore, new_store
from tests.ui.launcher.conftest import Launch

MS = int(PATIENCE * 1000)


def submit(launcher: Launcher, passphrase: str, qtbot: QtBot) -> None:
    """Type a passphrase, and wait until it is answered."""
    page = launcher.window.unlock
    page.field.edit.setText(passphrase)
    page.submit()
    qtbot.waitUntil(lambda: launcher.opened or not page.busy, timeout=MS)


def said(launcher: Launcher) -> str:
    notice = launcher.window.unlock.notice
    assert notice
    return notice.text


def runs(launcher: Launcher) -> bool:
    return launcher.process is not None


def is_sealed(folder: Path) -> bool:
    seal = Seal(DemoStore(folder), vault.load(folder).store_id)
    return seal.check(folder / DATABASE).clean


def test_a_wrong_passphrase_then_the_right_one(book: Path, launch: Launch, qtbot: QtBot) -> None:
    launcher = launch(book)
    assert launcher.window.unlock.owner.text() == "江城银行 · 李敏 (A0017)"
    submit(launcher, OTHER_PASSPHRASE, qtbot)
    assert said(launcher) == "口令不正确，无法解锁。请检查大写锁定键和输入法。"
    assert launcher.window.unlock.field.edit.selectedText() != ""
    process = launcher.process
    with qtbot.waitSignal(launcher.ended, timeout=MS):
        submit(launcher, PASSPHRASE, qtbot)
    assert process
    assert process is launcher.process
    assert not launcher.window.isVisible()
    assert not is_sealed(book)
    workbench = psutil.Process(process.pid)
    workbench.send_signal(signal.SIGTERM)
    assert process._process.wait(PATIENCE) == 0
    assert is_sealed(book)


def test_after_too_many_wrong_ones_it_says_how_long_to_wait(book: Path, launch: Launch, qtbot: QtBot) -> None:
    throttle = Throttle(DemoStore(book), vault.load(book).store_id)
    for _ in range(FAILURES):
        throttle.begin()
    launcher = launch(book)
    submit(launcher, PASSPHRASE, qtbot)
    assert "10" in said(launcher)
    speak("en")
    assert said(launcher) == "Too many wrong passphrases. Try again in 10 minutes."


@pytest.mark.linux
def test_without_a_key_store_it_says_what_to_start(tmp_path: Path, launch: Launch, qtbot: QtBot) -> None:
    new_store(tmp_path / "book", MemoryKeyStore())
    launcher = launch(tmp_path / "book")
    submit(launcher, PASSPHRASE, qtbot)
    assert "GNOME 密钥环" in said(launcher)


def test_a_book_of_another_machine_is_refused(book: Path, launch: Launch, qtbot: QtBot) -> None:
    (book / DEMO_FILE_NAME).unlink()
    launcher = launch(book)
    submit(launcher, PASSPHRASE, qtbot)
    speak("en")
    assert "on another machine, enrol anew" in said(launcher)


@pytest.mark.parametrize("name", [DATABASE, FILE_NAME])
def test_a_damaged_book_is_refused(book: Path, launch: Launch, qtbot: QtBot, name: str) -> None:
    content = bytearray((book / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (book / name).write_bytes(content)
    launcher = launch(book)
    submit(launcher, PASSPHRASE, qtbot)
    assert str(book) in said(launcher)
    assert (book / name).read_bytes() == bytes(content)


def test_the_process_that_still_closes_the_book_is_waited_for(
    book: Path, launch: Launch, qtbot: QtBot
) -> None:
    launcher = launch(book)
    lock = FileLock(book / LOCK)
    page = launcher.window.unlock
    page.field.edit.setText(PASSPHRASE)
    page.submit()
    qtbot.wait(2000)  # longer than unlocking takes
    assert not launcher.opened
    lock.release()
    qtbot.waitUntil(lambda: launcher.opened, timeout=MS)


def test_a_workbench_that_is_killed_while_unlocking_is_started_anew(
    book: Path, launch: Launch, qtbot: QtBot
) -> None:
    launcher = launch(book)
    assert launcher.process
    first = launcher.process.pid
    page = launcher.window.unlock
    page.field.edit.setText(PASSPHRASE)
    page.submit()
    psutil.Process(first).kill()
    qtbot.waitUntil(lambda: not page.busy, timeout=MS)
    assert said(launcher) == "负责打开管户数据的进程已退出（代码 -9）。已重新启动，请再试一次。"
    assert page.field.edit.text() == PASSPHRASE
    assert launcher.process.pid != first
    submit(launcher, PASSPHRASE, qtbot)
    assert launcher.opened


def test_one_that_dies_again_and_again_is_started_when_somebody_asks(
    book: Path, launch: Launch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Start, "command", lambda _start: [sys.executable, "-c", "raise SystemExit(3)"])
        launcher = launch(book)
        page = launcher.window.unlock
        assert page.notice
        qtbot.waitUntil(page.notice.retry_button.isVisible, timeout=MS)
        assert str(book / "log") in said(launcher)
        assert not page.field.isEnabled()
    qtbot.mouseClick(page.notice.retry_button, Qt.MouseButton.LeftButton)
    assert page.field.isEnabled()
    submit(launcher, PASSPHRASE, qtbot)
    assert launcher.opened


@pytest.mark.parametrize("moment", ["loading", "warm", "unlocking"])
def test_a_launcher_that_is_closed_early_leaves_no_process(
    book: Path, launch: Launch, qtbot: QtBot, moment: str
) -> None:
    launcher = launch(book)
    process = launcher.process
    assert process
    answers: list[dict[str, str]] = []
    process.answered.connect(answers.append)
    if moment != "loading":
        qtbot.waitUntil(lambda: answers == [{"is": "warm"}], timeout=MS)
    if moment == "unlocking":
        launcher.window.unlock.field.edit.setText(PASSPHRASE)
        launcher.window.unlock.submit()
    assert not is_gone(process.pid)
    launcher.window.close()
    launcher.close()
    wait_for(lambda: is_gone(process.pid))
    assert of_folder(book) == []
    assert is_sealed(book)


def test_a_passphrase_from_a_file_is_submitted_at_once(
    book: Path, tmp_path: Path, launch: Launch, qtbot: QtBot
) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    launcher = launch(book, passphrase_file=file)
    qtbot.waitUntil(lambda: launcher.opened, timeout=MS)


def test_after_a_lock_it_waits_for_a_person(book: Path, tmp_path: Path, launch: Launch, qtbot: QtBot) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE, encoding="utf-8")
    launcher = launch(book, passphrase_file=file, locked=True)
    page = launcher.window.unlock
    assert (page.field.edit.text(), page.busy) == (PASSPHRASE, False)


def test_after_a_lock_a_book_of_real_people_is_not_even_prepared(
    tmp_path: Path, launch: Launch, qtbot: QtBot
) -> None:
    new_store(tmp_path / "book", MemoryKeyStore())
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE, encoding="utf-8")
    launcher = launch(tmp_path / "book", passphrase_file=file, locked=True)
    page = launcher.window.unlock
    assert (page.field.edit.text(), page.busy) == ("", False)


def test_a_file_without_a_passphrase_is_said(book: Path, tmp_path: Path, launch: Launch) -> None:
    launcher = launch(book, passphrase_file=tmp_path / "nothing")
    assert str(tmp_path / "nothing") in said(launcher)
    assert launcher.window.unlock.field.isEnabled()


def test_settings_that_cannot_be_used_are_said_and_read_again(
    book: Path, launch: Launch, qtbot: QtBot
) -> None:
    settings = book / "settings.toml"
    settings.write_text('theme = "pink"\n', encoding="utf-8")
    launcher = launch(book)
    page = launcher.window.unlock
    assert page.notice
    assert "pink" in said(launcher)
    assert not runs(launcher)
    assert not page.field.isEnabled()
    qtbot.mouseClick(page.notice.retry_button, Qt.MouseButton.LeftButton)
    assert not runs(launcher)
    settings.write_text('theme = "dark"\n', encoding="utf-8")
    qtbot.mouseClick(page.notice.retry_button, Qt.MouseButton.LeftButton)
    assert runs(launcher)
    assert page.field.isEnabled()
    assert said(launcher) == ""


def test_a_language_that_is_chosen_is_kept(book: Path, launch: Launch, qtbot: QtBot) -> None:
    launcher = launch(book)
    settings = book / "settings.toml"
    qtbot.mouseClick(launcher.window.languages.buttons["en"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(settings.exists)
    assert settings.read_text(encoding="utf-8") == 'language = "en"\n'
    submit(launcher, OTHER_PASSPHRASE, qtbot)
    assert (
        said(launcher)
        == "The passphrase does not open this store. Check Caps Lock and the keyboard language."
    )


@pytest.mark.linux
def test_a_language_that_cannot_be_kept_is_spoken_all_the_same(
    book: Path, launch: Launch, qtbot: QtBot
) -> None:
    launcher = launch(book)
    (book / "settings.toml").mkdir()
    qtbot.mouseClick(launcher.window.languages.buttons["en"], Qt.MouseButton.LeftButton)
    qtbot.wait(50)
    assert launcher.window.unlock.button.text() == "Unlock"
    assert said(launcher) == ""
