"""Making a call list: from a table that is pasted or opened, or of all customers that a search finds."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.calls import LONGEST
from advisor_app.domain.customers import CustomerQuery
from advisor_app.errors import AppError, FieldError, IssuesError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.branch_list import BranchList, Column, match_list, open_list, paste_list
from advisor_app.services.call_lists import MadeList, list_of_query, make_list
from advisor_app.services.find_customers import count_customers
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.lost_rows import LostRowsModel
from advisor_app.ui.say import say
from advisor_app.ui.screens.calls.wanted import NewList
from advisor_app.ui.screens.contact.fields import Field, NoteField
from advisor_app.ui.screens.contact.file_drop import FileDrop, let_files_through
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.sheet import Sheet

_PAUSE_MS = 250
_LINES = (6, 6)
_ENDINGS = "*.xlsx *.csv *.tsv *.txt"


class BranchListSheet(Sheet):
    """The panel in which a list is made."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Make a call list"), "list-checks", area)
        self._desk = desk
        self._found: BranchList | None = None
        self._query: CustomerQuery | None = None
        self._origin, self._making, self._count = "", False, 0
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.name, self.paste, self.open_button = QLineEdit(), NoteField(*_LINES), QPushButton()
        self.column, self.summary, self.lost_title = (
            Choice(),
            Label(kind="heading", wrap=True),
            Label(kind="small"),
        )
        self.model = LostRowsModel()
        self.lost = EntryList(self.model, line=False)
        self.fields = {
            "title": Field(N_("Name of the list"), self.name),
            "table": Field(N_("Table"), self.paste),
            "column": Field(N_("Customer numbers stand in"), self.column),
        }
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._match_pasted)
        self._fill_in()
        self.paste.textChanged.connect(self._on_pasted)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.column.chosen.connect(self._on_column_chosen)
        self.name.textEdited.connect(self._on_named)
        FileDrop(self.panel, N_("Drop a workbook or a text file"), self.take)
        desk.background.crashed.connect(self._on_crashed)

    @property
    def found(self) -> BranchList | None:
        """What the table gives."""
        return self._found

    def open(self, wanted: object) -> None:
        """Come up for a new list; a table that was pasted and not used is still there."""
        new = wanted if isinstance(wanted, NewList) else NewList()
        self._making = False
        if new.query is not None or self._query is not None or not self.is_open:
            self._begin(new)
        self.appear(self.name if new.query is not None else self.paste)

    def take(self, paths: tuple[Path, ...]) -> None:
        """Open the first of some files."""
        if paths and self._query is None:
            path = paths[0]
            self._desk.ask(
                self,
                partial(_open, path=path),
                partial(self._on_file, path),
                failed=self._on_failed,
                key="match",
            )

    def save(self) -> None:
        """Make the list if there is anybody on it."""
        if self._making:
            return
        service: partial[MadeList]
        if self._query is not None:
            service = partial(list_of_query, title=self.name.text(), query=self._query, origin=self._origin)
        else:
            customers = self._found.customers if self._found else ()
            service = partial(make_list, title=self.name.text(), origin=self._origin, chosen=customers)
        self._making = True
        self._desk.ask(self, service, self._on_made, failed=self._on_refused)

    def leave(self) -> None:
        """Close; what was pasted is still there when the form opens again."""
        self._pause.stop()
        self.vanish()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._render()

    def _on_pasted(self) -> None:
        if not self.paste.signalsBlocked():
            self._origin = ""
            self._pause.start()

    def _on_named(self, _text: str) -> None:
        self.fields["title"].show_errors([])

    def _on_open_clicked(self) -> None:
        dialog = QFileDialog(self, _("Open a list"), self._folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Lists ({endings})", endings=_ENDINGS))
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.open()

    def _on_file_chosen(self, name: str) -> None:
        self._folder = str(Path(name).parent)
        self.take((Path(name),))

    def _on_file(self, path: Path, found: BranchList) -> None:
        self.paste.blockSignals(True)
        self.paste.setPlainText("\n".join("\t".join(row) for row in found.table.rows))
        self.paste.blockSignals(False)
        self._origin = path.name
        if not self.name.text().strip():
            self.name.setText(path.stem[:LONGEST])
        self._on_matched(found)

    def _on_matched(self, found: BranchList) -> None:
        self._found = found
        self.fields["table"].show_errors([])
        self._render()
        announce(self.summary, self.summary.text())

    def _on_column_chosen(self) -> None:
        if self._found is not None and self.column.value is not None:
            service = partial(match_list, found=self._found.table, column=self.column.value)
            self._desk.ask(self, service, self._on_matched, failed=self._on_failed, key="match")

    def _on_counted(self, count: int) -> None:
        self._count = count
        self._render()

    def _on_failed(self, error: AppError) -> None:
        self._found = None
        self.fields["table"].show_errors([error])
        self._render()

    def _on_refused(self, error: AppError) -> None:
        self._making = False
        if not isinstance(error, IssuesError):
            self._desk.failed.emit(error)
            return
        for issue in error.issues:
            name = issue.field if isinstance(issue, FieldError) and issue.field in self.fields else "table"
            field = self.fields[name if self._query is None else "title"]
            field.show_errors([issue])
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_made(self, made: MadeList) -> None:
        self._making = False
        self._begin(NewList())
        self.vanish()
        self._desk.book_changed.emit()
        told = ngettext("The list has {n} customer.", "The list has {n} customers.", made.customers)
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, made))

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.told.emit(_("The list is gone."))

    def _on_crashed(self, _error: BaseException) -> None:
        self._making = False  # whatever it was, the form must not be stuck

    def _take_back(self, made: MadeList) -> None:
        self._desk.ask(self, partial(undo, mutations=made.mutations), self._on_taken_back)

    def _match_pasted(self) -> None:
        service = partial(_match, text=self.paste.toPlainText())
        self._desk.ask(self, service, self._on_matched, failed=self._on_failed, key="match")

    def _begin(self, new: NewList) -> None:
        self._pause.stop()
        self._query, self._found, self._origin, self._count = new.query, None, new.title, 0
        for field in self.fields.values():
            field.show_errors([])
        self.name.setText(new.title[:LONGEST])
        self.paste.blockSignals(True)
        self.paste.clear()
        self.paste.blockSignals(False)
        if new.query is not None:
            self._desk.ask(self, partial(count_customers, query=new.query), self._on_counted, key="match")
        self._render()

    def _render(self) -> None:
        of_table, found = self._query is None, self._found
        self.fields["table"].setVisible(of_table)
        self.fields["column"].setVisible(of_table and found is not None and bool(found.columns))
        if not of_table:
            said = ngettext("{n} customer is found.", "{n} customers are found.", self._count)
        elif found is None or not found.columns:
            said = ""
        elif found.column is None:
            said = _("No column has a customer number of your book.")
        else:
            said = ngettext("{n} customer is found.", "{n} customers are found.", len(found.found))
            if not found.sure:
                said = _("{said} Check the column: another one has numbers too.", said=said)
        self.summary.setText(said)
        self.summary.setVisible(bool(said))
        if found is not None:
            none = [(None, _("choose a column"))] if found.column is None else []
            self.column.offer(
                [*none, *((place, _column_name(place, each)) for place, each in enumerate(found.columns))]
            )
            self.column.choose(found.column)
        rows = found.lost if found is not None and of_table else ()
        if tuple(self.model.rows) != rows:
            self.model.show(rows)
        self.lost_title.setText(
            ngettext("{n} row without a customer", "{n} rows without a customer", len(rows))
        )
        for widget in (self.lost_title, self.lost):
            widget.setVisible(bool(rows))

    def _fill_in(self) -> None:
        say(self.save_button.setText, N_("Make the list  Ctrl+Enter"))
        self.open_button.setProperty("kind", "quiet")
        self.open_button.setIcon(icon("file-spreadsheet"))
        say(self.open_button.setText, N_("Open a file …"))
        self.fields["table"].head.addWidget(self.open_button)
        say(
            self.paste.setPlaceholderText,
            N_("Copy the cells in the spreadsheet and paste them here; one column has the customer numbers."),
        )
        say(self.name.setPlaceholderText, N_("What the list is for"))
        self.name.setMaxLength(LONGEST)
        self.column.setMaximumWidth(_UNBOUND)
        say(self.lost.setAccessibleName, N_("Rows without a customer"))
        for field in (self.paste, self.name):
            let_files_through(field)
        column = QVBoxLayout()
        column.setContentsMargins(20, 4, 20, 12)
        column.setSpacing(12)
        for name in ("title", "table", "column"):
            column.addWidget(self.fields[name])
        column.addWidget(self.summary)
        column.addWidget(self.lost_title)
        column.addWidget(self.lost, 100)  # where there are any, they have the room
        column.addStretch(1)
        self.body.addLayout(column)


def _match(book: Book, text: str) -> BranchList:
    return match_list(book, paste_list(text))


def _open(book: Book, path: Path) -> BranchList:
    return match_list(book, open_list(path))


def _column_name(place: int, column: Column) -> str:
    """Return what a column is called: its head, and how many numbers it has."""
    hits = ngettext("{n} number", "{n} numbers", column.hits)
    return f"{column.title or _('column {n}', n=place + 1)} · {hits}"


_UNBOUND = 16_777_215  # Qt's own widest
