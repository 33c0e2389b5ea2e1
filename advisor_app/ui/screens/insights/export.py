"""The button that saves a card as a table or a picture, where the policy of the bank allows either."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from advisor_app.domain.policy.insight_rules import PICTURE, TABLE
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.export_insights import Rows, export_picture, export_table
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon

Image = Callable[[], bytes]
_FORMS = {
    TABLE: (N_("Save as a table …"), N_("Tables (*.csv)"), "csv"),
    PICTURE: (N_("Save as a picture …"), N_("Pictures (*.png)"), "png"),
}


class Saved(NamedTuple):
    """In which forms figures may be saved, the day they are of as it stands in the name of a file, and of what bank."""

    forms: tuple[str, ...] = ()
    day: str = ""
    about: str = ""


class ExportButton(QToolButton):
    """Offers what may be saved; it is not there where nothing may. `title` is a message id."""

    def __init__(
        self, desk: Desk, name: str, title: str, image: Image | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._name, self._title, self._image = desk, name, title, image
        self._rows: Rows = ()
        self._saved = Saved()
        self.setProperty("kind", "quiet")
        self.setIcon(icon("download"))
        say(self.setAccessibleName, N_("Save outside the book"))
        say(self.setToolTip, N_("Save outside the book"))
        self.clicked.connect(self._on_clicked)
        self.hide()

    @property
    def forms(self) -> tuple[str, ...]:
        """In which forms the card may be saved."""
        return tuple(form for form in self._saved.forms if form == TABLE or self._image is not None)

    def show_table(self, rows: Rows, saved: Saved) -> None:
        """Offer these rows, below their heading, to be saved in the forms that are allowed."""
        self._rows, self._saved = rows, saved
        self.setVisible(bool(rows and self.forms))

    def file_name(self, suffix: str) -> str:
        """Return what a file is called that says what it holds."""
        return f"{_(self._title)} {self._saved.day}".strip() + f".{suffix}"

    def save(self, form: str, path: str) -> None:
        """Write the card to a file."""
        if form == TABLE:
            rows = self._rows
            self._write(lambda book: export_table(book, self._name, rows, Path(path)), path)
        elif self._image is not None and (png := self._image()):
            self._write(lambda book: export_picture(book, self._name, png, Path(path)), path)

    def _write(self, service: Callable[..., None], path: str) -> None:
        self._desk.ask(self, service, partial(self._on_saved, path), aside=True)

    def _on_saved(self, path: str, _nothing: None) -> None:
        self._desk.told.emit(_("Saved to {path}", path=Path(path).name))

    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for form in self.forms:
            menu.addAction(_(_FORMS[form][0])).triggered.connect(partial(self._on_form, form))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _on_form(self, form: str, _checked: bool = False) -> None:
        _title, kind, suffix = _FORMS[form]
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = self.file_name(suffix)
        dialog = QFileDialog(self, _("Save outside the book"), str(Path(folder, name)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_(kind))
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self.save, form))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
