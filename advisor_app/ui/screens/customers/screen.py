"""The screen of customers: whom the advisor looks for on the left, the one that is looked at on the right."""

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from advisor_app.domain.customers import CustomerQuery
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer.view import CustomerView
from advisor_app.ui.screens.customers.cover_bar import CoverBar
from advisor_app.ui.screens.customers.pane import NARROW, ListPane

_WIDTH, _WIDEST = 330, 2_000
_NARROW_SCREEN = 1000
"""Below this width of the screen the list gives way to the customer."""


class CustomersScreen(QWidget):
    """The list of customers beside one of them."""

    customer_shown = Signal(bytes)
    """This customer is being looked at."""
    sync_wanted = Signal()
    """The book is empty, and the advisor wants to fetch it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pane, self.view = ListPane(desk), CustomerView(desk)
        self._wide = _WIDTH
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(10)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self.view)
        self._splitter.setStretchFactor(1, 1)
        self.covers = CoverBar(desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(0)
        layout.addWidget(self.covers)
        layout.addWidget(self._splitter, 1)
        self.pane.customer_opened.connect(self._on_customer_opened)
        self.pane.sync_wanted.connect(self.sync_wanted)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)

    def focus_search(self) -> None:
        """Let the advisor type whom to look for."""
        self.pane.focus_search()

    def look_for(self, query: CustomerQuery) -> None:
        """List the customers of a query in place of those who are listed."""
        self.pane.look_for(query)

    def show_customer(self, customer_id: bytes) -> None:
        """Show a customer, and where the list has a row for them, mark it."""
        self.pane.list.mark(customer_id)
        self._on_customer_opened(customer_id)

    def step(self, by: int) -> None:
        """Go to the previous (-1) or next (+1) customer of the list."""
        self.pane.list.step(by)

    def refresh(self) -> None:
        """Read list and customer again."""
        self.pane.refresh()
        self.view.refresh()
        self.covers.refresh()

    def splitter_state(self) -> QByteArray:
        """Return how wide the list is wanted, for `restore_splitter` in another session."""
        return QByteArray(str(self._wide).encode())

    def restore_splitter(self, state: QByteArray) -> None:
        """Give the list the width that it had when `state` was taken; what is no such state changes nothing."""
        wanted = bytes(state.data()).decode(errors="replace")
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 and NARROW <= int(wanted) <= _WIDEST:
            self._wide = int(wanted)
            self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.covers.refresh()

    def _on_customer_opened(self, customer_id: bytes) -> None:
        self.view.show_customer(customer_id)
        self.customer_shown.emit(customer_id)

    def _on_splitter_moved(self) -> None:
        self._wide = self._splitter.sizes()[0]

    def _share(self) -> None:
        """Give the list the width that it was given, or little where there is little."""
        list_width = NARROW if self.width() < _NARROW_SCREEN else self._wide
        self._splitter.setSizes([list_width, max(0, self.width() - list_width)])
