"""Whom a contact was with: a chip for each customer, and a field to add another one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app.domain.customers import CustomerRow
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_people import contact_people
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.people import name_of
from advisor_app.ui.screens.contact.person_search import PersonSearch
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.layouts import empty

_CROSS = 12
_SEARCH_WIDTH = 270
_UNKNOWN = "…"


class CustomersField(QWidget):
    """The customers of a contact, by their ids; names are looked up where they are not known."""

    added = Signal(bytes)
    """A customer was added by hand."""
    removed = Signal(bytes)
    """A customer was taken away by hand."""

    def __init__(self, desk: Desk, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._people: dict[bytes, CustomerRow] = {}
        self._ids: tuple[bytes, ...] = ()
        self._fixed = False
        self.chips: dict[bytes, QPushButton] = {}
        self._flow = FlowLayout(self, 6)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.search = PersonSearch(desk, over)
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.search.found.connect(self._on_found)
        self._flow.addWidget(self.search)
        self.setFocusProxy(self.search)

    @property
    def ids(self) -> tuple[bytes, ...]:
        """The customers, in the order in which they were named."""
        return self._ids

    @property
    def names(self) -> tuple[str, ...]:
        """What the customers are called."""
        return tuple(self._name(key) for key in self._ids)

    def fix(self, *, fixed: bool) -> None:
        """Let the customers be changed, or not any more."""
        self._fixed = fixed
        self.search.setVisible(not fixed)
        self._render()

    def learn(self, rows: Sequence[CustomerRow]) -> None:
        """Know customers by their rows."""
        self._people |= {row.id: row for row in rows}

    def show_customers(self, ids: tuple[bytes, ...]) -> None:
        """Show customers without telling anybody."""
        if ids != self._ids:
            self._ids = ids
            self._render()
        if unknown := tuple(key for key in ids if key not in self._people):
            self._desk.ask(self, partial(contact_people, ids=unknown), self._on_people, key="people")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name_chips()

    def _on_people(self, rows: tuple[CustomerRow, ...]) -> None:
        self.learn(rows)
        self._name_chips()

    def _on_found(self, row: CustomerRow) -> None:
        self.learn([row])
        if row.id not in self._ids:
            self.show_customers((*self._ids, row.id))
            self.added.emit(row.id)

    def _on_chip_clicked(self, key: bytes) -> None:
        place = self._ids.index(key)
        self.show_customers(tuple(each for each in self._ids if each != key))
        left = list(self.chips.values())
        (left[min(place, len(left) - 1)] if left else self.search).setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed.emit(key)

    def _name(self, key: bytes) -> str:
        return name_of(self._people[key]) if key in self._people else _UNKNOWN

    def _render(self) -> None:
        self._flow.removeWidget(self.search)
        empty(self._flow)
        self.chips = {key: self._chip(key) for key in self._ids}
        for chip in self.chips.values():
            self._flow.addWidget(chip)
        self._flow.addWidget(self.search)
        self._name_chips()

    def _name_chips(self) -> None:
        for key, chip in self.chips.items():
            name = self._name(key)
            chip.setText(name.replace("&", "&&"))
            chip.setAccessibleName(name if self._fixed else _("Remove {name}", name=name))

    def _chip(self, key: bytes) -> QPushButton:
        chip = QPushButton()
        chip.setProperty("kind", "person")
        chip.setEnabled(not self._fixed)
        if not self._fixed:
            chip.setIcon(icon("x", "accent"))
            chip.setIconSize(QSize(_CROSS, _CROSS))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.clicked.connect(partial(self._on_chip_clicked, key))
        return chip
