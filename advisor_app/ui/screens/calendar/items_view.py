"""A list of items that is worked through by key: Enter opens, Space settles, Delete cancels, Alt+arrows move."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from advisor_app.domain.tasks import Item, Source
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import ItemsModel
from advisor_app.ui.screens.calendar.actions import ItemActions
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.entry_list import EntryList

_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ItemsView(EntryList):
    """Shows items and acts on the chosen one."""

    left = Signal()
    """Esc: whoever is beside it gets the focus."""

    def __init__(self, desk: Desk, *, grouped: bool, parent: QWidget | None = None) -> None:
        self.items = ItemsModel(grouped=grouped)
        super().__init__(self.items, line=False, parent=parent)
        self.items.setParent(self)
        self.actions_on = ItemActions(desk, self)
        self.doubleClicked.connect(self._on_double_clicked)

    @property
    def chosen(self) -> Item | None:
        """The chosen item."""
        return self.items.item_at(self.currentIndex().row())

    def keep_chosen(self, before: Item | None, place: int) -> None:
        """Choose the same item as before, or where it is gone the one that took its place."""
        found = self.items.find(before.source, before.id) if before else None
        if found is None and before is not None:
            found = min(place, self.items.rowCount() - 1)
            while found >= 0 and self.items.item_at(found) is None:
                found -= 1
        if found is not None and found >= 0:
            self.setCurrentIndex(self.items.index(found, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item, key = self.chosen, Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif item is None:
            super().keyPressEvent(event)
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and key in _MOVES:
            self.actions_on.move(item, item.due_on + _MOVES[key])
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in ENTER:
            self.actions_on.open(item)
        elif key == Qt.Key.Key_Space:
            self.actions_on.settle(item)
        elif key == Qt.Key.Key_Delete:
            self.actions_on.cancel(item)
        elif event.text().isprintable() and event.text():
            event.ignore()  # letters are keys of the screen, not a search
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = self.chosen
        if item is None or item.ahead:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = self.actions_on
        opens = _("Open it") if item.source is Source.TASK else _("Show the customer")
        self._offer(menu, opens, "pencil", partial(actions.open, item))
        settles = _("Done") if item.status is None else _("Open again")
        self._offer(menu, settles, "circle-check", partial(actions.settle, item))
        if item.status is None and item.source is Source.TASK:
            self._offer(menu, _("Cancel it"), "circle-x", partial(actions.cancel, item))
        menu.popup(event.globalPos())

    def _offer(self, menu: QMenu, text: str, drawing: str, act: partial[None]) -> None:
        action = QAction(icon(drawing), text, menu)
        action.triggered.connect(partial(_call, act))
        menu.addAction(action)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        item = self.items.item_at(index.row())
        if item is not None:
            self.actions_on.open(item)


def _call(act: partial[None], *_checked: bool) -> None:
    act()
