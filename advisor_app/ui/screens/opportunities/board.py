"""The board: a column for each stage; ← → go from column to column, and with Ctrl take the chosen card along."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from advisor_app.domain.pipeline import STAGES, OpportunityRow
from advisor_app.services.opportunities import Pipeline
from advisor_app.ui.screens.opportunities.stage import StageColumn

_GAP = 10


class Board(QWidget):
    """All stages beside each other."""

    open_wanted = Signal(bytes)
    """An opportunity is to be shown."""
    stage_wanted = Signal(object, str)
    """An OpportunityRow is to go to a stage."""
    new_wanted = Signal()
    """A new opportunity is to be typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_GAP)
        self.columns = [StageColumn(stage) for stage in STAGES]
        for place, column in enumerate(self.columns):
            line.addWidget(column, 1)
            column.list.open_wanted.connect(self.open_wanted)
            column.list.stage_wanted.connect(self.stage_wanted)
            column.list.new_wanted.connect(self.new_wanted)
            column.list.step_wanted.connect(partial(self._on_step, place))
            column.list.move_wanted.connect(partial(self._on_move, place))
        self.setFocusProxy(self.columns[0].list)

    def show_pipeline(self, found: Pipeline, rows: list[OpportunityRow]) -> None:
        """Show opportunities, each in its column; what is chosen stays chosen."""
        for column, figures in zip(self.columns, found.figures.stages, strict=True):
            chosen = column.list.chosen
            here = [row for row in rows if row.stage == column.list.stage]
            column.show_stage(found, here, figures)
            place = next((at for at, row in enumerate(here) if chosen and row.id == chosen.id), -1)
            if place >= 0:
                column.list.choose(place)

    def begin(self) -> None:
        """Go to the first card that there is."""
        for column in self.columns:
            if column.list.cards.rows:
                column.list.choose(0)
                column.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def follow(self, opportunity_id: bytes) -> None:
        """Go to the card of an opportunity, wherever it stands now."""
        for column in self.columns:
            for place, row in enumerate(column.list.cards.rows):
                if row.id == opportunity_id:
                    column.list.choose(place)
                    column.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_step(self, place: int, by: int) -> None:
        """Go to the next column that has cards."""
        row = self.columns[place].list.currentIndex().row()
        for column in self.columns[place + by :: by] if place + by >= 0 else []:
            if column.list.cards.rows:
                column.list.choose(max(row, 0))
                column.list.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _on_move(self, place: int, row: OpportunityRow, by: int) -> None:
        if 0 <= place + by < len(self.columns):
            self.stage_wanted.emit(row, self.columns[place + by].list.stage)
