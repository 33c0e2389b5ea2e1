"""The customers that a query finds, page by page: the rows are asked for beside the window, never in `data`."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from advisor_app.domain.customers import PAGE_ROWS, CustomerQuery, CustomerRow
from advisor_app.errors import AppError
from advisor_app.services.find_customers import Found, find_customers
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customers.shown import Shown, shown
from advisor_app.ui.widgets.tips import plain_tip

SHOWN_ROLE = Qt.ItemDataRole.UserRole
"""The role under which a row gives what it shows: `Shown`."""
FURTHER_ROWS = 200
"""How many rows each page after the first one has."""
_NO_PARENT = QModelIndex()


class CustomersModel(QAbstractListModel):
    """A list of customers that grows as it is scrolled."""

    replaced = Signal()
    """Other rows have taken the place of the old ones: those of a new query, or of the same one read again."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._query = CustomerQuery()
        self._found: Found | None = None
        self._rows: list[CustomerRow] = []
        self._places: dict[bytes, int] = {}
        self._said: dict[bytes, Shown] = {}
        self._arriving: list[CustomerRow] | None = None
        self._wanted = PAGE_ROWS
        self._asked: CustomerQuery | None = None
        self._logged = False

    @property
    def query(self) -> CustomerQuery:
        """Whom the list was last asked for; `loading` tells whether they are there."""
        return self._query

    @property
    def synced(self) -> bool:
        """Whether the book had come from head office when the last answer came."""
        return self._found is not None and self._found.bank is not None

    @property
    def loading(self) -> bool:
        """Whether an answer is to come."""
        return self._asked is not None

    @property
    def complete(self) -> bool:
        """Whether all that the query finds is there."""
        return self._found is not None and len(self._found.rows) < self._found.query.limit

    def find(self, query: CustomerQuery, *, begins: bool) -> None:
        """Ask for the customers of `query`; what is shown stays until they are there.

        `begins`: this is not another letter of a search that the audit log already tells of.
        """
        self._query = query
        self._logged = self._logged and not begins
        self._start(PAGE_ROWS)

    def read_again(self) -> None:
        """Ask for as many customers as there are anew, because the book has changed."""
        self._start(max(PAGE_ROWS, len(self._rows)))

    def say_again(self) -> None:
        """Say every row in the language that is on now."""
        self._said.clear()
        self._tell_changed()

    def row(self, place: int) -> CustomerRow:
        """Return the customer at a place of the list."""
        return self._rows[place]

    def place(self, customer_id: bytes | None) -> int | None:
        """Return where in the list a customer stands, None where it (so far) does not."""
        return None if customer_id is None else self._places.get(customer_id)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(index.row()).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._shown(index.row()).sentence
        if role == Qt.ItemDataRole.ToolTipRole:
            light = self._shown(index.row()).light
            return plain_tip(light.whole) if light else None
        return self._shown(index.row()) if role == SHOWN_ROLE else None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not (parent.isValid() or self.loading or self.complete or self._found is None)

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        if self.canFetchMore(parent):
            self._ask(FURTHER_ROWS, len(self._rows))

    def _on_page(self, found: Found) -> None:
        self._asked, self._logged, self._found = None, True, found
        if self._arriving is None:
            self._append(found.rows)
            return
        self._arriving += found.rows
        if len(self._arriving) < self._wanted and not self.complete:
            self._ask(FURTHER_ROWS, len(self._arriving))
            return
        rows, self._arriving = self._arriving, None
        self._replace(rows)

    def _on_failed(self, error: AppError) -> None:
        self._asked, self._arriving = None, None
        self._desk.failed.emit(error)

    def _start(self, wanted: int) -> None:
        self._arriving, self._wanted = [], wanted
        self._ask(PAGE_ROWS if wanted == PAGE_ROWS else FURTHER_ROWS, 0)

    def _ask(self, limit: int, offset: int) -> None:
        query, refines = replace(self._query, limit=limit, offset=offset), self._logged
        self._asked = query
        self._desk.ask(
            self,
            lambda book: find_customers(book, query, refines=refines),
            self._on_page,
            key="rows",
            failed=self._on_failed,
        )

    def _append(self, rows: tuple[CustomerRow, ...]) -> None:
        # A sync may have moved a customer from one page to the next between the two answers.
        new = [row for row in rows if row.id not in self._places]
        if new:
            first = len(self._rows)
            self.beginInsertRows(_NO_PARENT, first, first + len(new) - 1)
            self._rows += new
            self._places.update((row.id, place) for place, row in enumerate(new, first))
            self.endInsertRows()

    def _replace(self, rows: list[CustomerRow]) -> None:
        places = {row.id: place for place, row in enumerate(rows)}
        unique = rows if len(places) == len(rows) else list({row.id: row for row in rows}.values())
        self._said.clear()
        if list(places) == list(self._places):
            self._rows = unique
            self._tell_changed()
        else:
            self.beginResetModel()
            self._rows = unique
            self._places = {row.id: place for place, row in enumerate(unique)}
            self.endResetModel()
        self.replaced.emit()

    def _tell_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _shown(self, place: int) -> Shown:
        row = self._rows[place]
        if self._found and row.id not in self._said:
            self._said[row.id] = shown(row, self._found.policy, self._found.bank)
        return self._said[row.id]
