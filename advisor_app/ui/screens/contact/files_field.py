"""Files that go with a contact: chosen, or dropped on the form."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.contacts import FileEntry
from advisor_app.errors import FieldError
from advisor_app.i18n import N_, format_number
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.layouts import empty

_KIB = 1024


class FilesField(QWidget):
    """The files of a contact, and the button to choose more."""

    edited = Signal()
    """A file was taken away by hand."""
    chosen = Signal(list)
    """Paths that were chosen; whoever hears of it reads them and shows them here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[FileEntry, ...] = ()
        self._types: tuple[str, ...] = ()
        self.rows: list[FileLine] = []
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self.add_button = QPushButton(icon("paperclip"), "")
        self.add_button.setProperty("kind", "quiet")
        say(self.add_button.setText, N_("Add files …"))
        self.add_button.clicked.connect(self._on_add_clicked)
        drop = Label(kind="small")
        say(drop.setText, N_("or drop them here; an e-mail file fills the form"))
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(drop, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._column)
        layout.addLayout(foot)

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """The files with their content."""
        return self._files

    def take_only(self, types: tuple[str, ...]) -> None:
        """Offer files of these kinds when some are chosen."""
        self._types = types

    def show_files(self, files: Sequence[FileEntry]) -> None:
        """Show files without telling anybody."""
        if tuple(files) == self._files:
            return
        self._files = tuple(files)
        empty(self._column)
        self.rows = [FileLine(file) for file in self._files]
        for place, row in enumerate(self.rows):
            row.remove_button.clicked.connect(partial(self._on_remove_clicked, place))
            self._column.addWidget(row)

    def show_errors(self, errors: Sequence[FieldError]) -> QWidget | None:
        """Mark the files that are wrong, named as in `files[0]`, and return where to begin with it."""
        names = {error.field for error in errors}
        wrong = [place for place in range(len(self.rows)) if f"files[{place}]" in names]
        for place, row in enumerate(self.rows):
            row.mark(wrong=place in wrong)
        if wrong:
            return self.rows[wrong[0]].remove_button
        return self.add_button if names else None

    def _on_add_clicked(self) -> None:
        dialog = QFileDialog(self, _("Add files"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        endings = " ".join(f"*.{ending}" for ending in (*self._types, "eml"))
        dialog.setNameFilter(f"{_('Documents and pictures')} ({endings})")
        dialog.filesSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, paths: list[str]) -> None:
        self._folder = str(Path(paths[0]).parent)
        self.chosen.emit([Path(path) for path in paths])

    def _on_remove_clicked(self, place: int) -> None:
        self.show_files([file for each, file in enumerate(self._files) if each != place])
        following = self.rows[min(place, len(self.rows) - 1)].remove_button if self.rows else self.add_button
        following.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()


class FileLine(QWidget):
    """One file: its name and size."""

    def __init__(self, file: FileEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._glyph = Glyph("file-text")
        self._name, self._size, self.remove_button = (
            ElidedLabel(file.name),
            Label(kind="small"),
            QToolButton(),
        )
        self.remove_button.setProperty("kind", "quiet")
        self.remove_button.setIcon(icon("x"))
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        for widget, stretch in ((self._glyph, 0), (self._name, 1), (self._size, 0), (self.remove_button, 0)):
            row.addWidget(widget, stretch)
        self._render()

    def mark(self, *, wrong: bool) -> None:
        """Mark the file as one that cannot be taken, or not any more."""
        self._name.be("bad" if wrong else "")
        self._glyph.draw(*(("circle-alert", "bad") if wrong else ("file-text", "muted")))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        self._size.setText(size_shown(len(self._file.content)))
        self.remove_button.setAccessibleName(_("Remove {name}", name=self._file.name))


def size_shown(size: int) -> str:
    """Return a size in bytes as people read it."""
    return f"{format_number(max(1, round(size / _KIB)))} KiB"
