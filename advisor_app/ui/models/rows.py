"""What all models of rows have in common: a row is kept as it came, its cells are made once when they are seen.

A view asks for cells again at every paint, so that they are kept; they are forgotten when the language changes.
Colours are named by their tokens and looked up by whoever paints, so that cells need not know of themes.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from advisor_app.i18n import gettext as _
from advisor_app.ui.theme import Tone
from advisor_app.words import NOTHING

Row = TypeVar("Row")
What = TypeVar("What", bound="Shown")
Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The row itself."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
"""The Cell or Entry, for delegates."""
SORT_ROLE = Qt.ItemDataRole.UserRole + 3
"""The value that the column is sorted by."""

_ROOT = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Cell(NamedTuple):
    """What a cell shows: a text and perhaps a smaller `second` one, each in the colour of a token (`ink`).

    With a `tone` it is a badge; a `strong` cell is part of a heading. `spoken` is what a screen reader says
    where the text alone does not say it; `sort` is what the column is sorted by, None for the unknown.
    """

    text: str = NOTHING
    second: str = ""
    ink: str = "text"
    second_ink: str = "muted"
    tone: Tone | None = None
    strong: bool = False
    spoken: str = ""
    sort: Any = None

    @property
    def shown(self) -> str:
        """Both texts, as they are copied."""
        return f"{self.text} {self.second}" if self.second else self.text

    @property
    def heard(self) -> str:
        """What a screen reader says."""
        if self.spoken:
            return self.spoken
        return _("unknown") if self.text == NOTHING and not self.second else self.shown


class Shown(Protocol):
    """What a model needs to know of what stands in a cell."""

    @property
    def text(self) -> str:
        """What is shown first."""

    @property
    def shown(self) -> str:
        """All that is shown, as it is copied."""

    @property
    def heard(self) -> str:
        """What a screen reader says."""

    @property
    def sort(self) -> Any:
        """What the column is sorted by."""


class RowsModel(QAbstractTableModel, Generic[Row, What]):
    """A table of rows; what its cells show, `cells` says."""

    HEADINGS: ClassVar[Sequence[str]] = ()
    """The headings of the columns, as message ids."""
    RIGHT: ClassVar[frozenset[int]] = frozenset()
    """The columns that are aligned to the right."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._cells: dict[int, Sequence[What]] = {}

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, in the order in which they are shown."""
        return self._rows

    def cells(self, row: Row) -> Sequence[What]:
        """Return what the cells of a row show, column by column."""
        raise NotImplementedError

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._cells.clear()
        self.endResetModel()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Show more rows below those that are there."""
        if rows:
            self.beginInsertRows(_ROOT, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def render(self) -> None:
        """Make all texts again, in the present language."""
        self._cells.clear()
        if self.columnCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))

    def cells_at(self, place: int) -> Sequence[What]:
        """Return the cells of the row at a place."""
        made = self._cells.get(place)
        if made is None:
            made = self._cells[place] = self.cells(self._rows[place])
        return made

    def heading(self, column: int) -> str:
        """Return the heading of a column."""
        return _(self.HEADINGS[column])

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == ROW_ROLE:
            return self._rows[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() in self.RIGHT else _LEFT
        if role not in (
            CELL_ROLE,
            SORT_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        cell = self.cells_at(index.row())[index.column()]
        if role == CELL_ROLE:
            return cell
        if role == SORT_ROLE:
            return cell.sort
        return cell.text if role == Qt.ItemDataRole.DisplayRole else cell.heard

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.HEADINGS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heading(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in self.RIGHT else _LEFT
        return None
