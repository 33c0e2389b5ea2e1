"""A field of the wizard: what is wrong with what was typed stands below it, and what was typed stays."""

from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label

_HEIGHT = 36


class Complaint(Label):
    """The sentence below a field, again in the language that is spoken; without one it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "bad", parent, wrap=True)
        self.error: AppError | None = None
        self.hide()

    def show_error(self, error: AppError | None) -> None:
        """Say what is wrong, or nothing any more."""
        self.error = error
        self.setText(str(error) if error else "")
        self.setVisible(error is not None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_error(self.error)


class Field(QWidget):
    """Caption, line and complaint. `caption` is a message id, `example` a text that shows the form."""

    def __init__(self, caption: str, example: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = self._make_edit()
        self.edit.setMinimumHeight(_HEIGHT)
        self.edit.setPlaceholderText(example)
        self.edit.textEdited.connect(self._on_edited)
        label = Label(kind="heading")
        label.setBuddy(self.edit)
        say(label.setText, caption)
        say(self.edit.setAccessibleName, caption)
        self.complaint = Complaint()
        self.setFocusProxy(self.edit)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(self.edit, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(label)
        layout.addLayout(self._row)
        layout.addWidget(self.complaint)

    @property
    def text(self) -> str:
        """What was typed, without blanks around it."""
        return self.edit.text().strip()

    def complain(self, error: AppError | None) -> None:
        """Say what is wrong with it, or that nothing is."""
        self.complaint.show_error(error)
        self.edit.setAccessibleDescription(str(error) if error else "")
        self.edit.setProperty("kind", "wrong" if error else "")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def _on_edited(self) -> None:
        if self.complaint.error:
            self.complain(None)

    def _make_edit(self) -> QLineEdit:
        return QLineEdit()


class FileField(Field):
    """A field for a file, which may also be chosen in a dialog or dropped here. `filters` is a message id."""

    def __init__(self, caption: str, filters: str, parent: QWidget | None = None) -> None:
        super().__init__(caption, parent=parent)
        self._caption, self._filters = caption, filters
        self.browse_button = QPushButton()
        say(self.browse_button.setText, N_("Browse …"))
        self.browse_button.setMinimumHeight(_HEIGHT)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self._row.addWidget(self.browse_button)

    @property
    def path(self) -> Path:
        """The file that was named."""
        return Path(self.text).expanduser()

    def _on_browse_clicked(self) -> None:
        dialog = QFileDialog(self.window(), _(self._caption), str(self.path.parent), _(self._filters))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_file_chosen(self, name: str) -> None:
        self.edit.setText(name)
        self.complain(None)

    def _make_edit(self) -> QLineEdit:
        edit = _DropEdit()
        edit.addAction(icon("file-text"), QLineEdit.ActionPosition.LeadingPosition)
        return edit


class _DropEdit(QLineEdit):
    """Takes the path of a file that is dropped on it, where Qt would take its URL."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.setText(files[0])
            self.textEdited.emit(files[0])
            event.acceptProposedAction()
        else:
            super().dropEvent(event)
