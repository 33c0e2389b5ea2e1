"""Product coverage by tier, and how far campaigns came: shares in a grid, each of which opens its customers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.insight_figures import CALLED, CAMPAIGN, STEPS, Shares, counted_by
from advisor_app.domain.insight_figures import Campaign as CampaignFigures
from advisor_app.i18n import N_, format_number, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.models import insight_names
from advisor_app.ui.screens.book.figure import Counted
from advisor_app.ui.screens.customers.facet_names import kind_name
from advisor_app.ui.screens.insights.cells import Cell, Said
from advisor_app.ui.screens.insights.export import ExportButton, Saved
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.layouts import empty

_KINDS, _CAMPAIGNS = 10, 6
_NAMES = 112  # pixels
_ALL = ""


class GridCard(Card):
    """A grid below headings; `name` is what it is saved as."""

    def __init__(self, desk: Desk, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._desk = desk
        self.cells: tuple[Cell, ...] = ()
        self.export = ExportButton(desk, name, title)
        self.about, self.nothing = Label(kind="small", wrap=True), Label(kind="muted", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(3)
        self.head.addWidget(self.export)
        self.body.addWidget(self.about)
        self.body.addWidget(self.nothing)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)

    def _begin(self, headings: tuple[str, ...], nothing: str) -> None:
        empty(self._grid)
        self.cells = ()
        self.about.setVisible(bool(headings))
        self.nothing.setVisible(not headings)
        self.nothing.setText(nothing)
        self._grid.setColumnMinimumWidth(0, _NAMES)
        self._grid.setColumnStretch(0, 3)
        for column, heading in enumerate(headings, 1):
            label = Label(heading, kind="small")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(label, 0, column)
            self._grid.setColumnStretch(column, 2)

    def _row(self, line: int, name: QWidget, cells: list[Cell]) -> None:
        self._grid.addWidget(name, line, 0)
        for column, one in enumerate(cells, 1):
            self._grid.addWidget(one, line, column)
            # Whatever comes last into a window is last in the order of Tab.
            QWidget.setTabOrder(self.cells[-1] if self.cells else self.export, one)
            self.cells = (*self.cells, one)


class ProductsCard(GridCard):
    """How many of each tier hold what."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, N_("Product coverage"), "products", parent)

    def show_figures(self, found: Shares, saved: Saved) -> None:
        """Show who holds what."""
        kinds = found.kinds[:_KINDS]
        tiers = (*found.tiers, (_ALL, found.customers)) if kinds else ()
        names = tuple(words.tier(found.policy, code) or _("No tier yet") for code, _many in tiers[:-1])
        headings = (*names, _("All")) if kinds else ()
        self._begin(headings, _("Nobody in the book holds anything."))
        self.about.setText(_("share of each tier's customers who hold it"))
        held: dict[tuple[str, str | None], int] = {(one.kind, one.tier): one.customers for one in found.held}
        held |= {(kind, None): many for kind, many in found.kinds}
        table = []
        for line, (kind, _many) in enumerate(kinds, 1):
            name = kind_name(found.policy, kind)
            cells = [
                self._cell(found, kind, None if last else code, many, held)
                for code, many, last in ((*tier, at == len(tiers) - 1) for at, tier in enumerate(tiers))
            ]
            self._row(line, ElidedLabel(name), cells)
            table.append((name, *(str(one.counted.customers) if one.counted else "" for one in cells)))
        first = (_("Product"), *headings)
        self.export.show_table((first, *table) if kinds else (), saved)

    def _cell(
        self, found: Shares, kind: str, tier: str | None, whole: int, held: dict[tuple[str, str | None], int]
    ) -> Cell:
        many = held.get((kind, tier), 0)
        part = many / whole if whole else 0.0
        name = kind_name(found.policy, kind)
        if tier is not None:
            called = words.tier(found.policy, tier) or _("No tier yet")
            name = _("{tier}: {standing}", tier=called, standing=name)
        query = CustomerQuery(product_kinds=(kind,), tiers=() if tier is None else (tier,))
        said = Said(format_percent(part, 0) if whole else words.NOTHING, part=part)
        return Cell(self._desk, Counted(name, many, query), said)


class CampaignsCard(GridCard):
    """How far each campaign came, as shares of those who were called, with intervals."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, N_("Campaign results"), "campaigns", parent)

    def show_figures(self, found: Shares, saved: Saved) -> None:
        """Show the newest campaigns."""
        shown = found.campaigns[:_CAMPAIGNS]
        headings = tuple(_(insight_names.STEPS[step]) for step in STEPS) if shown else ()
        self._begin(headings, _("No campaign has customers in this book."))
        self.about.setText(_("shares of those who were called, with an interval of 95 %"))
        table = []
        for line, campaign in enumerate(shown, 1):
            cells = [self._cell(found, campaign, step) for step in STEPS]
            self._row(line, _titled(campaign), cells)
            table.append((campaign.title, *(one.said.whole for one in cells)))
        first = (_("Campaign"), *headings)
        self.export.show_table((first, *table) if shown else (), saved)

    def _cell(self, found: Shares, campaign: CampaignFigures, step: str) -> Cell:
        many = campaign.counts[STEPS.index(step)]
        name = _("{campaign}: {step}", campaign=campaign.title, step=_(insight_names.STEPS[step]))
        counted = Counted(name, many, counted_by(CAMPAIGN, campaign.id.hex(), step))
        return Cell(self._desk, counted, _said(found, campaign, step, many))


def _titled(campaign: CampaignFigures) -> QWidget:
    """Return the title of a campaign above its last day."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(ElidedLabel(campaign.title))
    until = _("until {day}", day=words.column_day(campaign.closes_on))
    column.addWidget(ElidedLabel(until, kind="small"))
    column.addStretch(1)
    return made


def _said(found: Shares, campaign: CampaignFigures, step: str, many: int) -> Said:
    share = campaign.share(step)
    if STEPS.index(step) <= STEPS.index(CALLED) or share.value is None:
        return Said(format_number(many))
    notes = [format_percent(share.value, 0)]
    if share.low is not None and share.high is not None and share.n < found.policy.insights.interval_below:
        notes.append(f"{format_number(round(100 * share.low))}–{format_percent(share.high, 0)}")
    return Said(format_number(many), tuple(notes), share.value)
