"""The tab of holdings."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.positions import Position, State
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.holdings import Column, HoldingsModel
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.holdings.contribution import ContributionLine
from advisor_app.ui.screens.customer.holdings.ladder import Ladder
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.table import Table

_ROW, _HEADING_ROW = 44, 32
_WIDTHS = {
    Column.VALUE: 134,
    Column.RATE: 64,
    Column.GRADE: 80,
    Column.FROM: 98,
    Column.UNTIL: 98,
    Column.STATE: 90,
}
_POSITION = 170
_SPARE = (Column.FROM, Column.GRADE)
"""The columns that give way where the window is narrow."""


class HoldingsTab(QWidget):
    """Every position of one customer, group by group."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: Profile | None = None
        self.model = HoldingsModel()
        self.ladder = Ladder()
        self.contribution = ContributionLine(desk)
        self.table = Table(_ROW, below=True)
        self.closed = QPushButton()
        self.assets, self.debts = Label(kind="heading"), Label(kind="heading")
        self._debts_label = Label(kind="muted")
        self.left_out = ElidedLabel(kind="small")
        self.empty = EmptyState("wallet")
        self._build()
        self.clear()

    def show_profile(self, profile: Profile) -> None:
        """Show a customer; the same one again keeps the chosen position and the place in the list."""
        same = self._profile is not None and self._profile.person.id == profile.person.id
        if not same:
            self.closed.setChecked(False)
        self._profile = profile
        self.contribution.show_profile(profile)
        self._show(keep=same)

    def clear(self) -> None:
        """Show nobody."""
        self._profile = None
        self.contribution.clear()
        self.closed.setChecked(False)
        self._show(keep=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._show_figures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - _POSITION - sum(_WIDTHS.values())
        for column in _SPARE:
            self.table.setColumnHidden(column, room < 0)
            room += _WIDTHS[column] if room < 0 else 0

    def _on_closed_toggled(self, _shown: bool) -> None:
        self._show(keep=True)

    def _on_sort_chosen(self, column: int, ascending: bool) -> None:
        chosen = self._chosen()
        self.model.order_by(column, ascending)
        self._shrink_headings()
        self._choose(chosen)

    def _on_position_chosen(self, position: Position) -> None:
        self._choose(position)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, *, keep: bool) -> None:
        chosen, place = self._chosen(), self.table.verticalScrollBar().value()
        self.model.show(self._profile, with_closed=self.closed.isChecked())
        self._shrink_headings()
        self.ladder.show_profile(self._profile)
        self._show_figures()
        if keep:
            self._choose(chosen)
            self.table.scroll_to(place)

    def _show_figures(self) -> None:
        profile = self._profile
        closed = 0
        if profile:
            closed = sum(p.state(profile.today) is State.CLOSED for p in profile.positions)
            sums = profile.totals()
            self.assets.setText(words.money(sums.assets_minor, sums.currency) or "")
            self.debts.setText(words.money(sums.debts_minor, sums.currency) or "")
            for widget in (self.debts, self._debts_label):
                widget.setVisible(bool(sums.debts_minor))
            left_out = ", ".join(sums.left_out)
            self.left_out.setText(
                _("Without a rate, left out: {currencies}", currencies=left_out) if left_out else ""
            )
        self.closed.setText(_("Show closed ({n})", n=closed))
        self.closed.setVisible(closed > 0)
        self._pages.setCurrentIndex(0 if self.model.rows else 1)
        self._head.setVisible(profile is not None and bool(profile.positions))

    def _shrink_headings(self) -> None:
        for place, line in enumerate(self.model.rows):
            self.table.setRowHeight(place, _ROW if line.position else _HEADING_ROW)

    def _chosen(self) -> Position | None:
        index = self.table.currentIndex()
        return self.model.rows[index.row()].position if index.isValid() else None

    def _choose(self, position: Position | None) -> None:
        place = self.model.find(position) if position else None
        if place is not None:
            self.table.setCurrentIndex(self.model.index(place, 0))

    def _build(self) -> None:
        say(self.table.setAccessibleName, N_("Positions"))
        say(self.ladder.setAccessibleName, N_("Next maturities"))
        self.table.setModel(self.model)
        head = self.table.head
        head.allow(tuple(Column), falling=(Column.VALUE, Column.RATE))
        head.show_sorted(Column.VALUE, ascending=False)
        head.sort_chosen.connect(self._on_sort_chosen)
        self.table.set_widths(_WIDTHS, rest=Column.POSITION)
        self.closed.setCheckable(True)
        self.closed.setProperty("kind", "chip")
        self.closed.toggled.connect(self._on_closed_toggled)
        self.ladder.position_chosen.connect(self._on_position_chosen)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        assets_label = Label(kind="muted")
        say(assets_label.setText, N_("Assets now"))
        say(self._debts_label.setText, N_("Debts now"))
        for widget in (assets_label, self.assets, self._debts_label, self.debts):
            row.addWidget(widget)
        row.addWidget(self.left_out, 1)
        row.addWidget(self.closed)
        say(self.empty.sentence.setText, N_("This customer has nothing with the bank."))
        say(
            self.empty.hint.setText,
            N_("Accounts, products, loans and cards appear here after a sync that brings them."),
        )
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._head)
        layout.addWidget(self.contribution)
        layout.addWidget(self.ladder)
        layout.addWidget(pages, 1)
        for before, after in ((self.closed, head), (head, self.table)):
            QWidget.setTabOrder(before, after)
