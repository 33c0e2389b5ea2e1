"""The tab of what is pursued with a customer: opportunities, and what is to be done."""

from PySide6.QtWidgets import QWidget

from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer.cards import Cards
from advisor_app.ui.screens.customer.opportunities import OpportunitiesCard
from advisor_app.ui.screens.customer.tasks import TasksCard


class PursuitsTab(Cards):
    """The cards of opportunities and tasks."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.opportunities = OpportunitiesCard(desk)
        self.tasks = TasksCard(desk)
        super().__init__((self.opportunities, self.tasks), parent)
