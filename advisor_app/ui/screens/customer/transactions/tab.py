"""The tab of transactions: filters above, the table, below it how many there are and one of them in detail."""

from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.domain.transactions import (
    PAGE_ROWS,
    TransactionChoices,
    TransactionPage,
    TransactionQuery,
    TransactionSort,
)
from advisor_app.i18n import N_, ngettext
from advisor_app.services.transactions import count_transactions, transaction_choices, transactions_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.transactions import Column, TransactionsModel, account_name
from advisor_app.ui.paging import Paging
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.transactions.detail import Detail
from advisor_app.ui.screens.customer.transactions.export import Export
from advisor_app.ui.screens.customer.transactions.filters import FilterBar
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.skeleton import Skeleton
from advisor_app.ui.widgets.table import Table

_ROW = 32
_SORTS = {
    Column.DAY: TransactionSort.DAY,
    Column.AMOUNT: TransactionSort.AMOUNT,
    Column.COUNTERPARTY: TransactionSort.COUNTERPARTY,
}
_WIDTHS = {
    Column.DAY: 94,
    Column.CATEGORY: 110,
    Column.KIND: 92,
    Column.CHANNEL: 96,
    Column.ACCOUNT: 150,
    Column.AMOUNT: 124,
    Column.BALANCE: 124,
}
_COUNTERPARTY = 130
_SPARE = (Column.ACCOUNT, Column.CHANNEL, Column.KIND)
"""The columns that give way where the window is narrow; the detail has them all."""


class TransactionsTab(QWidget):
    """The transactions of one customer; read when they are looked at, 200 at a time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._profile: Profile | None = None
        self._sort, self._ascending = TransactionSort.DAY, False
        self._stale = False
        self._count: int | None = None
        self.model, self.paging = TransactionsModel(), Paging(desk, transactions_page, self)
        self.filters, self.export = FilterBar(), Export(desk)
        self.table, self.detail = Table(_ROW, several=True), Detail()
        self.export_button, self.more_button = QPushButton(), QPushButton()
        self.how_many = Label(kind="muted")
        self.none, self.no_fit = EmptyState("receipt"), EmptyState("search")
        self._build()
        self.clear()

    def show_profile(self, profile: Profile) -> None:
        """Show a customer; the same one again keeps filters, order, the chosen booking and the place."""
        if self._profile is None or self._profile.person.id != profile.person.id:
            self.clear()
        self._profile = profile
        self.filters.set_customer(profile)
        self._name_accounts()
        self._stale = True
        if self.isVisible():
            self._refresh()

    def clear(self) -> None:
        """Show nobody."""
        self._profile = self._count = None
        self._stale = False
        self._sort, self._ascending = TransactionSort.DAY, False
        self.table.head.show_sorted(Column.DAY, ascending=False)
        self.filters.set_customer(None)
        self.paging.stop()
        self.model.set_rows([])
        self.table.scroll_to(0)
        self.detail.clear()
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name_accounts()
            self.model.render()
            self._show_state()

    def _on_filters_changed(self) -> None:
        self._ask()

    def _on_sort_chosen(self, column: int, ascending: bool) -> None:
        self._sort, self._ascending = _SORTS[Column(column)], ascending
        self._ask()

    def _on_begun(self, page: TransactionPage, keep: bool) -> None:
        chosen, place = self.detail.row, self.table.verticalScrollBar().value()
        self.model.by_day = self._sort is TransactionSort.DAY
        self.model.set_rows(page.rows)
        found = self.model.find(chosen) if keep and chosen else None
        if found is None:
            self.detail.clear()
        else:
            self.table.setCurrentIndex(self.model.index(found, 0))
        self.table.scroll_to(place if keep else 0)
        self._ask_how_many(page)

    def _on_continued(self, page: TransactionPage) -> None:
        self.model.add_rows(page.rows)

    def _on_near_end(self) -> None:
        self.paging.more(PAGE_ROWS)

    def _on_count(self, query: TransactionQuery, count: int) -> None:
        if query is self.paging.query:
            self._count = count
            self._show_state()
            announce(self, self.how_many.text() or self.no_fit.sentence.text())

    def _on_choices(self, customer: bytes, choices: TransactionChoices) -> None:
        if self._profile is not None and self._profile.person.id == customer:
            self.filters.offer(choices)

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and self._profile is not None:
            row = self.model.rows[current.row()]
            self.detail.show_row(row, self._profile, self.model.accounts.get(row.account_id, ""))

    def _on_activated(self, _index: QModelIndex) -> None:
        if self.detail.row is not None:
            self.detail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_detail_left(self) -> None:
        self.detail.clear()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.selectionModel().clearSelection()

    def _on_export_clicked(self) -> None:
        if self.paging.query is not None and self._profile is not None:
            self.export.ask(self.paging.query, self._profile)

    def _refresh(self) -> None:
        """Read what is shown again, as many rows as there were."""
        self._stale = False
        self._ask(limit=max(PAGE_ROWS, len(self.model.rows)), keep=True)
        if self._profile is not None:
            key = self._profile.person.id
            choices = partial(transaction_choices, customer_id=key)
            self._desk.ask(self, choices, partial(self._on_choices, key), key="choices", aside=True)

    def _ask(self, *, limit: int = PAGE_ROWS, keep: bool = False) -> None:
        """Ask for the first page, which the profile has where nothing is filtered."""
        query, profile = self.filters.query(), self._profile
        if query is None or profile is None:
            return
        query = replace(query, sort=self._sort, ascending=self._ascending, limit=limit)
        plain = query == TransactionQuery(profile.person.id)
        self._count = None
        self.paging.begin(query, keep=keep, known=profile.transactions if plain else None)

    def _ask_how_many(self, first: TransactionPage) -> None:
        """Ask how many there are after the first page is there: both at once would take longer than one by one."""
        query = self.paging.query
        if first.next is None:
            self._on_count(query, len(first.rows))
            return
        count = partial(count_transactions, query=query)
        self._desk.ask(self, count, partial(self._on_count, query), key="count", aside=True)

    def _name_accounts(self) -> None:
        if self._profile is not None:
            policy = self._profile.policy
            accounts = [one for one in self._profile.positions if one.entity == "accounts"]
            self.model.policy = policy
            self.model.accounts = {one.id: account_name(policy, one.number, one.kind) for one in accounts}
        self._fit()

    def _show_state(self) -> None:
        rows, more = len(self.model.rows), self.paging.has_more
        if rows:
            page: QWidget = self.table
        elif self.paging.waiting or self._profile is None or self._stale:
            page = self._waiting
        else:
            page = self.no_fit if self.filters.narrows else self.none
        self._pages.setCurrentWidget(page)
        said = ngettext("{n} shown", "{n} shown", rows)
        if self._count is not None:
            total = ngettext("{n} transaction", "{n} transactions", self._count)
            said = f"{total} · {said}" if more else total
        self.how_many.setText(said if rows else "")
        if self.more_button.hasFocus() and not more:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.more_button.setVisible(more)
        self.export_button.setEnabled(bool(rows) and not self.export.running)

    def _fit(self) -> None:
        """Let columns give way where there is no room for them."""
        room = self.width() - _COUNTERPARTY - sum(_WIDTHS.values())
        for column in _SPARE:
            hidden = room < 0 or (column is Column.ACCOUNT and len(self.model.accounts) < 2)
            self.table.setColumnHidden(column, hidden)
            room += _WIDTHS[column] if hidden else 0

    def _build(self) -> None:
        say(self.table.setAccessibleName, N_("Transactions"))
        self.table.setModel(self.model)
        self.table.near_end.connect(self._on_near_end)
        self.table.activated.connect(self._on_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_changed)
        head = self.table.head
        head.allow(tuple(_SORTS), falling=(Column.DAY, Column.AMOUNT))
        head.sort_chosen.connect(self._on_sort_chosen)
        self.table.set_widths(_WIDTHS, rest=Column.COUNTERPARTY)
        self.paging.begun.connect(self._on_begun)
        self.paging.continued.connect(self._on_continued)
        self.paging.changed.connect(self._show_state)
        self.filters.changed.connect(self._on_filters_changed)
        self.detail.left.connect(self._on_detail_left)
        self.export.running_changed.connect(self._show_state)
        say(self.export_button.setText, N_("Export …"))
        self.export_button.setIcon(icon("download"))
        self.export_button.clicked.connect(self._on_export_clicked)
        self.filters.row.addWidget(self.export_button)
        say(self.more_button.setText, N_("Show more"))
        self.more_button.setProperty("kind", "link")
        self.more_button.clicked.connect(self._on_near_end)
        say(self.none.sentence.setText, N_("No transactions of this customer are known."))
        say(self.none.hint.setText, N_("They appear here after a sync that brings them."))
        say(self.no_fit.sentence.setText, N_("No transaction fits these filters."))
        say(self.no_fit.button.setText, N_("Clear all filters"))
        self.no_fit.button.clicked.connect(self.filters.reset)
        self.no_fit.button.show()
        self._waiting = Skeleton(0.9, 0.8, 0.95, 0.7, 0.85, 0.75)
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        for page in (self.table, self.none, self.no_fit, self._waiting):
            self._pages.addWidget(page)
        foot = QHBoxLayout()
        for widget in (self.how_many, self.more_button):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.filters)
        layout.addWidget(pages, 1)
        layout.addWidget(self.detail)
        layout.addLayout(foot)
        more = (self.detail, self.detail.close_button, self.more_button, self.export.cancel_button)
        order = (
            *self.filters.in_order,
            self.export_button,
            *self.filters.more.in_order,
            head,
            self.table,
            *more,
        )
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
