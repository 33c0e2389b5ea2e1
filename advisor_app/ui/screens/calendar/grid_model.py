"""The days of a month or a week as cells, each with what is on it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.domain.tasks import DayItems, Item, TaskDays
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.calendars import DayMark
from advisor_app.ui.models.tasks import Known, day_text, time_text

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
MIME = "application/x-advisor-item"
"""What is dragged from one day to another."""

_NONE = DayItems((), 0, 0)
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class DayCell(NamedTuple):
    """What the cell of a day shows.

    `aside`: it is of another month than the one that is shown. `tall`: there is room for whom an item is about.
    """

    day: int
    label: str
    today: bool
    aside: bool
    weekend: bool
    mark: DayMark | None
    items: tuple[Item, ...]
    total: int
    known: Known | None
    tall: bool


class GridModel(QAbstractTableModel):
    """So many weeks from a Monday on; `month` is the first day of the month that is shown, None for a week."""

    dropped = Signal(object, int)
    """An item was dragged onto a day."""

    def __init__(self) -> None:
        super().__init__()
        self._first, self._weeks = 0, 6
        self._month: int | None = None
        self._found: TaskDays | None = None
        self._marks: Mapping[int, DayMark] = {}
        self.dragged: Item | None = None

    @property
    def first(self) -> int:
        """The first day."""
        return self._first

    @property
    def last(self) -> int:
        """The last day."""
        return self._first + 7 * self._weeks - 1

    @property
    def known(self) -> Known | None:
        """By what items are put into words, None while nothing was read."""
        found = self._found
        return Known(found.policy, found.bank, found.today) if found else None

    @property
    def found(self) -> TaskDays | None:
        """What is on the days, None while nothing was read."""
        return self._found

    def set_range(self, first: int, weeks: int, month: int | None) -> None:
        """Show other days, with nothing on them yet where they are new."""
        self.beginResetModel()
        self._first, self._weeks, self._month = first, weeks, month
        self.endResetModel()

    def set_days(self, found: TaskDays, marks: Mapping[int, DayMark]) -> None:
        """Show what is on the days."""
        self._found, self._marks = found, marks
        self.render()

    def render(self) -> None:
        """Make all texts again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 6)
        self.dataChanged.emit(self.index(0, 0), self.index(self._weeks - 1, 6))

    def of_day(self, day: int) -> DayItems:
        """Return what is on a day."""
        return self._found.days.get(day, _NONE) if self._found else _NONE

    def mark_of(self, day: int) -> DayMark | None:
        """Return the holiday that a day is, or for which it is worked."""
        return self._marks.get(day)

    def day_at(self, index: Index) -> int:
        """Return the day of a cell."""
        return self._first + 7 * index.row() + index.column()

    def index_of(self, day: int) -> QModelIndex:
        """Return the cell of a day."""
        row, column = divmod(day - self._first, 7)
        return self.index(row, column)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._weeks

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 7

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        day = self.day_at(index)
        if role == CELL_ROLE:
            return self._cell(day)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(from_day(day).day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._heard(day)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < 7:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(words.WEEKDAYS[section])
        return int(Qt.AlignmentFlag.AlignCenter) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return (
            flags | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
            if index.isValid()
            else flags
        )

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, _indexes: Any) -> QMimeData:
        """Return the mark of the item that is dragged; what it is stays in here."""
        data = QMimeData()
        data.setData(MIME, self.dragged.id if self.dragged else b"")
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(MIME) or not parent.isValid() or self.dragged is None:
            return False
        self.dropped.emit(self.dragged, self.day_at(parent))
        return False  # what is shown follows from the book, not from the drag

    def _cell(self, day: int) -> DayCell:
        at, found = from_day(day), self.of_day(day)
        return DayCell(
            day=day,
            label=str(at.day),
            today=self._found is not None and day == self._found.today,
            aside=self._month is not None and (at.year, at.month) != _month_of(self._month),
            weekend=at.weekday() > 4,
            mark=self._marks.get(day),
            items=found.items,
            total=found.total,
            known=self.known,
            tall=self._weeks == 1,
        )

    def _heard(self, day: int) -> str:
        found, mark = self.of_day(day), self._marks.get(day)
        parts = [day_text(day), mark_text(mark)]
        parts.append(ngettext("{n} item", "{n} items", found.total) if found.total else _("nothing"))
        if self._found:
            bank = self._found.bank
            parts += [f"{time_text(item, bank)} {item.title}".strip() for item in found.items]
        return ", ".join(part for part in parts if part)


def mark_text(mark: DayMark | None) -> str:
    """Return in words what a day is marked for."""
    if mark is None:
        return ""
    name = _(mark.name) if mark.name else words.NOTHING
    return (
        _("{holiday}, day off", holiday=name)
        if mark.off
        else _("{holiday}, worked in exchange", holiday=name)
    )


def _month_of(day: int) -> tuple[int, int]:
    at = from_day(day)
    return at.year, at.month


OFF, WORKED = N_("off"), N_("worked")
"""The short marks of days off and of days worked in exchange."""
