"""The list of customers: by keys and by mouse, growing as it is scrolled, and where it was after a change."""

from PySide6.QtCore import (
    QKeyCombination,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QListView, QWidget

from advisor_app.domain.customers import CustomerQuery
from advisor_app.i18n import N_
from advisor_app.ui import keys
from advisor_app.ui.say import say
from advisor_app.ui.screens.customers.delegate import ROW_HEIGHT, CustomerDelegate
from advisor_app.ui.screens.customers.model import CustomersModel

OPENING_DELAY = 150
"""Milliseconds that a row must stay current before its customer is opened, so that a held key opens one only."""
_PIN = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_D)
_BEGIN = QKeySequence(keys.BEGIN_CONTACT)
# Not every platform makes a wish for a menu out of these.
_MENU = (
    QKeyCombination(Qt.Key.Key_Menu),
    QKeyCombination(Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_F10),
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CustomerList(QListView):
    """Shows a `CustomersModel`."""

    customer_opened = Signal(bytes)
    """The advisor wants to see this customer."""
    left_upwards = Signal()
    """The advisor went up from the first row."""
    typed = Signal(str)
    """The advisor typed a text here, which is meant for the search."""
    pin_wanted = Signal(bytes)
    """The advisor wants to pin this customer, or to take the pin away."""
    contact_wanted = Signal(bytes)
    """The advisor wants to begin a contact with this customer."""
    menu_wanted = Signal(bytes, QPoint, bool)
    """The advisor wants to see what can be done with this customer: where on the screen, and whether by key."""

    def __init__(self, model: CustomersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._customers = model
        self._opened: bytes | None = None
        self._listed: CustomerQuery | None = None
        self._top: tuple[bytes, int] | None = None
        self._quiet = self._to_the_end = False
        self._delay = QTimer(self, singleShot=True, interval=OPENING_DELAY)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT // 2)
        self.setItemDelegate(CustomerDelegate(self))
        self.setModel(model)
        say(self.setAccessibleName, N_("Customers"))
        self._delay.timeout.connect(self._on_delay_over)
        self.clicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.modelAboutToBeReset.connect(self._on_about_to_be_replaced)
        model.replaced.connect(self._on_replaced)

    @property
    def opened(self) -> bytes | None:
        """The customer who was opened last."""
        return self._opened

    def mark(self, customer_id: bytes | None) -> None:
        """Mark the row of a customer who is shown already; no row where the list has none."""
        self._delay.stop()
        self._opened = customer_id
        place = self._customers.place(customer_id)
        self._quiet = True
        self.setCurrentIndex(QModelIndex() if place is None else self._customers.index(place))
        self._quiet = False

    def step(self, by: int) -> None:
        """Go to the previous (-1) or next (+1) customer, from the one who is shown; to the first from nowhere."""
        place = self.currentIndex().row() if self.currentIndex().isValid() else -1
        last = self._customers.rowCount() - 1
        if last >= 0:
            self.setCurrentIndex(self._customers.index(0 if place < 0 else max(0, min(last, place + by))))

    def open_first(self) -> None:
        """Open the first customer of the list, if there is one."""
        if self._customers.rowCount():
            self.setCurrentIndex(self._customers.index(0))
            self._open(self.currentIndex())

    def enter(self) -> None:
        """Take the focus, with a current row to start from."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.currentIndex().isValid():
            self.step(0)

    def rect_of(self, customer_id: bytes) -> QRect:
        """Return where the row of a customer is seen, which may be nowhere."""
        place = self._customers.place(customer_id)
        return QRect() if place is None else self.visualRect(self._customers.index(place))

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._quiet:
            self._delay.start()

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        if self._to_the_end:
            self._go_to_the_end()

    def keyboardSearch(self, search: str) -> None:
        self.typed.emit(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._to_the_end = event.key() == Qt.Key.Key_End
        current = self.currentIndex()
        if event.key() == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
        elif event.key() in _ENTER and current.isValid():
            self._open(current)
        elif event.keyCombination() == _PIN and current.isValid():
            self.pin_wanted.emit(self._id_at(current))
        elif QKeySequence(event.keyCombination()) == _BEGIN and current.isValid():
            self.scrollTo(current)
            self.contact_wanted.emit(self._id_at(current))
        elif event.keyCombination() in _MENU:
            self._want_menu(current, by_key=True)
        elif self._to_the_end:
            self._go_to_the_end()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._to_the_end = False
        if event.button() != Qt.MouseButton.RightButton:  # a menu about a customer does not open the customer
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._want_menu(self.currentIndex(), by_key=True)
        else:
            self._want_menu(self.indexAt(event.pos()), event.globalPos())

    def _on_delay_over(self) -> None:
        if self.currentIndex().isValid() and self._id_at(self.currentIndex()) != self._opened:
            self._open(self.currentIndex())

    def _on_scrolled(self, value: int) -> None:
        if value > self.verticalScrollBar().maximum() - 2 * self.viewport().height():
            self._customers.fetchMore(QModelIndex())

    def _on_about_to_be_replaced(self) -> None:
        top = self.indexAt(self.viewport().rect().topLeft())
        self._top = (self._id_at(top), self.visualRect(top).top()) if top.isValid() else None

    def _on_replaced(self) -> None:
        """Mark the customer who is open; of the same query show the same rows, of another one the first."""
        again = self._customers.query == self._listed
        self._listed = self._customers.query
        if self._customers.place(self._opened) != self.currentIndex().row() or not again:
            self.mark(self._opened)
        place = self._customers.place(self._top[0]) if self._top and again else None
        if place is not None and self._top:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(place * ROW_HEIGHT - self._top[1])
        elif not again:
            self.scrollToTop()
        self._top = None

    def _open(self, index: QModelIndex) -> None:
        self._delay.stop()
        self._opened = self._id_at(index)
        self.customer_opened.emit(self._opened)

    def _go_to_the_end(self) -> None:
        """Go to the last row there is, and on as long as further ones come."""
        self.setCurrentIndex(self._customers.index(self._customers.rowCount() - 1))
        self._to_the_end = not self._customers.complete
        self._customers.fetchMore(QModelIndex())

    def _want_menu(self, index: QModelIndex, at: QPoint | None = None, *, by_key: bool = False) -> None:
        if index.isValid():
            if at is None:
                self.scrollTo(index)
                at = self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_wanted.emit(self._id_at(index), at, by_key)

    def _id_at(self, index: QModelIndex) -> bytes:
        return self._customers.row(index.row()).id
