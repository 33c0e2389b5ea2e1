"""How prompts fared, by rule, and what became of maturing money, by arm, as rows of two tables."""

from collections.abc import Sequence
from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.types import RuleFigure
from advisor_app.domain.retention import ACTION, CONTROL, NONE, ArmFigures, Figures
from advisor_app.domain.surveys import Share, csat
from advisor_app.i18n import N_, format_number, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.services.prompt_words import trigger
from advisor_app.ui.models.rows import Cell, RowsModel

RULE, DONE, PUT_OFF, DISMISSED, SHARE, WEIGHT = range(6)
ARM, AMOUNTS, MONEY, KEPT, MOVED, GONE, MOSTLY = range(7)
_ARMS = {ACTION: N_("answered"), NONE: N_("unanswered"), CONTROL: N_("control arm")}
_SAME = 100


class ArmRow(NamedTuple):
    """The figures of one arm, in a currency."""

    arm: str
    figures: ArmFigures
    currency: str


class RulesModel(RowsModel[RuleFigure, Cell]):
    """Rules, in the order of the policy."""

    HEADINGS = (
        N_("Prompt"),
        N_("Done"),
        N_("Put off"),
        N_("Dismissed"),
        N_("Share done"),
        N_("Weight"),
    )
    RIGHT = frozenset((DONE, PUT_OFF, DISMISSED, SHARE, WEIGHT))

    def __init__(self) -> None:
        super().__init__()
        self._policy: Policy | None = None

    def show(self, rules: Sequence[RuleFigure], policy: Policy) -> None:
        """Show other rules."""
        self._policy = policy
        self.set_rows(rules)

    def cells(self, row: RuleFigure) -> tuple[Cell, ...]:
        """Return how the prompts of a rule fared, and what that makes of its rank."""
        name = trigger(row.rule, self._policy) if self._policy else row.rule
        weight = f"{row.weight_percent} %"
        sign = "↑ " if row.weight_percent > _SAME else "↓ " if row.weight_percent < _SAME else ""
        return (
            Cell(name, _("{n} open", n=format_number(row.open)) if row.open else ""),
            _count(row.done),
            _count(row.snoozed),
            _count(row.dismissed),
            share_cell(csat(row.done, row.done + row.dismissed)),
            Cell(f"{sign}{weight}", ink="muted" if row.weight_percent == _SAME else "text"),
        )


class ArmsModel(RowsModel[ArmRow, Cell]):
    """The arms of the ledger that have any amounts."""

    HEADINGS = (
        N_("Arm"),
        N_("Amounts"),
        N_("Money"),
        N_("Kept"),
        N_("Moved"),
        N_("Gone"),
        N_("Mostly kept"),
    )
    RIGHT = frozenset((AMOUNTS, MONEY, KEPT, MOVED, GONE, MOSTLY))

    def show(self, ledger: Figures, currency: str) -> None:
        """Show other figures."""
        self.set_rows(
            [ArmRow(arm, one, currency) for arm, one in ledger.arms.items() if one.kept.n],
        )

    def cells(self, row: ArmRow) -> tuple[Cell, ...]:
        """Return how much there was in an arm, what became of it, and how many amounts were mostly kept."""
        found = row.figures
        return (
            Cell(_(_ARMS[row.arm])),
            _count(found.kept.n),
            Cell(words.money(found.amount_minor, row.currency, compact=True) or words.NOTHING),
            *(Cell(_of(part, found.amount_minor)) for part in found.parts),
            share_cell(found.kept),
        )


def share_cell(share: Share) -> Cell:
    """Return a share with the interval in which it lies with 95 %, as a person reads and hears it."""
    if share.value is None or share.low is None or share.high is None:
        return Cell(ink="faint")
    low, high = (format_number(100 * bound, 0) for bound in (share.low, share.high))
    shown = format_percent(share.value, 0)
    return Cell(
        shown,
        f"{low}–{high}",
        spoken=_("{share} of {n}, between {low} % and {high} %", share=shown, n=share.n, low=low, high=high),
    )


def _count(number: int) -> Cell:
    return Cell(format_number(number), ink="text" if number else "faint")


def _of(part: int, whole: int) -> str:
    return format_percent(part / whole, 0) if whole else words.NOTHING
