"""What benchmarks of the window share: a real desk on a real encrypted book, offscreen, and waiting for paint."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from advisor_app.data import vault
from advisor_app.data.keystores import DemoStore
from advisor_app.data.opening import create_store, open_store
from advisor_app.data.store import Store
from advisor_app.services.open_book import open_book
from advisor_app.settings import WORKBENCH, Settings
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.housekeeping import Housekeeping

_PASSPHRASE = "four otters weigh a violin"  # noqa: S105  # of a book that lives as long as its benchmark
_PATIENCE_S = 20.0


def application() -> QApplication:
    """Return the application in our dress and kept as the workbench keeps it, painting into memory."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    made = QApplication([])
    theme.apply(made, "light")
    Housekeeping(made)
    return made


@contextmanager
def desk(fill: Callable[[Store], None]) -> Iterator[Desk]:
    """Yield a desk on a new encrypted book that `fill` has written."""
    with tempfile.TemporaryDirectory() as name:
        folder, secrets = Path(name, "book"), vault.Secrets.new()
        keys = DemoStore(folder)
        folder.mkdir(mode=0o700)
        create_store(
            folder,
            _PASSPHRASE,
            keys,
            secrets,
            advisor="A0001",
            device=bytes(16),
            demo=True,
            cost=vault.FLOOR,
        )
        with open_store(folder, secrets, keys) as store:
            fill(store)
        with open_book(folder, _PASSPHRASE) as book:
            made = Desk(book, Settings.load(WORKBENCH, user_file=folder / "settings.toml"))
            try:
                yield made
            finally:
                made.background.close()


class Painted(QObject):
    """Waits until something of a widget is painted after a condition has come true."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = widget
        self._ready: Callable[[], bool] = bool
        self._loop = QEventLoop()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def seconds(self, act: Callable[[], object], ready: Callable[[], bool]) -> float:
        """Return how long it takes from `act` until the widget is painted with what makes `ready` true."""
        started = time.perf_counter()
        self._ready = ready
        limit = QTimer(singleShot=True, interval=int(_PATIENCE_S * 1000))
        limit.timeout.connect(self._loop.quit)
        limit.start()
        act()
        self._loop.exec()
        took = time.perf_counter() - started
        if not limit.isActive():
            raise AssertionError("nothing was painted in time")
        limit.stop()
        self._ready = bool
        return took

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        """End the waiting after the paint that shows what was waited for."""
        painted = event.type() is QEvent.Type.Paint and isinstance(watched, QWidget)
        if painted and self._widget.isAncestorOf(cast(QWidget, watched)) and self._ready():
            self._ready = bool
            QTimer.singleShot(0, self._loop.quit)
        return False


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return sorted(seconds)[int(0.95 * len(seconds))] * 1000
