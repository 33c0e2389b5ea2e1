"""Customers who go quiet, as rows of a table: who, by which signs, and what is at stake."""

from collections.abc import Sequence

from advisor_app import words
from advisor_app.domain.book_figures import BookFigures, QuietCustomer
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.rows import Cell, RowsModel
from advisor_app.ui.models.written import known_as


class QuietModel(RowsModel[QuietCustomer, Cell]):
    """Those with several signs, the largest assets first."""

    HEADINGS = (N_("Customer"), N_("Signs"), N_("AUM"))
    RIGHT = frozenset({2})

    def __init__(self) -> None:
        super().__init__()
        self._policy: Policy | None = None
        self._currency: str | None = None

    def show_figures(self, figures: BookFigures) -> None:
        """Show who goes quiet."""
        self._policy = figures.policy
        self._currency = figures.bank.base_currency if figures.bank else None
        self.set_rows(figures.quietest)

    def cells(self, row: QuietCustomer) -> Sequence[Cell]:
        tier = words.tier(self._policy, row.tier) if self._policy else None
        signs = (
            None if row.last_own_on is None else _("active {day}", day=words.column_day(row.last_own_on)),
            None if row.last_spoke_on is None else _("spoken {day}", day=words.column_day(row.last_spoke_on)),
            _fell(row),
        )
        amount = words.money(row.assets_minor, self._currency, compact=True)
        return (
            Cell(row.name or row.number or words.NOTHING, tier or "", spoken=known_as(row.name, row.number)),
            Cell(" · ".join(filter(None, signs)), ink="muted"),
            Cell(amount or words.NOTHING, sort=row.assets_minor),
        )


def _fell(row: QuietCustomer) -> str | None:
    if row.fell_from_minor is None:
        return None
    share = 1 - (row.assets_minor or 0) / row.fell_from_minor
    return _("assets ↓ {share}", share=format_percent(share, 0))
