"""The card of the last rounds."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHeaderView, QSizePolicy

from advisor_app.domain.written import Round
from advisor_app.i18n import N_
from advisor_app.ui.models.rounds import RESULT, RoundsModel
from advisor_app.ui.models.written import Wording
from advisor_app.ui.say import say
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.table import Table

_ROW, _ROWS = 30, 12


class LogCard(Card):
    """The last rounds, newest first; they name no customer, so that the table may go into a report."""

    def __init__(self) -> None:
        super().__init__(N_("Last rounds"))
        self.model, self.table, self._none = RoundsModel(), Table(_ROW, several=True), Label(kind="muted")
        say(self.table.setAccessibleName, N_("Last rounds"))
        say(self._none.setText, N_("No round has been noted yet."))
        self.table.setModel(self.model)
        self.table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.table.head.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing is sorted here
        head, mode = self.table.horizontalHeader(), QHeaderView.ResizeMode
        for column in range(self.model.columnCount()):
            head.setSectionResizeMode(column, mode.Stretch if column == RESULT else mode.ResizeToContents)
        self.body.addWidget(self.table)
        self.body.addWidget(self._none)

    def show_rounds(self, rounds: Sequence[Round], wording: Wording) -> None:
        """Show rounds; unless there are others than before the chosen ones stay chosen."""
        if tuple(rounds) != tuple(self.model.rows):
            self.model.show(rounds, wording)
        high = self.table.horizontalHeader().sizeHint().height() + _ROW * min(len(rounds), _ROWS) + 2
        self.table.setFixedHeight(high)
        self.table.setVisible(bool(rounds))
        self._none.setVisible(not rounds)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
