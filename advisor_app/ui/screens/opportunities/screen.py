"""The screen of opportunities (商机): a board by stage or a list, what they add up to, and a search in them."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advisor_app.domain.pipeline import LOST, OpportunityRow
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.errors import AppError, InputError, IssuesError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.opportunities import Pipeline, move_opportunity, pipeline_of
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.pursuits import stage_name
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.say import say
from advisor_app.ui.screens.opportunities.board import Board
from advisor_app.ui.screens.opportunities.models import ListModel
from advisor_app.ui.screens.opportunities.summary import Summary
from advisor_app.ui.screens.opportunities.wanted import add_opportunity, open_opportunity
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.search_look import look_like_search
from advisor_app.ui.widgets.table import Table

_SEARCH, _ROW = 240, 40
_WIDTHS = (90, 130, 260, 180, 130, 220, 100)


class OpportunitiesScreen(QWidget):
    """All opportunities of the book."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: Pipeline | None = None
        self._stale = True
        self._follow: bytes | None = None
        self.search, self.add_button = QLineEdit(), QPushButton(icon("plus", "on_accent"), "")
        self.as_board, self.as_list = _chip("square-kanban", N_("Board")), _chip("list", N_("List"))
        self.summary, self.board = Summary(), Board()
        self.table_model, self.table = ListModel(), Table(_ROW)
        self.empty = EmptyState("target")
        self._pages = QStackedWidget()
        self._set_up()
        self._lay_out()
        self._wire()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_book_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _on_read(self, found: Pipeline) -> None:
        first, self._stale, self._found = self._found is None, False, found
        self._render()
        if first and self.isVisible():
            self.board.begin()
        if self._follow is not None:
            self.board.follow(self._follow)
            self._follow = None

    def _on_failed(self, error: AppError) -> None:
        if isinstance(error, InputError):  # nothing has been synced yet
            self._render()
        else:
            self._desk.failed.emit(error)

    def _on_search_edited(self, _text: str) -> None:
        self._render()

    def _on_view_chosen(self, _checked: bool) -> None:
        self._render()

    def _on_add(self) -> None:
        add_opportunity(self._desk)

    def _on_open(self, opportunity_id: bytes) -> None:
        open_opportunity(self._desk, opportunity_id)

    def _on_row_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, OpportunityRow):
            open_opportunity(self._desk, row.id)

    def _on_stage_wanted(self, row: OpportunityRow, stage: str) -> None:
        """Move an opportunity; where that asks for something its form comes up for it."""
        if stage == row.stage:
            return
        if stage == LOST:
            open_opportunity(self._desk, row.id, stage)
            return
        service = partial(move_opportunity, opportunity_id=row.id, stage=stage)
        refused = partial(self._on_move_refused, row.id, stage)
        self._desk.ask(self, service, partial(self._on_moved, row.id, stage), failed=refused)

    def _on_moved(self, opportunity_id: bytes, stage: str, edited: Edited) -> None:
        self._follow = opportunity_id
        self._desk.book_changed.emit()
        told = _("Moved to {stage}.", stage=stage_name(stage))
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, opportunity_id, edited.mutations))

    def _on_move_refused(self, opportunity_id: bytes, stage: str, error: AppError) -> None:
        asks = isinstance(error, IssuesError) and all(
            getattr(issue, "field", "") != "stage" for issue in error.issues
        )
        if asks:
            open_opportunity(self._desk, opportunity_id, stage)
        else:
            self._desk.failed.emit(error)

    def _take_back(self, opportunity_id: bytes, mutations: tuple[bytes, ...]) -> None:
        self._follow = opportunity_id
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()

    def _read(self) -> None:
        self._desk.ask(self, pipeline_of, self._on_read, key="pipeline", failed=self._on_failed)

    def _render(self) -> None:
        found = self._found
        if found is None:
            return
        needle = self.search.text().strip().casefold()
        recent = found.today - found.policy.opportunities.closed_days
        rows = [row for row in found.rows if not needle or needle in _text_of(row)]
        board = [row for row in rows if row.stage in OPEN_STAGES or (row.closed_on or 0) >= recent]
        self.summary.show_figures(found)
        self.board.show_pipeline(found, board)
        self.table_model.show(found, rows)
        shown = self.table if self.as_list.isChecked() else self.board
        self._pages.setCurrentWidget(self.empty if not found.rows else shown)
        self.search.setEnabled(bool(found.rows))

    def _set_up(self) -> None:
        look_like_search(self.search)
        self.search.setFixedWidth(_SEARCH)
        say(self.search.setPlaceholderText, N_("Search opportunities"))
        say(self.search.setAccessibleName, N_("Search opportunities"))
        self.add_button.setProperty("kind", "primary")
        say(self.add_button.setText, N_("New opportunity"))
        say(self.add_button.setToolTip, N_("New opportunity (N)"))
        self.as_board.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.as_board)
        group.addButton(self.as_list)
        self.table.setModel(self.table_model)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        say(self.table.setAccessibleName, N_("Opportunities"))
        say(self.empty.sentence.setText, N_("No opportunity is recorded yet."))
        say(self.empty.hint.setText, N_("Begin with a customer and what it is about; the rest may follow."))
        say(self.empty.button.setText, N_("New opportunity"))
        self.empty.button.show()

    def _lay_out(self) -> None:
        title = Label(kind="display")
        say(title.setText, N_("Opportunities"))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(title)
        head.addStretch(1)
        for widget in (self.search, self.as_board, self.as_list, self.add_button):
            head.addWidget(widget)
        for page in (self.board, self.table, self.empty):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.board)

    def _wire(self) -> None:
        self.search.textChanged.connect(self._on_search_edited)
        self.as_list.toggled.connect(self._on_view_chosen)
        for button in (self.add_button, self.empty.button):
            button.clicked.connect(self._on_add)
        self.table.activated.connect(self._on_row_activated)
        self.board.open_wanted.connect(self._on_open)
        self.board.new_wanted.connect(self._on_add)
        self.board.stage_wanted.connect(self._on_stage_wanted)
        self._desk.book_changed.connect(self._on_book_changed)


def _text_of(row: OpportunityRow) -> str:
    """Return what is searched in: what is shown, masked as it is."""
    return " ".join(filter(None, (row.customer, row.number, row.title, row.product, row.campaign))).casefold()


def _chip(drawing: str, text: str) -> QPushButton:
    chip = QPushButton(icon(drawing), "")
    chip.setProperty("kind", "chip")
    chip.setCheckable(True)
    chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    say(chip.setText, text)
    return chip
