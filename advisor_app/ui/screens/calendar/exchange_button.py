"""A button with what else can be done with the calendar: taking one over, and writing one."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from advisor_app.errors import InputError, IssuesError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.exchange_tasks import ImportedTasks, export_tasks, import_tasks
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon


class ExchangeButton(QToolButton):
    """Imports and exports `.ics` files."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        menu = QMenu(self)
        for drawing, text, act in (
            ("download", N_("Import a calendar (.ics) …"), self._on_import_wanted),
            ("external-link", N_("Export as a calendar (.ics) …"), self._on_export_wanted),
        ):
            action = QAction(icon(drawing), "", menu)
            say(action.setText, text, owner=self)
            action.triggered.connect(act)
            menu.addAction(action)
        self.setProperty("kind", "quiet")
        self.setIcon(icon("ellipsis"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMenu(menu)
        say(self.setAccessibleName, N_("Import and export"))
        say(self.setToolTip, N_("Import and export"))

    def take(self, path: Path) -> None:
        """Take a calendar file over."""
        self._desk.ask(self, partial(import_tasks, path=path), self._on_imported)

    def write(self, path: Path) -> None:
        """Write what is open to a calendar file."""
        self._desk.ask(self, partial(export_tasks, path=path), self._on_exported, aside=True)

    def _on_import_wanted(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Import a calendar"), QDir.homePath(), _("Calendars (*.ics)")
        )
        if chosen:
            self.take(Path(chosen))

    def _on_imported(self, done: ImportedTasks) -> None:
        self._desk.book_changed.emit()
        if done.rejects:
            message = ngettext(
                "{n} event of the file was not taken over.",
                "{n} events of the file were not taken over.",
                len(done.rejects),
            )
            told = (
                InputError(
                    N_("Event {place} “{title}”: {why}"),
                    place=reject.place,
                    title=reject.title,
                    why=reject.error,
                )
                for reject in done.rejects
            )
            self._desk.failed.emit(IssuesError(message, issues=tuple(told)))
        said = _(
            "Imported: {new} new, {changed} changed, {unchanged} as before, {past} over.",
            new=done.new,
            changed=done.changed,
            unchanged=done.unchanged,
            past=done.past,
        )
        if done.mutations:
            self._desk.offered.emit(said, _("Undo"), partial(self._take_back, tuple(done.mutations)))
        else:
            self._desk.told.emit(said)

    def _on_export_wanted(self) -> None:
        proposed = str(Path(QDir.homePath()) / "tasks.ics")
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Export the calendar"), proposed, _("Calendars (*.ics)")
        )
        if chosen:
            self.write(Path(chosen))

    def _on_exported(self, count: int) -> None:
        self._desk.told.emit(
            ngettext(
                "{n} item was exported, without names.", "{n} items were exported, without names.", count
            )
        )

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.told.emit(_("Taken back."))
