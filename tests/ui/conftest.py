"""Desks on real encrypted books, the application in our dress, and the guards around every test of the window."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.data import vault
from advisor_app.data.opening import DATABASE, create_store, open_store
from advisor_app.data.store import Store
from advisor_app.services.open_book import Book
from advisor_app.settings import WORKBENCH, Settings
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.theme.state import switch
from advisor_app.ui.theme.tokens import LIGHT
from tests.support import rich_book, windows
from tests.support.rich_book import People
from tests.support.stores import ADVISOR, CHEAP, DEVICE, PASSPHRASE, MemoryKeyStore


@dataclass(frozen=True)
class Kept:
    """A store on disk that desks are opened on copies of, and who is in it (nobody in an empty one)."""

    folder: Path
    secrets: vault.Secrets
    people: People | None


def _make(folder: Path, *, filled: bool = True, latin: bool = False) -> Kept:
    keys, secrets = MemoryKeyStore(), vault.Secrets.new()
    bank, name = ("Riverside Bank", "Li") if latin else ("江城银行", "李经理")
    about = {"bank": bank, "advisor_name": name, "server": "https://127.0.0.1:1"}
    create_store(
        folder, PASSPHRASE, keys, secrets, advisor=ADVISOR, device=DEVICE, demo=False, about=about, cost=CHEAP
    )
    people = None
    if filled:
        with open_store(folder, secrets, keys) as store:
            people = rich_book.write(store, latin=latin)
    return Kept(folder, secrets, people)


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Return a store with the book of `tests/support/rich_book`."""
    return _make(tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="session")
def rich_latin(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Return a store with the same book without any Chinese character."""
    return _make(tmp_path_factory.mktemp("latin"), latin=True)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Return a store as enrolment leaves it: nothing has been synced."""
    return _make(tmp_path_factory.mktemp("bare"), filled=False)


@pytest.fixture
def people(rich: Kept) -> People:
    """Return the customers of the rich book."""
    assert rich.people is not None
    return rich.people


@pytest.fixture(autouse=True)
def _leaves_nothing(qapp: QApplication) -> Iterator[None]:
    """Fail on windows, timers, animations and jobs that a test leaves."""
    yield
    if left := windows.left_behind():
        windows.clear()
        pytest.fail("\n".join(left), pytrace=False)


@pytest.fixture(autouse=True)
def _keeps_widgets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the widgets of a test until they have been closed.

    pytest-qt refers to them weakly, and they refer to themselves in circles: between the end of a test's
    function and their closing the garbage collector could destroy a window in the middle of its repaint.
    """
    kept: list[QWidget] = []
    add = QtBot.addWidget

    def add_and_keep(bot: QtBot, widget: QWidget, **options: Any) -> None:
        kept.append(widget)
        add(bot, widget, **options)

    monkeypatch.setattr(QtBot, "addWidget", add_and_keep)
    yield
    kept.clear()


@pytest.fixture(autouse=True)
def _light_colours() -> None:
    """Begin each test in the light colours, whatever the one before it painted in."""
    switch(LIGHT)


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """Return the application in light dress; theme and language are put back after the test."""
    theme.apply(qapp, "light")
    yield qapp
    speak("zh_CN")
    theme.apply(qapp, "light")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the default settings, to be changed in a file of the test's own."""
    return Settings.load(WORKBENCH, user_file=tmp_path / "config" / "settings.toml")


@pytest.fixture
def crashes() -> list[BaseException]:
    """Return the bugs that jobs of the test's desks ended with; a test that expects some clears the list."""
    return []


@pytest.fixture
def desk(
    rich: Kept,
    tmp_path: Path,
    settings: Settings,
    themed: QApplication,
    qtbot: QtBot,
    crashes: list[BaseException],
) -> Iterator[Desk]:
    """Return a desk on a copy of the rich book."""
    yield from _desk(rich, tmp_path, settings, qtbot, crashes)


@pytest.fixture
def latin_desk(
    rich_latin: Kept,
    tmp_path: Path,
    settings: Settings,
    themed: QApplication,
    qtbot: QtBot,
    crashes: list[BaseException],
) -> Iterator[Desk]:
    """Return a desk on a copy of the book without Chinese characters."""
    yield from _desk(rich_latin, tmp_path, settings, qtbot, crashes)


@pytest.fixture
def bare_desk(
    bare: Kept,
    tmp_path: Path,
    settings: Settings,
    themed: QApplication,
    qtbot: QtBot,
    crashes: list[BaseException],
) -> Iterator[Desk]:
    """Return a desk on a copy of the book into which nothing has been synced."""
    yield from _desk(bare, tmp_path, settings, qtbot, crashes)


def _desk(
    kept: Kept, tmp_path: Path, settings: Settings, qtbot: QtBot, crashes: list[BaseException]
) -> Iterator[Desk]:
    folder = tmp_path / "book"
    shutil.copytree(kept.folder, folder)
    header = vault.load(folder)
    store = Store(folder / DATABASE, kept.secrets, actor=header.advisor, device=header.device)
    desk = Desk(Book(folder, header, kept.secrets, store), settings)
    desk.background.crashed.connect(crashes.append)
    yield desk
    try:
        qtbot.waitUntil(lambda: not desk.background.busy)
    finally:
        desk.background.close()
        store.close()
        delete(desk)
    assert crashes == []
