"""A list of entries, each as high as its words need; heights are kept, and measured again for another width."""

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from advisor_app.ui.models.entries import EntriesModel
from advisor_app.ui.widgets.entry_delegate import EntryDelegate
from advisor_app.ui.widgets.rows_view import RowsView

_STEP = 24


class EntryList(RowsView):
    """Shows a model of entries."""

    def __init__(self, model: EntriesModel[Any], *, line: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._width = 0
        self._entries = model
        self.painter = EntryDelegate(self, line=line)
        self.setItemDelegate(self.painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalScrollBar().setSingleStep(_STEP)
        self.setModel(model)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_rows_inserted)
        model.dataChanged.connect(self._on_reset)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Words are broken for a width in steps, so that not every pixel of a dragged edge measures them anew.
        width = self.viewport().width() // _STEP * _STEP
        if width != self._width:
            self._width = width
            self.painter.set_width(width)
            self._on_reset()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # The heading on top cannot be chosen, and from nowhere the keys would go no further than to it.
        first = next(
            (p for p in range(self._entries.rowCount()) if not self._entries.entry_at(p).heading), None
        )
        if first is not None and not self.currentIndex().isValid():
            self.setCurrentIndex(self._entries.index(first, 0))

    def _on_reset(self) -> None:
        self.painter.forget()
        self._measure(0, self._entries.rowCount() - 1)

    def _on_rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._measure(first, last)

    def _measure(self, first: int, last: int) -> None:
        side = self.verticalHeader()
        for place in range(first, last + 1):
            side.resizeSection(place, self.painter.height(self._entries.entry_at(place), place))
