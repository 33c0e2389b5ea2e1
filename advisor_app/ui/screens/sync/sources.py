"""The dates of the data: what came from which system, as of what day; the older ones stand out."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout

from advisor_app import words
from advisor_app.domain.profile import SourceDate
from advisor_app.domain.records import Bank
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.sync_state import SyncState
from advisor_app.ui.say import say
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty

_NAMES = {
    "customers": N_("Customers"),
    "households": N_("Households"),
    "accounts": N_("Accounts"),
    "account_holders": N_("Account holders"),
    "cards": N_("Cards"),
    "loans": N_("Loans"),
    "standing_orders": N_("Standing orders"),
    "transactions": N_("Transactions"),
    "holdings": N_("Holdings"),
    "interactions": N_("Contacts"),
    "feedback": N_("Feedback"),
    "consents": N_("Consents"),
    "risk_assessments": N_("Risk assessments"),
    "digital_events": N_("Online visits"),
    "products": N_("Products"),
    "branches": N_("Branches"),
    "advisors": N_("Client advisors"),
    "districts": N_("Districts"),
    "fx_rates": N_("Exchange rates"),
    "aum_months": N_("Monthly AUM"),
    "tiers": N_("Tiers"),
    "conversions": N_("Conversions"),
}


class SourcesCard(Card):
    """The dates of the data, a line for each system and day."""

    def __init__(self) -> None:
        super().__init__(N_("Data as of"))
        self._state: SyncState | None = None
        self._shown: list[tuple[Label, Label]] = []
        self._business_date = Label(kind="muted")
        self.head.addWidget(self._business_date)
        self._none = Label(kind="muted")
        say(self._none.setText, N_("No data have come yet."))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._none)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What is shown: the day with the system, and the kinds of data."""
        return [(left.text(), right.text()) for left, right in self._shown]

    def show_state(self, state: SyncState) -> None:
        """Show the dates of a book."""
        if state != self._state:
            self._state = state
            self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        if self._state is None:
            return
        empty(self._grid)
        self._shown.clear()
        bank, sources = self._state.bank, self._state.sources
        day = words.day(bank.as_of if bank else None) or words.NOTHING
        self._business_date.setText(_("Business date {day}", day=day))
        self._none.setVisible(not sources)
        for row, (caption, names, old) in enumerate(_lines(sources, bank)):
            left, right = Label(caption, "warn" if old else ""), Label(names, "muted", wrap=True)
            self._grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(right, row, 1)
            self._shown.append((left, right))


def _lines(sources: Sequence[SourceDate], bank: Bank | None) -> list[tuple[str, str, bool]]:
    """Return for each day and system, the oldest first: both, what came, and whether it is older than the rest."""
    lines = []
    in_order = sorted(sources, key=lambda source: (source.as_of_day, source.system))
    for (day, system), group in groupby(in_order, key=lambda source: (source.as_of_day, source.system)):
        names = dict.fromkeys(
            _(_NAMES[each.entity]) if each.entity in _NAMES else each.entity for each in group
        )
        old = bank is not None and day < bank.as_of
        lines.append((f"{words.column_day(day)} · {system}", " · ".join(names), old))
    return lines
