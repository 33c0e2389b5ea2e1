"""What a recorded contact has already: promises with how they stand, and files of which a copy can be saved."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.promises import KEPT, WITHDRAWN, PromiseRow, Standing
from advisor_app.domain.written import FileRow
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.save_file import save_file
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.files_field import size_shown
from advisor_app.ui.screens.contact.spoken import day_shown
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.layouts import empty

STANDINGS = {
    Standing.OPEN: (N_("open"), Tone.ACCENT),
    Standing.KEPT: (N_("kept"), Tone.GOOD),
    Standing.LATE: (N_("kept late"), Tone.WARN),
    Standing.BROKEN: (N_("overdue"), Tone.BAD),
    Standing.WITHDRAWN: (N_("withdrawn"), Tone.NEUTRAL),
}
"""How a promise stands, in a word and a tone."""


class Recorded(QWidget):
    """The promises and files of one contact; without any it takes no room."""

    settled = Signal(bytes, str)
    """A promise was kept, or is withdrawn: its id and the outcome."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._promises: tuple[PromiseRow, ...] = ()
        self._files: tuple[FileRow, ...] = ()
        self._today = 0
        self._settle = False
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.promises: list[PromiseLine] = []
        self.files: list[FileLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def show_recorded(
        self, promises: tuple[PromiseRow, ...], files: tuple[FileRow, ...], today: int, *, settle: bool
    ) -> None:
        """Show what a contact has; `settle`: its promises may be settled here."""
        self._promises, self._files, self._today, self._settle = promises, files, today, settle
        self._render()

    def save_copy(self, row: FileRow, path: str) -> None:
        """Write a copy of a file to a path."""
        self._folder = str(Path(path).parent)
        service = partial(save_file, file_id=row.id, path=Path(path))
        self._desk.ask(self, service, partial(self._on_saved, path))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        empty(self._column)
        self.promises, self.files = [], []
        for heading, rows in ((_("Promised"), self._promises), (_("Files kept"), self._files)):
            if rows:
                self._column.addWidget(Label(heading, "small"))
            for row in rows:
                self._column.addWidget(self._promise(row) if isinstance(row, PromiseRow) else self._file(row))
        self.setVisible(bool(self._promises or self._files))

    def _promise(self, row: PromiseRow) -> "PromiseLine":
        line = PromiseLine(row, self._today, settle=self._settle)
        for outcome, button in ((KEPT, line.kept_button), (WITHDRAWN, line.withdraw_button)):
            button.clicked.connect(partial(self.settled.emit, row.id, outcome))
        self.promises.append(line)
        return line

    def _file(self, row: FileRow) -> "FileLine":
        line = FileLine(row)
        line.save_button.clicked.connect(partial(self._on_save_clicked, row))
        self.files.append(line)
        return line

    def _on_save_clicked(self, row: FileRow) -> None:
        dialog = QFileDialog(self, _("Save a copy"), str(Path(self._folder, row.name)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(row.name)
        dialog.fileSelected.connect(partial(self.save_copy, row))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_saved(self, path: str, _nothing: None) -> None:
        self._desk.told.emit(_("A copy was saved as {path}. It lies outside the encrypted book.", path=path))


class PromiseLine(QWidget):
    """A promise, how it stands, and what can be said of an open one."""

    def __init__(self, row: PromiseRow, today: int, *, settle: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        standing = row.standing(today)
        word, tone = STANDINGS[standing]
        self.text, self.badge = Label(row.text, wrap=True), Badge(_(word), tone, self)
        self.kept_button, self.withdraw_button = QPushButton(_("Kept it")), QPushButton(_("Withdraw it"))
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(Glyph("handshake"))
        line.addWidget(self.text, 1)
        line.addWidget(Label(day_shown(row.due_on), "small"))
        line.addWidget(self.badge)
        for button in (self.kept_button, self.withdraw_button):
            button.setProperty("kind", "link")
            button.setAccessibleName(f"{button.text()}: {row.text}")
            line.addWidget(button)
            button.setVisible(settle and standing in (Standing.OPEN, Standing.BROKEN))


class FileLine(QWidget):
    """A file, and the way to a copy of it."""

    def __init__(self, row: FileRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.save_button = ElidedLabel(row.name), QToolButton()
        self.save_button.setProperty("kind", "quiet")
        self.save_button.setIcon(icon("download"))
        self.save_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.save_button.setAccessibleName(_("Save a copy of {name}", name=row.name))
        say(self.save_button.setToolTip, N_("Save a copy"))
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 0, 0)
        line.addWidget(Glyph("file-text"))
        line.addWidget(self.name, 1)
        line.addWidget(Label(size_shown(row.size), "small"))
        line.addWidget(self.save_button)
