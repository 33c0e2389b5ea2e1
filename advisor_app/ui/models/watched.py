"""Customers who may leave, as rows of a table: who, why, what is at stake and how likely it is."""

from collections.abc import Sequence

from advisor_app import prediction_words, words
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.services.watch_list import Watched, WatchList
from advisor_app.ui.models.rows import Cell, RowsModel
from advisor_app.ui.models.written import known_as

_REASONS = 3


class WatchedModel(RowsModel[Watched, Cell]):
    """Who may leave, the likeliest first."""

    HEADINGS = (N_("Customer"), N_("Why"), N_("AUM"), N_("Likelihood"), N_("Against the average"))
    RIGHT = frozenset({2, 3, 4})

    def __init__(self) -> None:
        super().__init__()
        self._policy: Policy | None = None
        self._currency = ""

    def show_list(self, found: WatchList) -> None:
        """Show who may leave."""
        self._policy = found.policy
        self._currency = found.bank.base_currency if found.bank else ""
        self.set_rows(found.watched)

    def cells(self, row: Watched) -> Sequence[Cell]:
        one, told = row
        tier = words.tier(self._policy, one.tier) if self._policy else None
        amount = words.money(one.aum_minor, one.currency, compact=True)
        return (
            Cell(one.name or one.number or words.NOTHING, tier or "", spoken=known_as(one.name, one.number)),
            Cell(self._reasons(row) or words.NOTHING, ink="muted"),
            Cell(amount or words.NOTHING, sort=one.aum_minor),
            Cell(words.NOTHING if told.share is None else format_percent(told.share, 1), sort=told.share),
            Cell(times(told.lift_percent), ink="warn", sort=told.lift_percent),
        )

    def _reasons(self, row: Watched) -> str:
        if self._policy is None:
            return ""
        reasons = row.predicted.reasons(_REASONS)
        told = (prediction_words.reason(one, self._currency, self._policy) for one in reasons)
        return _("; ").join(told)


def times(percent: int) -> str:
    """Return how often something is expected, the average being 100: 3.1 ×."""
    return _("{n} ×", n=f"{percent / 100:.1f}")
