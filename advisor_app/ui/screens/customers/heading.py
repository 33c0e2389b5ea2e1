"""The head of the list: whose customers these are, how many, and in which order."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from advisor_app.domain.customers import Among, CustomerQuery, CustomerSort
from advisor_app.i18n import N_, format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.tips import plain_tip

_SORTS = {
    CustomerSort.AUM: N_("AUM"),
    CustomerSort.NAME: N_("Name"),
    CustomerSort.NUMBER: N_("Number"),
    CustomerSort.OPENED: N_("Customer since"),
    CustomerSort.LAST_CONTACT: N_("Last contact"),
}
_SPACING = 8
_FIRST_IN_THE_ALPHABET = (CustomerSort.NAME, CustomerSort.NUMBER)


class SortButton(QToolButton):
    """Shows the order of the list, and a menu of all orders."""

    sort_chosen = Signal(object, bool)
    """The `CustomerSort`, and whether it is turned round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._query = CustomerQuery()
        self.setProperty("kind", "quiet")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        orders = QActionGroup(self)
        self._orders: dict[CustomerSort, QAction] = {}
        for sort, title in _SORTS.items():
            action = QAction(self, checkable=True)
            say(action.setText, title, owner=self)
            action.triggered.connect(partial(self._on_sort, sort))
            orders.addAction(action)
            menu.addAction(action)
            self._orders[sort] = action
        menu.addSeparator()
        self._reverse = QAction(self, checkable=True)
        say(self._reverse.setText, N_("Turn the order round"), owner=self)
        self._reverse.triggered.connect(self._on_reverse)
        menu.addAction(self._reverse)
        self.setMenu(menu)
        self.show_query(self._query)

    def show_query(self, query: CustomerQuery) -> None:
        """Show the order of a query. Recent customers have their own."""
        self._query = query
        self.setEnabled(query.among is not Among.RECENT)
        self._orders[query.sort].setChecked(True)
        self._reverse.setChecked(query.reverse)
        upwards = (query.sort in _FIRST_IN_THE_ALPHABET) != query.reverse
        self.setIcon(icon("arrow-up" if upwards else "arrow-down", "muted"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()

    def _on_sort(self, sort: CustomerSort) -> None:
        self.sort_chosen.emit(sort, self._query.reverse)

    def _on_reverse(self, reverse: bool) -> None:
        self.sort_chosen.emit(self._query.sort, reverse)

    def _say(self) -> None:
        recent = self._query.among is Among.RECENT
        order = _("Last shown") if recent else _(_SORTS[self._query.sort])
        self.setText(order)
        turned = self._query.reverse and not recent
        name = _("Order: {order}, turned round", order=order) if turned else _("Order: {order}", order=order)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))


class ListHeading(QWidget):
    """The title, the number of customers that fit, and the order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(kind="title")
        say(self._title.setText, N_("My customers"))
        self.sort, self.duplicates, self.add = SortButton(), QToolButton(), QToolButton()
        self.add.setProperty("kind", "quiet")
        self.add.setIcon(icon("user-plus", "muted"))
        self.add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self.add.setAccessibleName, N_("New prospect"))
        say(self.add.setToolTip, N_("New prospect (Ctrl+Shift+N)"))
        self.duplicates.setProperty("kind", "quiet")
        self.duplicates.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.duplicates.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.duplicates.setIcon(icon("merge", "muted"))
        self._twice = 0
        self.number = Label(kind="muted")
        self._count: int | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING)
        layout.addWidget(self._title)
        layout.addWidget(self.number)
        layout.addStretch(1)
        layout.addWidget(self.add)
        layout.addWidget(self.duplicates)
        layout.addWidget(self.sort)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.show_duplicates(0)

    @property
    def count(self) -> int | None:
        """How many customers fit, None until they have been counted."""
        return self._count

    def show_count(self, count: int | None) -> None:
        """Show how many customers fit."""
        self._count = count
        self.number.setText("" if count is None else format_number(count))
        self.number.setAccessibleName(
            "" if count is None else ngettext("{n} customer", "{n} customers", count)
        )
        self._fit()

    def show_duplicates(self, pairs: int) -> None:
        """Show how many pairs may be one person; without any the button takes no room."""
        self._twice = pairs
        name = ngettext("{n} possible duplicate", "{n} possible duplicates", pairs)
        self.duplicates.setText(format_number(pairs))
        self.duplicates.setVisible(pairs > 0)
        self.duplicates.setAccessibleName(name)
        self.duplicates.setToolTip(plain_tip(f"{name} (Ctrl+Shift+D)"))
        self._fit()

    def show_query(self, query: CustomerQuery) -> None:
        """Show the order of a query."""
        self.sort.show_query(query)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_count(self._count)
            self.show_duplicates(self._twice)

    def _fit(self) -> None:
        """Name the order where there is room; where there is none its icon and its tip still tell it."""
        self.sort.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        parts = (self._title, self.number, self.add, self.duplicates, self.sort)
        shown = [part for part in parts if not part.isHidden()]
        needed = sum(part.sizeHint().width() for part in shown) + len(shown) * _SPACING
        if needed > self.width():
            self.sort.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
