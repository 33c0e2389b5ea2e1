"""Writing the transactions that fit into a file: where to, how far it is, and stopping it.

The work runs aside and may take seconds. How far it is, it writes down, and the window looks now and then, so
that nothing is sent from thread to thread a thousand times; whoever closes the window stops it.
"""

from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QEvent, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.domain.transactions import TransactionQuery
from advisor_app.errors import AppError
from advisor_app.i18n import N_, format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.export_transactions import export_transactions
from advisor_app.services.open_book import Book
from advisor_app.ui.background import Background
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label

_EVERY_MS = 100
_BAR_WIDTH = 140


class _Run:
    """One export: how far it is, and whether it is to stop; read and written from two threads."""

    def __init__(self, query: TransactionQuery, path: Path, background: Background) -> None:
        self.query, self.path = query, path
        self._background = background
        self.done, self.total = 0, 0
        self.stop, self.over = Event(), Event()

    def told(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.done, self.total = done, total

    def stopped(self) -> bool:
        """Tell whether to leave off: it was asked to, or the book is being closed."""
        return self.stop.is_set() or self._background.closing

    def write(self, book: Book) -> int:
        """Write the file and return how many rows it has."""
        try:
            return export_transactions(book, self.query, self.path, self.told, self.stopped)
        finally:
            self.over.set()


class Export(QWidget):
    """A row that says how far an export is; it takes no room while there is none."""

    running_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runs: list[_Run] = []
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.text, self.bar, self.cancel_button = Label(kind="muted"), QProgressBar(), QPushButton()
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setTextVisible(False)
        say(self.bar.setAccessibleName, N_("Progress of the export"))
        say(self.cancel_button.setText, N_("Cancel"))
        say(self.cancel_button.setAccessibleName, N_("Cancel the export"))
        self.cancel_button.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text)
        row.addWidget(self.bar)
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        self._look = QTimer(self)
        self._look.setInterval(_EVERY_MS)
        self._look.timeout.connect(self._on_look)
        self.destroyed.connect(partial(_stop_all, self._runs))
        self.hide()

    @property
    def running(self) -> bool:
        """Whether a file is being written."""
        return bool(self._runs)

    def ask(self, query: TransactionQuery, profile: Profile) -> None:
        """Ask where to, then write what fits a query."""
        who = profile.person.number or ""
        name = "-".join(part for part in (_("Transactions"), who, words.column_day(profile.today)) if part)
        dialog = QFileDialog(self, _("Export transactions"), str(Path(self._folder, f"{name}.csv")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Tables (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{name}.csv")
        dialog.fileSelected.connect(partial(self.start, query))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def start(self, query: TransactionQuery, path: str) -> None:
        """Write what fits a query to a file."""
        if self._runs:
            return
        self._folder = str(Path(path).parent)
        run = _Run(query, Path(path), self._desk.background)
        self._runs.append(run)
        self._desk.ask(
            self, run.write, partial(self._on_written, run), failed=partial(self._on_failed, run), aside=True
        )
        self._look.start()
        self._show()
        self.show()
        self.running_changed.emit()

    def cancel(self) -> None:
        """Stop; nothing is left of the file."""
        _stop_all(self._runs)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._show()

    def _on_look(self) -> None:
        self._show()
        # A bug in the export is reported elsewhere; here it is over all the same.
        if all(run.over.is_set() for run in self._runs) and not self._desk.background.busy:
            self._finish()

    def _on_written(self, run: _Run, rows: int) -> None:
        self._finish()
        if rows == 0 and run.stopped():
            self._desk.told.emit(_("The export was stopped; no file was written."))
            return
        text = ngettext(
            "{n} row was written to {path}.", "{n} rows were written to {path}.", rows, path=str(run.path)
        )
        self._desk.told.emit(text)

    def _on_failed(self, run: _Run, error: AppError) -> None:
        self._finish()
        self._desk.failed.emit(error)

    def _finish(self) -> None:
        self._runs.clear()
        self._look.stop()
        self.hide()
        self.running_changed.emit()

    def _show(self) -> None:
        if not self._runs:
            return
        [run] = self._runs
        self.cancel_button.setEnabled(not run.stop.is_set())
        self.bar.setRange(0, run.total)
        self.bar.setValue(run.done)
        if run.stop.is_set():
            self.text.setText(_("Stopping …"))
        else:
            done, total = format_number(run.done), format_number(run.total)
            self.text.setText(_("Exporting: {done} of {total}", done=done, total=total))


def _stop_all(runs: list[_Run], *_destroyed: object) -> None:
    for run in runs:
        run.stop.set()
