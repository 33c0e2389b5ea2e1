"""Importing contacts made elsewhere: which file, how it is read, how far it is, and what was not taken and why.

The work runs aside. Stopped, it keeps what it has taken, and the same file again goes on from there.
"""

from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QEvent, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_lists import is_mail
from advisor_app.services.contact_mappings import shipped
from advisor_app.services.import_contacts import Imported, import_contacts
from advisor_app.services.open_book import Book
from advisor_app.ui.background import Background
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.import_rejects import ImportRejectsModel
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import Field
from advisor_app.ui.screens.contact.file_drop import FileDrop
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.sheet import Sheet

_EVERY_MS, _PARTS, _UNBOUND = 100, 1000, 16_777_215
_NAMES = {"phone_system": N_("Call list of a telephone system")}
_OWN = object()  # the choice of a mapping of one's own


class _Run:
    """One import: how far it is, and whether it is to stop; read and written from two threads."""

    def __init__(self, path: Path, mapping: str | Path | None, background: Background) -> None:
        self.path, self.mapping = path, mapping
        self._background = background
        self.place = 0.0
        self.stop, self.over = Event(), Event()

    def told(self, place: float) -> None:
        """Note how far it is."""
        self.place = place

    def stopped(self) -> bool:
        """Tell whether to leave off: it was asked to, or the book is being closed."""
        return self.stop.is_set() or self._background.closing

    def work(self, book: Book, rejects: Path | None = None) -> Imported:
        """Take the file in."""
        try:
            return import_contacts(
                book, self.path, mapping=self.mapping, rejects=rejects, told=self.told, stopped=self.stopped
            )
        finally:
            self.over.set()


class ContactImportSheet(Sheet):
    """The panel in which contacts are imported."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Import contacts"), "download", area)
        self._desk = desk
        self._path: Path | None = None
        self._own: Path | None = None
        self._runs: list[_Run] = []
        self._done: Imported | None = None
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.open_button, self.mapping = QPushButton(), Choice()
        self.bar, self.cancel_button = QProgressBar(), QPushButton()
        self.summary, self.wrong = Label(kind="heading", wrap=True), Label(kind="bad", wrap=True)
        self.model = ImportRejectsModel()
        self.rejects, self.rejects_button = EntryList(self.model, line=False), QPushButton()
        self.fields = {
            "file": Field(N_("File"), self.open_button),
            "mapping": Field(N_("How it is read"), self.mapping),
        }
        self._look = QTimer(self)
        self._look.setInterval(_EVERY_MS)
        self._look.timeout.connect(self._on_look)
        self._fill_in()
        self.open_button.clicked.connect(self._on_open_clicked)
        self.mapping.chosen.connect(self._on_mapping_chosen)
        self.cancel_button.clicked.connect(self.cancel)
        self.rejects_button.clicked.connect(self._on_rejects_clicked)
        FileDrop(self.panel, N_("Drop a list of contacts or e-mails"), self.take)
        self.destroyed.connect(partial(_stop_all, self._runs))

    @property
    def running(self) -> bool:
        """Whether a file is being read."""
        return bool(self._runs)

    def open(self, wanted: object) -> None:
        """Come up; `wanted` may be the path of a file."""
        if isinstance(wanted, Path):
            self.take((wanted,))
        self._render()
        self.appear(self.open_button)

    def take(self, paths: tuple[Path, ...]) -> None:
        """Choose the first of some files; nothing is read yet."""
        if paths and not self._runs:
            self._path, self._done = paths[0], None
            self.wrong.setText("")
            self.model.show(())
            self._render()

    def save(self) -> None:
        """Import the file that is chosen."""
        if self._path is not None and not self._runs:
            self._start(self._path, None)

    def cancel(self) -> None:
        """Stop; what was taken stays."""
        _stop_all(self._runs)

    def leave(self) -> None:
        """Close; an import goes on, and says what came of it."""
        self.vanish()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._render()

    def _on_open_clicked(self) -> None:
        self._choose_file(
            _("Open a list of contacts"),
            _("Contacts ({endings})", endings="*.csv *.txt *.eml *.mbox"),
            self._on_chosen,
        )

    def _on_chosen(self, name: str) -> None:
        self.take((Path(name),))

    def _on_mapping_chosen(self) -> None:
        if self.mapping.value is _OWN:
            self._choose_file(
                _("Open a mapping"), _("Mappings ({endings})", endings="*.toml"), self._on_own_chosen
            )
            self.mapping.choose(None)

    def _on_own_chosen(self, name: str) -> None:
        self._own = Path(name)
        self._render()
        self.mapping.choose(self._own)

    def _on_rejects_clicked(self) -> None:
        if self._path is None:
            return
        dialog = QFileDialog(
            self, _("Save the rejected records"), str(self._path.with_suffix(".rejects.txt"))
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._on_rejects_chosen)
        dialog.open()

    def _on_rejects_chosen(self, name: str) -> None:
        # Once more: that changes nothing, and this time what is rejected is written down.
        if self._path is not None and not self._runs:
            self._start(self._path, Path(name))

    def _on_look(self) -> None:
        self._render()
        # A bug in the import is reported elsewhere; here it is over all the same.
        if all(run.over.is_set() for run in self._runs) and not self._desk.background.busy:
            self._finish()

    def _on_imported(self, rejects: Path | None, done: Imported) -> None:
        self._done = done
        self.model.show(done.rejects)
        self._finish()
        if done.new or done.changed:
            self._desk.book_changed.emit()
        announce(self.summary, self.summary.text())
        if done.rejects_file is not None and rejects is not None:
            self._desk.told.emit(_("The rejected records are in {path}.", path=str(rejects)))
        elif not self.isVisible():
            self._desk.told.emit(self.summary.text())

    def _on_failed(self, error: AppError) -> None:
        self.wrong.setText(str(error))
        self._finish()
        announce(self.wrong, str(error))
        if not self.isVisible():
            self._desk.failed.emit(error)

    def _start(self, path: Path, rejects: Path | None) -> None:
        self.wrong.setText("")
        mapping = None if is_mail(path) else self.mapping.value
        run = _Run(path, mapping, self._desk.background)
        self._runs.append(run)
        self._desk.ask(
            self,
            partial(run.work, rejects=rejects),
            partial(self._on_imported, rejects),
            failed=self._on_failed,
            aside=True,
        )
        self._look.start()
        self.cancel_button.show()  # before what has the focus is disabled, so that Tab does not wander off
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._render()

    def _finish(self) -> None:
        had_focus = self.cancel_button.hasFocus()
        self._runs.clear()
        self._look.stop()
        self.open_button.setEnabled(True)
        if had_focus:
            self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._render()

    def _choose_file(self, title: str, names: str, then: object) -> None:
        dialog = QFileDialog(self, title, self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(names)
        dialog.fileSelected.connect(then)
        dialog.open()

    def _render(self) -> None:
        run = self._runs[0] if self._runs else None
        self.open_button.setText(self._path.name.replace("&", "&&") if self._path else _("Choose a file …"))
        mail = self._path is not None and is_mail(self._path)
        self.fields["mapping"].setVisible(not mail)
        names = [(name, _(_NAMES.get(name, name))) for name in shipped()]
        own = [(self._own, self._own.name)] if self._own else []
        self.mapping.offer(
            [(None, _("In our own format")), *names, *own, (_OWN, _("A mapping of your own …"))]
        )
        for widget in (self.open_button, self.mapping):
            widget.setEnabled(run is None)
        self.save_button.setEnabled(run is None and self._path is not None)
        for part in (self.bar, self.cancel_button):
            part.setVisible(run is not None)
        if run is not None:
            self.bar.setValue(round(run.place * _PARTS))
            self.cancel_button.setEnabled(not run.stop.is_set())
        self.summary.setText(_said(self._done) if self._done and run is None else "")
        self.summary.setVisible(bool(self.summary.text()))
        self.wrong.setVisible(bool(self.wrong.text()))
        for below in (self.rejects, self.rejects_button):
            below.setVisible(bool(self.model.rows) and run is None)

    def _fill_in(self) -> None:
        say(self.save_button.setText, N_("Import  Ctrl+Enter"))
        self.open_button.setIcon(icon("file-text"))
        self.bar.setRange(0, _PARTS)
        self.bar.setTextVisible(False)
        say(self.bar.setAccessibleName, N_("Progress of the import"))
        say(self.cancel_button.setText, N_("Stop the import"))
        self.mapping.setMaximumWidth(_UNBOUND)
        self.rejects_button.setProperty("kind", "link")
        say(self.rejects_button.setText, N_("Save the rejected records …"))
        say(self.rejects.setAccessibleName, N_("Rejected records"))
        hint = Label(kind="muted", wrap=True)
        say(
            hint.setText,
            N_("The same file again changes nothing. Contacts pass the same checks as those that you type."),
        )
        column = QVBoxLayout()
        column.setContentsMargins(20, 8, 20, 8)
        column.setSpacing(12)
        column.addWidget(hint)
        for field in self.fields.values():
            column.addWidget(field)
        for widget in (self.bar, self.cancel_button, self.wrong, self.summary):
            column.addWidget(widget)
        column.addWidget(self.rejects, 1)
        column.addWidget(self.rejects_button)
        column.addStretch(0)
        self.body.addLayout(column)


def _said(done: Imported) -> str:
    """Return in a sentence or two what became of a file."""
    said = _(
        "{read} records: {new} new, {changed} changed, {unchanged} unchanged, {rejected} rejected.",
        read=done.read,
        new=done.new,
        changed=done.changed,
        unchanged=done.unchanged,
        rejected=done.rejected,
    )
    if done.passed:
        passed = ngettext(
            "{n} is about nobody in your book and was passed over.",
            "{n} are about nobody in your book and were passed over.",
            done.passed,
        )
        said = f"{said} {passed}"
    return _("Stopped. {said}", said=said) if done.stopped else said


def _stop_all(runs: list[_Run], *_destroyed: object) -> None:
    for run in runs:
        run.stop.set()
