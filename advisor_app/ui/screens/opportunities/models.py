"""Opportunities as cards of a stage, and as rows of a table."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Qt

from advisor_app import words
from advisor_app.domain.pipeline import OpportunityRow
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.opportunities import Pipeline
from advisor_app.ui.models.pursuits import about, ended, next_step, stage_name, stage_tone
from advisor_app.ui.models.rows import Cell, Index, RowsModel
from advisor_app.words import NOTHING


class OpportunityCard(NamedTuple):
    """What a card shows: whose, what for, how much, and what is next (or how it ended); `late`: that is overdue."""

    title: str
    who: str
    about: str
    next: str
    late: bool
    pending: bool
    stage: str

    @property
    def text(self) -> str:
        """What it is about."""
        return self.title

    @property
    def shown(self) -> str:
        """All that is shown."""
        return " · ".join(filter(None, (self.who, self.title, self.about, self.next)))

    @property
    def heard(self) -> str:
        """All that is shown, with what colours and signs say."""
        late = _("overdue") if self.late else ""
        pending = _("not sent yet") if self.pending else ""
        parts = (self.stage, self.who, self.title, self.about, late, self.next, pending)
        return _(", ").join(filter(None, parts))

    @property
    def sort(self) -> Any:
        """Cards come in their order."""
        return None


class StageModel(RowsModel[OpportunityRow, OpportunityCard]):
    """The cards of one stage; each can be taken to another one."""

    HEADINGS = (N_("Opportunity"),)

    def __init__(self) -> None:
        super().__init__()
        self._found: Pipeline | None = None

    def show(self, found: Pipeline, rows: Sequence[OpportunityRow]) -> None:
        """Show the opportunities of a stage."""
        self._found = found
        self.set_rows(rows)

    def cells(self, row: OpportunityRow) -> tuple[OpportunityCard, ...]:
        """Return the card of an opportunity."""
        return (_card(row, self._found),) if self._found else ()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cards be taken."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def supportedDragActions(self) -> Qt.DropAction:
        """Say that a card is not removed by taking it: the service that moves it may refuse."""
        return Qt.DropAction.CopyAction


class ListModel(RowsModel[OpportunityRow, Cell]):
    """All opportunities, a row each."""

    HEADINGS = (
        N_("Stage"),
        N_("Customer"),
        N_("What it is about"),
        N_("Product or kind of product"),
        N_("Amount"),
        N_("Next step or end"),
        N_("Since"),
    )
    RIGHT = frozenset({4})

    def __init__(self) -> None:
        super().__init__()
        self._found: Pipeline | None = None

    def show(self, found: Pipeline, rows: Sequence[OpportunityRow]) -> None:
        """Show opportunities."""
        self._found = found
        self.set_rows(rows)

    def cells(self, row: OpportunityRow) -> tuple[Cell, ...]:
        """Return the cells of an opportunity."""
        found = self._found
        if found is None:
            return ()
        step, late = next_step(row, found.today)
        is_open = row.stage in OPEN_STAGES
        product = row.product or words.code(found.policy.codes.product_kinds, row.product_kind)
        return (
            Cell(stage_name(row.stage), tone=stage_tone(row.stage)),
            Cell(row.customer or row.number or NOTHING),
            Cell(row.title),
            Cell(product or NOTHING, ink="muted"),
            Cell(words.money(row.amount_minor, row.currency) or NOTHING),
            Cell(
                (step if is_open else ended(row, found.policy)) or NOTHING,
                ink="bad" if late and is_open else "muted",
            ),
            Cell(words.column_day(row.opened_on), ink="muted"),
        )


def _card(row: OpportunityRow, found: Pipeline) -> OpportunityCard:
    step, late = next_step(row, found.today)
    is_open = row.stage in OPEN_STAGES
    return OpportunityCard(
        title=row.title,
        who=row.customer or row.number or NOTHING,
        about=about(row, found.policy),
        next=(step or _("no next step")) if is_open else ended(row, found.policy),
        late=late and is_open,
        pending=row.pending,
        stage=stage_name(row.stage),
    )
