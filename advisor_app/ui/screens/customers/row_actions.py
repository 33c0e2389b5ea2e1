"""What can be done with a customer of the list without opening them: by a menu at the row, or by key."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication, QMenu

from advisor_app.i18n import gettext as _
from advisor_app.services.shortlist import pin
from advisor_app.services.start_contact import Ways, ways_to
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.written import known_as
from advisor_app.ui.screens.contact.start import add_ways, ask_how
from advisor_app.ui.screens.contact.wanted import log_contact
from advisor_app.ui.screens.customers.list_view import CustomerList
from advisor_app.ui.screens.customers.model import CustomersModel
from advisor_app.ui.theme import icon


class RowActions(QObject):
    """Does for a list what is wanted of its rows: a contact begun or logged, a customer pinned."""

    def __init__(self, desk: Desk, listed: CustomerList, model: CustomersModel) -> None:
        super().__init__(listed)
        self._desk, self._list, self._model = desk, listed, model
        listed.pin_wanted.connect(self._on_pin_wanted)
        listed.contact_wanted.connect(self._on_contact_wanted)
        listed.menu_wanted.connect(self._on_menu_wanted)

    def _on_pin_wanted(self, customer_id: bytes, *_checked: bool) -> None:
        place = self._model.place(customer_id)
        if place is None:
            return
        row = self._model.row(place)
        self._desk.ask(
            self,
            partial(pin, customer_id=row.id, pinned=not row.pinned),
            partial(self._on_pinned, row.name or row.number or "", not row.pinned),
        )

    def _on_pinned(self, name: str, pinned: bool, _done: None) -> None:
        self._desk.told.emit(
            _("“{name}” is pinned.", name=name) if pinned else _("“{name}” is no longer pinned.", name=name)
        )
        self._desk.book_changed.emit()

    def _on_contact_wanted(self, customer_id: bytes) -> None:
        self._desk.ask(self, partial(ways_to, customer_id=customer_id), self._on_ways, key="ways")

    def _on_ways(self, ways: Ways) -> None:
        if not ways.handlers:
            self._desk.told.emit(_("The policy of the bank names no way to begin a contact."))
        elif self._may_open():
            ask_how(self._desk, ways, self._list.viewport(), self._list.rect_of(ways.customer_id))

    def _on_menu_wanted(self, customer_id: bytes, at: QPoint, by_key: bool) -> None:
        service = partial(ways_to, customer_id=customer_id)
        self._desk.ask(self, service, partial(self._on_menu_known, at, by_key), key="ways")

    def _on_menu_known(self, at: QPoint, by_key: bool, ways: Ways) -> None:
        place = self._model.place(ways.customer_id)
        if place is None or not self._may_open():
            return
        menu = self._menu(ways, pinned=self._model.row(place).pinned)
        menu.popup(at)
        if by_key:  # so that Enter and the arrows begin at the first entry
            choices = (each for each in menu.actions() if each.isEnabled() and not each.isSeparator())
            menu.setActiveAction(next(choices))

    def _may_open(self) -> bool:
        """Tell whether the list is still there to open something at, and nothing is open already."""
        return self._list.isVisible() and QApplication.activePopupWidget() is None

    def _menu(self, ways: Ways, *, pinned: bool) -> QMenu:
        menu, who = QMenu(self._list), known_as(ways.name, ways.number)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setAccessibleName(who)
        heading = menu.addAction(who.replace("&", "&&"))
        heading.setEnabled(False)
        menu.addSeparator()
        add_ways(menu, self._desk, ways)
        if ways.handlers:
            menu.addSeparator()
        log = menu.addAction(icon("notebook-pen"), _("Log a contact"))
        log.triggered.connect(partial(self._on_log_chosen, ways.customer_id))
        name = _("Take the pin away") if pinned else _("Pin")
        action = menu.addAction(icon("pin-off" if pinned else "pin"), name)
        action.triggered.connect(partial(self._on_pin_wanted, ways.customer_id))
        return menu

    def _on_log_chosen(self, customer_id: bytes, *_checked: bool) -> None:
        log_contact(self._desk, customer_id)
