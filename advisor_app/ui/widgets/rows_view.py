"""What tables and lists of rows have in common: whole rows are chosen, Tab leaves, the chosen can be copied."""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from advisor_app.i18n import N_
from advisor_app.services.csv_file import cell
from advisor_app.ui.models.rows import RowsModel
from advisor_app.ui.say import say

_PAGES_AHEAD = 2


class RowsView(QTableView):
    """Shows a model of rows."""

    near_end = Signal()
    """The last rows are near: it is time to fetch more."""

    def __init__(self, *, several: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(side.ResizeMode.Fixed)
        self._copy = QAction(self)
        self._copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy.triggered.connect(self.copy_chosen)
        say(self._copy.setText, N_("Copy"), owner=self)
        self.addAction(self._copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def chosen_text(self) -> str:
        """Return the chosen rows as they are shown, a line each, with tabs between the cells."""
        model: QAbstractItemModel = self.model()
        if not isinstance(model, RowsModel):
            return ""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        columns = [column for column in range(model.columnCount()) if not self.isColumnHidden(column)]
        return "\n".join("\t".join(_copied(model, place, column) for column in columns) for place in places)

    def scroll_to(self, value: int) -> None:
        """Go back to where the view was scrolled to, now that it has rows again."""
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        self.verticalScrollBar().setValue(value)

    def copy_chosen(self) -> None:
        """Put the chosen rows on the clipboard."""
        if text := self.chosen_text():
            QGuiApplication.clipboard().setText(text)

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value >= bar.maximum() - _PAGES_AHEAD * bar.pageStep():
            self.near_end.emit()


def _copied(model: RowsModel[Any, Any], place: int, column: int) -> str:
    """Return a cell on one line; what is no figure of ours must not become a formula where it is pasted."""
    shown = " ".join(model.cells_at(place)[column].shown.split())
    return shown if column in model.RIGHT else cell(shown)
