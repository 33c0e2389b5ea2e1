"""What stands beside the list: the chosen prompt, drafts, and below what is planned, a block, or the day's end."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_app.domain.tasks import TaskPage
from advisor_app.i18n import N_
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import Known
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.items_view import ItemsView
from advisor_app.ui.screens.today.board import BoardCard
from advisor_app.ui.screens.today.day_end import DayEndCard
from advisor_app.ui.screens.today.detail import PromptDetail
from advisor_app.ui.screens.today.unfinished import Unfinished
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label

_WIDE = 380


class DaySide(QWidget):
    """Holds the cards; which of them are seen, `share` says."""

    left = Signal()
    """Esc in what is planned, today or tomorrow."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.detail, self.unfinished = PromptDetail(), Unfinished(desk)
        self.day_end, self.board = DayEndCard(desk), BoardCard(desk)
        self.planned, self.none_planned = ItemsView(desk, grouped=True), Label(kind="muted", wrap=True)
        self._planned_card = day = Card(N_("Planned and overdue"))
        say(self.planned.setAccessibleName, N_("Planned and overdue"))
        say(self.none_planned.setText, N_("Nothing is planned for today, and nothing is overdue."))
        self.none_planned.hide()
        self.planned.hide()
        day.body.addWidget(self.none_planned)
        day.body.addWidget(self.planned, 1)
        day.body.addStretch(0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.detail)
        self._column.addWidget(self.unfinished)
        for card in (self.day_end, self.board, day):
            self._column.addWidget(card, 1)
        self.setFixedWidth(_WIDE)
        for one in (self.planned, self.day_end):
            one.left.connect(self.left)
        self.share()

    def take_in(self, card: QWidget) -> None:
        """Let the card of the list stand above all else."""
        self._column.insertWidget(0, card, 1)

    def share(self, *, block: bool = False, closing: bool = False, working: bool = False) -> None:
        """Show a block, the day's end, or else what is planned; nothing of that while the list is worked through."""
        self.board.setVisible(block)
        self.day_end.setVisible(closing)
        self._planned_card.setVisible(not (block or closing or working))

    def show_planned(self, page: TaskPage) -> None:
        """Show what is planned; the chosen item stays so while it is there."""
        before, place = self.planned.chosen, self.planned.currentIndex().row()
        self.planned.items.set_items(page.items, Known(page.policy, page.bank, page.today))
        self.planned.keep_chosen(before, place)
        self.planned.setVisible(bool(page.items))
        self.none_planned.setVisible(not page.items)
