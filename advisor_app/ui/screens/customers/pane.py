"""The pane with the list of customers: search, shelves, filters, segments and order above the list itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.customers import Among, CustomerQuery, CustomerSort, Facets, Segment
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.book_facets import book_facets
from advisor_app.services.duplicates import count_duplicates
from advisor_app.services.find_customers import count_customers
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.customers.blank import ListBlank, Why, why
from advisor_app.ui.screens.customers.chips import FilterChips, ShelfChips
from advisor_app.ui.screens.customers.filters import FIELDS, FilterPanel
from advisor_app.ui.screens.customers.heading import ListHeading
from advisor_app.ui.screens.customers.list_view import CustomerList
from advisor_app.ui.screens.customers.model import CustomersModel
from advisor_app.ui.screens.customers.row_actions import RowActions
from advisor_app.ui.screens.customers.search_field import SearchField
from advisor_app.ui.screens.customers.segments import SegmentsPanel
from advisor_app.ui.screens.customers.skeleton import Skeleton
from advisor_app.ui.screens.prospects.wanted import add_prospect
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.layouts import tab_through
from advisor_app.ui.widgets.tips import plain_tip

NARROW = 264
_ICON = QSize(18, 18)


class ListPane(QFrame):
    """The customers of the book, narrowed to those that are wanted."""

    customer_opened = Signal(bytes)
    """The advisor wants to see this customer."""
    sync_wanted = Signal()
    """The book is empty, and the advisor wants to fetch it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._query = CustomerQuery()
        self._facets: Facets | None = None
        self._when_there: Callable[[], None] | None = None
        self.setProperty("kind", "card")
        self.model = CustomersModel(desk, self)
        self.list = CustomerList(self.model)
        RowActions(desk, self.list, self.model)
        self.search, self.heading, self.shelves = SearchField(), ListHeading(), ShelfChips()
        self.filter_chips, self.blank = FilterChips(), ListBlank()
        self.filters, self.segments = FilterPanel(self), SegmentsPanel(desk, self)
        self.filter_button, self.segment_button = _button("list-filter"), _button("bookmark")
        say(self.segment_button.setAccessibleName, N_("Segments"))
        say(self.segment_button.setToolTip, N_("Segments: searches kept under a name"))
        self._skeleton, self._stack = Skeleton(), QStackedWidget()
        for page in (self._skeleton, self.list, self.blank):
            self._stack.addWidget(page)
        self._lay_out()
        self._connect()
        self._show_query()
        self.model.find(self._query, begins=True)

    @property
    def query(self) -> CustomerQuery:
        """Whom the list was last asked for."""
        return self._query

    def focus_search(self) -> None:
        """Put the cursor into the search field, with what is in it selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def look_for(self, query: CustomerQuery) -> None:
        """List the customers of a query, and go into the list."""
        self._look_at(query)
        self._once_there(self.list.enter)

    def refresh(self) -> None:
        """Read again: the book has changed."""
        self.model.read_again()
        self._ask_aside()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.say_again()
            self._show_query()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.empty()
        else:
            super().keyPressEvent(event)

    def _on_filter_button(self) -> None:
        self.filters.open_at(self.filter_button)

    def _on_add_button(self) -> None:
        add_prospect(self._desk)

    def _on_duplicates_button(self) -> None:
        self._desk.form_wanted.emit("duplicates", None)

    def _on_segment_button(self) -> None:
        self.segments.open_at(self.segment_button)

    def _on_searched(self, text: str) -> None:
        self._when_there = None
        self._find(text=text)

    def _on_filters_changed(self, chosen: dict[str, Any]) -> None:
        self._find(**chosen)

    def _on_filter_removed(self, field: str, left: tuple[Any, ...]) -> None:
        self._find(**{field: left})

    def _on_shelf_chosen(self, shelf: Among) -> None:
        self._find(among=shelf)

    def _on_sort_chosen(self, sort: CustomerSort, reverse: bool) -> None:
        self._find(sort=sort, reverse=reverse)

    def _on_segment_chosen(self, segment: Segment) -> None:
        self._look_at(segment.query)
        self.list.setFocus()

    def _on_wanted(self, wanted: Why) -> None:
        if wanted is Why.EMPTY_BOOK:
            self.sync_wanted.emit()
        elif wanted is Why.NOBODY_FITS:
            self._find(text="", **dict.fromkeys(FIELDS, ()))
            self.search.setFocus()
        else:
            self._find(among=Among.ALL)
            self.search.setFocus()

    def _on_entered(self) -> None:
        """Open the first of those that are looked for, as soon as they are there."""
        self.search.flush()
        self._once_there(self.list.open_first if self._query.text else self.list.enter)

    def _on_left_downwards(self) -> None:
        self._once_there(self.list.enter)

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)

    def _on_replaced(self) -> None:
        """Show the rows or why there are none, then count, which nobody has to wait for."""
        rows = self.model.rowCount()
        if not rows:
            self.blank.show_why(why(self.model.query, synced=self.model.synced))
        self._stack.setCurrentWidget(self.list if rows else self.blank)
        if self._facets is None:
            self._ask_aside()
        if self.model.complete:
            self._on_count(rows)
        else:
            query = self.model.query
            self._desk.ask(
                self, lambda book: count_customers(book, query), self._on_count, key="count", aside=True
            )
        then, self._when_there = self._when_there, None
        if then:
            then()

    def _on_count(self, count: int) -> None:
        if count != self.heading.count and self.search.hasFocus():
            announce(self.search, ngettext("{n} customer", "{n} customers", count))
        self.heading.show_count(count)

    def _on_facets(self, facets: Facets) -> None:
        self._facets = facets
        self.filters.show_facets(facets)
        self._show_query()

    def _find(self, **changes: Any) -> None:
        self._look_at(replace(self._query, **changes))

    def _look_at(self, query: CustomerQuery) -> None:
        if query == self._query:
            return
        old, self._query = self._query, query
        self._show_query()
        self.model.find(query, begins=_is_another_search(old, query))

    def _once_there(self, then: Callable[[], None]) -> None:
        if self.model.loading:
            self._when_there = then
        else:
            then()

    def _ask_aside(self) -> None:
        self.segments.refresh()
        self._desk.ask(self, book_facets, self._on_facets, key="facets", aside=True)
        self._desk.ask(self, count_duplicates, self.heading.show_duplicates, key="duplicates", aside=True)

    def _show_query(self) -> None:
        """Show everywhere what is looked for."""
        query = self._query
        if self.search.text().strip() != query.text:
            self.search.show_text(query.text)
        self.shelves.show_shelf(query.among)
        self.heading.show_query(query)
        self.filters.show_query(query)
        self.segments.show_query(query)
        if self._facets:
            self.filter_chips.show_query(query, self._facets)
        head = (
            self.search,
            self.filter_button,
            *self.shelves.chips,
            self.segment_button,
            *self.filter_chips.chips,
        )
        tab_through(
            (
                *head,
                self.list,
                self.blank.button,
                self.heading.add,
                self.heading.duplicates,
                self.heading.sort,
            )
        )
        active = sum(len(getattr(query, field)) for field in FIELDS)
        self.filter_button.setText(str(active) if active else "")
        self.filter_button.setIcon(icon("list-filter", "accent" if active else "muted"))
        tip = _("Filters, {n} active", n=active) if active else _("Filters")
        self.filter_button.setToolTip(plain_tip(tip))
        self.filter_button.setAccessibleName(tip)
        self._on_segments_changed()

    def _on_segments_changed(self) -> None:
        kept = any(segment.query == self._query for segment in self.segments.segments)
        self.segment_button.setIcon(icon("bookmark", "accent" if kept else "muted"))

    def _lay_out(self) -> None:
        search_line, shelf_line = QHBoxLayout(), QHBoxLayout()
        for line in (search_line, shelf_line):
            line.setSpacing(6)
        search_line.addWidget(self.search, 1)
        search_line.addWidget(self.filter_button)
        shelf_line.addWidget(self.shelves)
        shelf_line.addStretch(1)
        shelf_line.addWidget(self.segment_button)
        head = QVBoxLayout()
        head.setContentsMargins(14, 12, 12, 8)
        head.setSpacing(8)
        head.addWidget(self.heading)
        head.addLayout(search_line)
        head.addLayout(shelf_line)
        head.addWidget(self.filter_chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 7)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.model.replaced.connect(self._on_replaced)
        self.list.customer_opened.connect(self.customer_opened)
        self.list.left_upwards.connect(self.focus_search)
        self.list.typed.connect(self._on_typed)
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self._on_left_downwards)
        self.search.returnPressed.connect(self._on_entered)
        self.heading.add.clicked.connect(self._on_add_button)
        self.heading.duplicates.clicked.connect(self._on_duplicates_button)
        self.heading.sort.sort_chosen.connect(self._on_sort_chosen)
        self.shelves.shelf_chosen.connect(self._on_shelf_chosen)
        self.filters.changed.connect(self._on_filters_changed)
        self.filter_button.clicked.connect(self._on_filter_button)
        self.filter_chips.removed.connect(self._on_filter_removed)
        self.filter_chips.emptied.connect(self.search.setFocus)
        self.segments.chosen.connect(self._on_segment_chosen)
        self.segments.changed.connect(self._on_segments_changed)
        self.segment_button.clicked.connect(self._on_segment_button)
        self.blank.wanted.connect(self._on_wanted)
        self._desk.book_changed.connect(self.refresh)


def _is_another_search(old: CustomerQuery, new: CustomerQuery) -> bool:
    """Tell whether a query begins a search of its own: text where there was none, other filters, another shelf."""
    same = all(getattr(old, field) == getattr(new, field) for field in (*FIELDS, "among"))
    return not same or (bool(new.text) and not old.text)


def _button(drawing: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setIcon(icon(drawing))
    button.setIconSize(_ICON)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
