"""Logging contacts on a book of a million transactions: from Ctrl+L to the form ready, from Ctrl+Enter to it closed.

Ready means painted, with the focus in the line, the bank's channels offered and the customer named who is looked
at. Closed means that the contact is in the encrypted book, on the disk, and the form gone from the screen. The
first form of a window stands apart.
"""

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.sync_process import SyncControl
from benchmarks import Result
from benchmarks.window import Painted, application, desk, p95
from benchmarks.window_customer import drawn_from, fill

ROUNDS = 150
LINES = ("#电话 谈了大额存单到期 明天下午回访", "#来电 问了利率", "昨天 #拜访 一起看了房贷 下周五寄送资料")
READY_MS, CLOSED_MS = 100.0, 50.0
_CONTROL = Qt.KeyboardModifier.ControlModifier


class Measured:
    """A whole window, in which contacts are logged by keys."""

    def __init__(self, made: Desk, folder: Path) -> None:
        self._desk = made
        self.window = MainWindow(made, SyncControl(made.book, made.settings, made), folder / "window.ini")
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self._painted = Painted(self.window)

    def wait_until_prepared(self) -> None:
        """Wait as long as a person needs to look at a new window, in which the form is made beforehand."""
        while self.window.findChild(LogSheet) is None:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def ready(self, customer: bytes) -> float:
        """Return the seconds from Ctrl+L to the form for a customer who is looked at."""
        self._desk.customer_wanted.emit(customer)
        self._settle()
        return self._painted.seconds(self._open, self._is_ready)

    def closed(self, line: str) -> float:
        """Return the seconds from Ctrl+Enter, once a line is typed and understood, to the form gone."""
        sheet = self._sheet
        event = QInputMethodEvent()
        event.setCommitString(line)
        QCoreApplication.sendEvent(sheet.form.quick.field, event)
        self._settle()
        started = time.perf_counter()
        _press(Qt.Key.Key_Return)
        while sheet.isVisible():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return time.perf_counter() - started

    def logged(self) -> int:
        """Return how many contacts the book has that were logged here."""
        with self._desk.book.store.read() as tx:
            return int(
                tx.exec_driver_sql(
                    "SELECT count(*) FROM interactions WHERE recorded_at IS NOT NULL"
                ).scalar_one()
            )

    @property
    def _sheet(self) -> LogSheet:
        found = self.window.findChild(LogSheet)
        assert isinstance(found, LogSheet)
        return found

    def _open(self) -> None:
        _press(Qt.Key.Key_L)

    def _is_ready(self) -> bool:
        sheet = self._sheet
        fields = sheet.form.fields
        named = fields.customers.names not in ((), ("…",))
        return named and bool(fields.channel.chips) and sheet.form.quick.field.hasFocus()

    def _settle(self) -> None:
        while self._desk.background.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QCoreApplication.processEvents()


def _press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(focused, QKeyEvent(kind, key, _CONTROL))


def run() -> Iterable[Result]:
    """Measure."""
    app = application()
    with desk(fill) as made, tempfile.TemporaryDirectory() as folder:
        measured = Measured(made, Path(folder))
        customers = drawn_from(made.book.store, ROUNDS + 1)
        measured.wait_until_prepared()
        first = measured.ready(customers[0])
        measured.closed(LINES[0])
        ready, closed = [], []
        for place, customer in enumerate(customers[1:]):
            ready.append(measured.ready(customer))
            closed.append(measured.closed(LINES[place % len(LINES)]))
        assert measured.logged() == ROUNDS + 1
        measured.window.close()
    del app
    for name, value, unit, limit in (
        ("first", first * 1000, "ms", READY_MS),
        ("ready", p95(ready), "ms p95", READY_MS),
        ("closed", p95(closed), "ms p95", CLOSED_MS),
    ):
        yield Result(
            f"window_contact.{name}", value, unit, "limit", value / limit, f"≤ {limit:g} ms", value <= limit
        )
