"""A book on disk that a workbench's own process opens, and a launcher in this one that starts it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.data import vault
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import create_store, open_store
from advisor_app.errors import AppError
from advisor_app.paths import AppPaths
from advisor_app.services.program import Start
from advisor_app.settings import WORKBENCH, Settings
from advisor_app.ui.launcher.launcher import Launcher
from tests.support import rich_book
from tests.support.processes import PATIENCE, none_left
from tests.support.stores import ADVISOR, DEVICE, PASSPHRASE

Launch = Callable[..., Launcher]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demonstration's book, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    keys, secrets = DemoStore(folder), vault.Secrets.new()
    about = {"bank": "江城银行", "advisor_name": "李敏", "server": "https://127.0.0.1:1"}
    create_store(
        folder,
        PASSPHRASE,
        keys,
        secrets,
        advisor=ADVISOR,
        device=DEVICE,
        demo=True,
        about=about,
        cost=vault.FLOOR,
    )
    with open_store(folder, secrets, keys) as store:
        rich_book.write(store)
    return folder


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Iterator[Path]:
    """Return the folder of a book of this test's own."""
    folder = tmp_path / "book"
    shutil.copytree(made, folder)
    with none_left(folder):
        yield folder


@pytest.fixture
def launch(themed: QApplication, qtbot: QtBot) -> Iterator[Launch]:
    """Return what opens a launcher on a folder and waits until it is complete and its workbench runs."""
    with ExitStack() as stack:

        def launch(folder: Path, **options: object) -> Launcher:
            paths = AppPaths.locate(folder)
            load = partial(Settings.load, WORKBENCH, user_file=paths.settings)
            start = Start(data_dir=folder, **options)  # type: ignore[arg-type]  # by name
            settings, trouble = Settings.defaults(WORKBENCH, user_file=paths.settings), None
            try:
                settings = load()
            except AppError as error:
                trouble = error
            launcher = Launcher(paths, start, settings, trouble, load)
            stack.callback(_close, launcher)
            launcher.window.show()
            qtbot.waitUntil(lambda: launcher.window.unlock.notice is not None)
            return launcher

        yield launch


def _close(launcher: Launcher) -> None:
    launcher.window.close()
    launcher.close()
    if launcher.process:
        if launcher.opened:
            launcher.process._process.terminate()
        launcher.process._process.wait(PATIENCE)
        launcher.process._reader.join()
    delete(launcher.window)
    delete(launcher)
