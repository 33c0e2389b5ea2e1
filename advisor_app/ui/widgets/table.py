"""The table that screens show rows in: rows of one height below a head that can be sorted by."""

from PySide6.QtWidgets import QWidget

from advisor_app.ui.widgets.cells import CellDelegate
from advisor_app.ui.widgets.rows_view import RowsView
from advisor_app.ui.widgets.sort_header import SortHeader


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
