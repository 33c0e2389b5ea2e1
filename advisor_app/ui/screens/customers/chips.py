"""Chips above the list: which shelf is looked at, and what the list is narrowed by."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from advisor_app.domain.customers import Among, CustomerQuery, Facets
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.screens.customers.facet_names import name_of
from advisor_app.ui.screens.customers.filters import FIELDS
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.layouts import empty

_SHELVES = {Among.ALL: N_("All"), Among.PINNED: N_("Pinned"), Among.RECENT: N_("Recent")}


class ShelfChips(QWidget):
    """One chip for each shelf, of which one is chosen; arrow keys go from one to the next."""

    shelf_chosen = Signal(object)
    """The `Among` that was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        group = QButtonGroup(self)
        self._chips: dict[Among, QPushButton] = {}
        for shelf, title in _SHELVES.items():
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setProperty("kind", "chip")
            say(chip.setText, title)
            chip.clicked.connect(partial(self._on_clicked, shelf))
            group.addButton(chip)
            layout.addWidget(chip)
            self._chips[shelf] = chip
        self.show_shelf(Among.ALL)

    @property
    def chips(self) -> tuple[QPushButton, ...]:
        """The chips from left to right."""
        return tuple(self._chips.values())

    def show_shelf(self, shelf: Among) -> None:
        """Show which shelf is looked at."""
        self._chips[shelf].setChecked(True)

    def _on_clicked(self, shelf: Among) -> None:
        self.shelf_chosen.emit(shelf)


class FilterChips(QWidget):
    """A chip for each value that the list is narrowed to; pressing one takes it away."""

    removed = Signal(str, object)
    """The field of `CustomerQuery` and the values that are left."""
    emptied = Signal()
    """The last chip had the focus and is gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._query = CustomerQuery()
        self._chips: list[QPushButton] = []
        self.hide()

    @property
    def chips(self) -> tuple[QPushButton, ...]:
        """The chips in the order in which they stand."""
        return tuple(self._chips)

    def show_query(self, query: CustomerQuery, facets: Facets) -> None:
        """Show what a query is narrowed to; without anything there is nothing to see."""
        self._query = query
        place = next((place for place, chip in enumerate(self._chips) if chip.hasFocus()), None)
        empty(self._flow)
        self._chips = [
            self._chip(field, value, name_of(facets, field, value))
            for field in FIELDS
            for value in getattr(query, field)
        ]
        for chip in self._chips:
            self._flow.addWidget(chip)
        self.setVisible(bool(self._chips))
        if place is None:
            return
        if self._chips:
            self._chips[min(place, len(self._chips) - 1)].setFocus()
        else:
            self.emptied.emit()

    def _chip(self, field: str, value: str | int, name: str) -> QPushButton:
        chip = QPushButton(icon("x", "accent"), name.replace("&", "&&"))
        chip.setProperty("kind", "chip")
        chip.setIconSize(QSize(12, 12))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setAccessibleName(_("Remove the filter {name}", name=name))
        chip.clicked.connect(partial(self._on_clicked, field, value))
        return chip

    def _on_clicked(self, field: str, value: str | int) -> None:
        self.removed.emit(field, tuple(one for one in getattr(self._query, field) if one != value))
