"""The book over time (洞察): assets, flows, maturities, products, campaigns, segments; figures open customers."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.insight_figures import Assets, Flows, Shares
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.insight_figures import asset_figures, flow_figures, share_figures
from advisor_app.services.watch_list import WatchList, watch_list
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.insights.card import TopicCard
from advisor_app.ui.screens.insights.export import Saved
from advisor_app.ui.screens.insights.grids import CampaignsCard, ProductsCard
from advisor_app.ui.screens.insights.topics import TITLES, TOPICS
from advisor_app.ui.screens.insights.watch import WatchCard
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.scroll import Scroll

_EDGE, _GAP, _WIDE = 16, 12, 900


class InsightsScreen(QWidget):
    """The figures of the book over time, which come in four parts, the first of them first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._assets: Assets | None = None
        self._flows: Flows | None = None
        self._shares: Shares | None = None
        self._watch: WatchList | None = None
        self._stale, self._columns = True, 0
        self.about = Label(kind="muted")
        self.cards = {name: TopicCard(desk, name) for name in TITLES}
        self.products, self.campaigns = ProductsCard(desk), CampaignsCard(desk)
        self.watch = WatchCard(desk)
        self.empty = EmptyState("chart-line")
        self._lower = (
            _column(self.products, self.cards["cohorts"]),
            _column(self.campaigns, self.cards["segments"]),
        )
        self._grid, self._pages = QGridLayout(), QStackedWidget()
        self._lay_out()
        desk.book_changed.connect(self._on_book_changed)

    @property
    def assets(self) -> Assets | None:
        """The part that is shown first, None before it has been read."""
        return self._assets

    @property
    def whole(self) -> bool:
        """Whether all parts have been read."""
        return None not in (self._assets, self._flows, self._shares, self._watch)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            if self._assets is not None:
                self._show_assets(self._assets)
            if self._flows is not None:
                self._show_flows(self._flows)
            if self._shares is not None:
                self._show_shares(self._shares)
            if self._watch is not None:
                self.watch.show_list(self._watch)

    def _on_book_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _on_assets_read(self, found: Assets) -> None:
        if found != self._assets:
            self._assets = found
            self._show_assets(found)

    def _on_flows_read(self, found: Flows) -> None:
        if found != self._flows:
            self._flows = found
            self._show_flows(found)

    def _on_shares_read(self, found: Shares) -> None:
        if found != self._shares:
            self._shares = found
            self._show_shares(found)

    def _on_watch_read(self, found: WatchList) -> None:
        if found != self._watch:
            self._watch = found
            self.watch.show_list(found)

    def _read(self) -> None:
        self._stale = False
        refines, watched = self._assets is not None, self._watch is not None
        ask = self._desk.ask
        ask(self, lambda book: asset_figures(book, refines=refines), self._on_assets_read, key="assets")
        ask(self, flow_figures, self._on_flows_read, key="flows")
        ask(self, share_figures, self._on_shares_read, key="shares")
        ask(self, lambda book: watch_list(book, refines=watched), self._on_watch_read, key="watch")

    def _show_assets(self, found: Assets) -> None:
        self._pages.setCurrentIndex(0 if found.bank else 1)
        self.about.setText(_("data of {day}", day=words.day(found.bank.as_of)) if found.bank else "")
        self._show_topics(found, "assets")

    def _show_flows(self, found: Flows) -> None:
        self._show_topics(found, "flows", "maturities", "moves")

    def _show_shares(self, found: Shares) -> None:
        self._show_topics(found, "segments", "cohorts")
        self.products.show_figures(found, _saved(found))
        self.campaigns.show_figures(found, _saved(found))

    def _show_topics(self, found: Assets | Flows | Shares, *names: str) -> None:
        for name in names:
            self.cards[name].show_topic(TOPICS[name](found), _saved(found))

    def _arrange(self) -> None:
        columns = 2 if self.width() >= _WIDE else 1
        if columns == self._columns:
            return
        self._columns = columns
        cards = self.cards
        rows: tuple[tuple[QWidget, ...], ...] = (
            (cards["assets"], cards["flows"]),
            (cards["maturities"], cards["moves"]),
            (self.watch,),
            self._lower,
        )
        line = 0
        for row in rows:
            for place, card in enumerate(row):
                wide = columns // len(row) if columns > 1 else 1
                self._grid.addWidget(card, line + place // columns, place % columns, 1, wide)
            line += max(1, len(row) // columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("Insights"))
        title, keys = Label(kind="title"), Label(kind="small")
        say(title.setText, N_("Insights"))
        say(keys.setText, N_("Enter opens the customers of a figure, Shift+Enter makes a call list of them"))
        head = QHBoxLayout()
        head.setContentsMargins(_EDGE, 0, _EDGE, 0)
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self.about)
        head.addStretch(1)
        head.addWidget(keys)
        say(self.empty.sentence.setText, N_("There is nobody in your book yet"))
        say(self.empty.hint.setText, N_("Synchronise first (F5)."))
        inner = QWidget()
        self._grid.setContentsMargins(_EDGE, 0, _EDGE, _GAP)
        self._grid.setSpacing(_GAP)
        inner.setLayout(self._grid)
        self._pages.addWidget(Scroll(inner))
        self._pages.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 14, 0, 0)
        whole.setSpacing(_GAP)
        whole.addLayout(head)
        whole.addWidget(self._pages, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._arrange()


def _saved(found: Assets | Flows | Shares) -> Saved:
    """Return what may be saved of figures, and what is said of them then."""
    forms, bank = found.policy.insights.exports, found.bank
    if bank is None:
        return Saved(forms)
    about = " · ".join((bank.name, _("data of {day}", day=words.day(bank.as_of))))
    return Saved(forms, words.column_day(bank.as_of), about)


def _column(*cards: QWidget) -> QWidget:
    """Return cards below each other, each as high as it needs to be; the last one fills the rest."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(_GAP)
    for card in cards:
        column.addWidget(card, int(card is cards[-1]))
    return made
