"""A field for one customer: another one takes the place of whoever was chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.customers_field import CustomersField


class OneCustomer(CustomersField):
    """The one customer that a form is about, or nobody yet."""

    edited = Signal()
    """Somebody else was chosen, or nobody any more."""

    def __init__(self, desk: Desk, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(desk, over, parent)
        self.added.connect(self._on_added)
        self.removed.connect(self._on_removed)

    @property
    def value(self) -> bytes | None:
        """The customer."""
        return self.ids[0] if self.ids else None

    def choose(self, customer_id: bytes | None) -> None:
        """Show a customer, or nobody, without telling anybody."""
        self.show_customers(() if customer_id is None else (customer_id,))

    def _on_added(self, customer_id: bytes) -> None:
        self.show_customers((customer_id,))
        self.edited.emit()

    def _on_removed(self, _customer_id: bytes) -> None:
        self.edited.emit()
