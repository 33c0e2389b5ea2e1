"""What the opportunities add up to: open, expected, how many are won, and how the last months ended."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.pipeline import Figures, MonthFigures
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.i18n import N_, format_number, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.services.opportunities import Pipeline
from advisor_app.ui.say import say
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import ElidedLabel, Label

_MONTHS = 3


class Summary(Card):
    """The figures in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        say(self.setAccessibleName, N_("Figures of the opportunities"))
        self.open, self.expected, self.won = (_Figure() for _ in range(3))
        self.months = tuple(_Figure() for _ in range(_MONTHS))
        line = QHBoxLayout()
        line.setSpacing(24)
        for figure in (self.open, self.expected, self.won, *self.months):
            line.addWidget(figure, 1)
        self.body.addLayout(line)

    def show_figures(self, found: Pipeline) -> None:
        """Show what opportunities add up to."""
        figures, currency = found.figures, found.bank.base_currency
        stages = [stage for stage in figures.stages if stage.stage in OPEN_STAGES]
        total = words.money(sum(stage.amount_minor for stage in stages), currency, compact=True)
        expected = words.money(sum(stage.weighted_minor for stage in stages), currency, compact=True)
        self.open.show_figure(
            _("Under way"), total, _("{n} in all", n=format_number(sum(stage.n for stage in stages)))
        )
        self.expected.show_figure(_("Expected"), expected, _("weighted by stage"))
        self.won.show_figure(_("Share won"), *_won(figures))
        for place, figure in enumerate(self.months):
            month = figures.months[place] if place < len(figures.months) else None
            figure.setVisible(month is not None)
            if month is not None:
                figure.show_figure(
                    _("Won in {month}", month=words.month(month.month)), *_ended(month, currency)
                )


class _Figure(QWidget):
    """A figure with its name above and what belongs to it below."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.value, self.note = (
            ElidedLabel(kind="small"),
            Label(kind="figure"),
            ElidedLabel(kind="small"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for label in (self.name, self.value, self.note):
            column.addWidget(label)

    def show_figure(self, name: str, value: str | None, note: str) -> None:
        """Show a figure; what is unknown is a dash."""
        self.name.setText(name)
        self.value.setText(value or words.NOTHING)
        self.note.setText(note)
        self.setAccessibleName(_(", ").join((name, self.value.text(), note)))


def _won(figures: Figures) -> tuple[str | None, str]:
    share = figures.won
    if share.value is None:
        return None, _("none has ended yet")
    number = _("of {n}", n=format_number(share.n))
    if share.low is None or share.high is None:
        return format_percent(share.value, 0), number
    low, high = format_percent(share.low, 0), format_percent(share.high, 0)
    return format_percent(share.value, 0), _(
        "{number}, likely {low} to {high}", number=number, low=low, high=high
    )


def _ended(month: MonthFigures, currency: str) -> tuple[str | None, str]:
    amount = words.money(month.won_minor, currency, compact=True)
    return amount, _("{won} won, {lost} lost", won=month.won, lost=month.lost)
