"""What the list can be narrowed by, to be ticked: tiers, branches and products, each with how many have it."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from advisor_app.domain.customers import CustomerQuery, Facets
from advisor_app.i18n import N_, current_language, format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.standings import offered
from advisor_app.ui.say import say
from advisor_app.ui.screens.customers.facet_names import name_of
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty, tab_through
from advisor_app.ui.widgets.popup import Popup

FIELDS = {
    "tiers": N_("Tier"),
    "branch_ids": N_("Branch"),
    "product_kinds": N_("Product"),
    "rhythms": N_("Contact rhythm"),
    "moves": N_("Movements between tiers"),
    "states": N_("State of the tier"),
    "quiet": N_("Going quiet"),
    "insights": N_("Insights"),
}
"""The fields of `CustomerQuery` that narrow the list, with what they are called."""
_COUNTED = ("tiers", "branch_ids", "product_kinds")
_WIDTH, _HIGHEST = 300, 480


class Option(NamedTuple):
    """A value that a field can be narrowed to, and how many customers have it where that has been counted."""

    value: str | int
    name: str
    customers: int | None = None


class FilterGroup(QWidget):
    """The boxes of one field."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str | int, QCheckBox] = {}
        self._offered: tuple[str, tuple[Option, ...]] = ("", ())
        heading = Label(kind="heading")
        say(heading.setText, title)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setVerticalSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading)
        layout.addLayout(self._grid)

    @property
    def chosen(self) -> tuple[str | int, ...]:
        """The values that are ticked, in the order in which they stand."""
        return tuple(value for value, box in self._boxes.items() if box.isChecked())

    @property
    def boxes(self) -> tuple[QCheckBox, ...]:
        """The boxes from top to bottom."""
        return tuple(self._boxes.values())

    def offer(self, options: tuple[Option, ...]) -> None:
        """Show these values to be ticked; a group without any is hidden."""
        self.setVisible(bool(options))
        offered = (current_language(), options)
        if offered == self._offered:
            return
        chosen, self._offered = self.chosen, offered
        empty(self._grid)
        self._boxes = {}
        for line, option in enumerate(options):
            box = QCheckBox(option.name.replace("&", "&&"))
            self._grid.addWidget(box, line, 0)
            if option.customers is not None:
                many = ngettext("{n} customer", "{n} customers", option.customers)
                box.setAccessibleName(_(", ").join((option.name, many)))
                number = Label(format_number(option.customers), kind="muted")
                self._grid.addWidget(number, line, 1, Qt.AlignmentFlag.AlignRight)
            box.toggled.connect(self._on_toggled)
            self._boxes[option.value] = box
        self.choose(chosen)

    def choose(self, values: Iterable[str | int]) -> None:
        """Tick these values and no others, without telling."""
        for value, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(value in values)

    def _on_toggled(self) -> None:
        self.changed.emit()


class FilterPanel(Popup):
    """The panel with the boxes of all fields; what is ticked holds at once."""

    changed = Signal(dict)
    """The values of all fields by name, as `dataclasses.replace` takes them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._facets: Facets | None = None
        self._query = CustomerQuery()
        self._groups = {field: FilterGroup(title) for field, title in FIELDS.items()}
        inner = QWidget()
        boxes = QVBoxLayout(inner)
        boxes.setContentsMargins(0, 0, 8, 0)
        boxes.setSpacing(14)
        for group in self._groups.values():
            group.changed.connect(self._on_changed)
            boxes.addWidget(group)
        self._nothing = Label(kind="muted", wrap=True)
        say(self._nothing.setText, N_("There is nothing to filter by until the book has been synchronised."))
        boxes.addWidget(self._nothing)
        boxes.addStretch(1)
        self._inner, self._area = inner, QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear, self._done = QPushButton(), QPushButton()
        self._clear.setProperty("kind", "link")
        say(self._clear.setText, N_("Clear filters"))
        say(self._done.setText, N_("Done"))
        self._clear.clicked.connect(self._on_clear)
        self._done.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self._clear)
        foot.addStretch(1)
        foot.addWidget(self._done)
        self.body.addWidget(self._area)
        self.body.addLayout(foot)
        say(self.setAccessibleName, N_("Filters"))

    @property
    def boxes(self) -> tuple[QCheckBox, ...]:
        """The boxes of all fields from top to bottom."""
        return tuple(box for group in self._groups.values() for box in group.boxes)

    def show_facets(self, facets: Facets) -> None:
        """Offer what occurs in the book, and what is chosen although nobody has it any more."""
        self._facets = facets
        for field, group in self._groups.items():
            options = _options(facets, field)
            there = {option.value for option in options}
            gone = [value for value in getattr(self._query, field) if value not in there]
            many = 0 if field in _COUNTED else None
            group.offer((*options, *(Option(value, name_of(facets, field, value), many) for value in gone)))
            group.choose(getattr(self._query, field))
        self._nothing.setVisible(not any(_options(facets, field) for field in FIELDS))
        tab_through((*self.boxes, self._clear, self._done))

    def show_query(self, query: CustomerQuery) -> None:
        """Tick what a query is narrowed to."""
        self._query = query
        self._clear.setEnabled(any(getattr(query, field) for field in FIELDS))
        if self._facets:
            self.show_facets(self._facets)

    def open_at(self, button: QWidget) -> None:
        wanted = self._inner.sizeHint().height() + 4
        self._area.setFixedSize(_WIDTH, min(_HIGHEST, wanted))
        super().open_at(button)

    def _on_changed(self) -> None:
        self.changed.emit({field: group.chosen for field, group in self._groups.items()})

    def _on_clear(self) -> None:
        self.changed.emit(dict.fromkeys(FIELDS, ()))


def _options(facets: Facets, field: str) -> tuple[Option, ...]:
    if field == "branch_ids":
        return tuple(Option(*branch) for branch in facets.branches)
    if field not in ("tiers", "product_kinds"):
        return tuple(Option(value, name_of(facets, field, value)) for value in offered(facets, field))
    counted = facets.tiers if field == "tiers" else facets.kinds
    return tuple(Option(value, name_of(facets, field, value), many) for value, many in counted)
