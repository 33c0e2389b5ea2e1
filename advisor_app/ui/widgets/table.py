"""The table that screens show rows in: rows of one height below a head that can be sorted by."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtWidgets import QHeaderView, QWidget

from advisor_app.ui.widgets.cells import CellDelegate
from advisor_app.ui.widgets.rows_view import RowsView
from advisor_app.ui.widgets.sort_header import SortHeader

Place = TypeVar("Place", bound=int)


class Table(RowsView):
    """A table; with `below` the second text of a cell stands below the first."""

    def __init__(
        self, row_height: int, *, below: bool = False, several: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(several=several, parent=parent)
        self.setItemDelegate(CellDelegate(self, below=below))
        self.head = SortHeader(self)
        self.setHorizontalHeader(self.head)
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.verticalScrollBar().setSingleStep(row_height // 2)

    def set_widths(self, widths: Mapping[Place, int], rest: int) -> None:
        """Give columns their widths in pixels; the column `rest` takes what is left. To be called with a model set."""
        self.head.setSectionResizeMode(rest, QHeaderView.ResizeMode.Stretch)
        for column, width in widths.items():
            self.head.resizeSection(column, width)
