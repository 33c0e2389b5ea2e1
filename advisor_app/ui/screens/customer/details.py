"""The tab of what is known about a customer, what risk the customer can bear, and what was agreed to."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer.assessments import AssessmentsCard
from advisor_app.ui.screens.customer.cards import Cards
from advisor_app.ui.screens.customer.consents import ConsentsCard
from advisor_app.ui.screens.customer.proposals import ProposalsCard

_GAP = 12


class DetailsTab(Cards):
    """The cards of what the customer told, of assessments of risk, and of consent."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.told = ProposalsCard(desk)
        self.assessments = AssessmentsCard(desk)
        self.consents = ConsentsCard(desk)
        super().__init__((_Column(self.told, self.assessments), self.consents), parent)


class _Column(QWidget):
    """Two cards, one below the other, that are shown as one."""

    def __init__(self, upper: ProposalsCard, lower: AssessmentsCard) -> None:
        super().__init__()
        self._cards = (upper, lower)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(upper)
        column.addWidget(lower, 1)

    def show_profile(self, profile: Profile) -> None:
        for card in self._cards:
            card.show_profile(profile)

    def clear(self) -> None:
        for card in self._cards:
            card.clear()
