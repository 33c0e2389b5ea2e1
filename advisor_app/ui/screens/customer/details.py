"""The tab of what is known about a customer and what the customer agreed to."""

from PySide6.QtWidgets import QWidget

from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer.cards import Cards
from advisor_app.ui.screens.customer.consents import ConsentsCard
from advisor_app.ui.screens.customer.proposals import ProposalsCard


class DetailsTab(Cards):
    """The cards of what the customer told, and of consent."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.told = ProposalsCard(desk)
        self.consents = ConsentsCard(desk)
        super().__init__((self.told, self.consents), parent)
