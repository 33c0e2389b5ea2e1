"""What prompts were good for: how those of each rule fared in this book, and what became of maturing money."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.retention import Difference
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.prompt_outcomes import PromptOutcomes, prompt_outcomes
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.prompt_outcomes import ArmsModel, RulesModel
from advisor_app.ui.say import say
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.scroll import Scroll
from advisor_app.ui.widgets.sheet import Sheet
from advisor_app.ui.widgets.table import Table

_ROW = 44


class OutcomesSheet(Sheet):
    """The panel over the day's list. Nothing can be changed in it."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("What prompts were good for"), "chart-column", area)
        self._desk = desk
        self._found: PromptOutcomes | None = None
        self.save_button.hide()
        self.rules, self.arms = RulesModel(), ArmsModel()
        self.rules_table, self.arms_table = _table(self.rules), _table(self.arms)
        say(self.rules_table.setAccessibleName, N_("How prompts fared"))
        say(self.arms_table.setAccessibleName, N_("What became of maturing money"))
        self.no_rules, self.no_money = Label(kind="muted", wrap=True), Label(kind="muted", wrap=True)
        say(self.no_rules.setText, N_("No prompt is open, and none was answered yet."))
        say(self.no_money.setText, N_("Nothing that matured is settled yet."))
        self.compared, self._weights, self._about = (
            Label(kind=kind, wrap=True) for kind in ("", "small", "small")
        )
        say(
            self._weights.setText,
            N_(
                "What is often done ranks higher, what is often dismissed lower: that is the weight. Below a share"
                " stands between which figures it lies with 95 %."
            ),
        )
        prompts, money = Card(N_("How prompts fared")), Card(N_("What became of maturing money"))
        for widget in (self.rules_table, self.no_rules, self._weights):
            prompts.body.addWidget(widget)
        for widget in (self.arms_table, self.no_money, self.compared, self._about):
            money.body.addWidget(widget)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(12)
        column.addWidget(money)
        column.addWidget(prompts)
        column.addStretch(1)
        self.body.addWidget(Scroll(page), 1)
        desk.book_changed.connect(self._on_book_changed)

    def open(self, _wanted: object) -> None:
        """Come up with the figures of now."""
        self.appear(self.close_button)
        self._read()

    def save(self) -> None:
        """Do nothing: there is nothing to save."""

    def leave(self) -> None:
        """Close."""
        self.vanish()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._found is not None:
            self.rules.render()
            self.arms.render()
            self._say(self._found)

    def _on_book_changed(self) -> None:
        if self.is_open:
            self._read()

    def _on_found(self, found: PromptOutcomes) -> None:
        self._found = found
        self.rules.show(found.rules, found.policy)
        self.arms.show(found.ledger, found.bank.base_currency if found.bank else "")
        for table, none in ((self.rules_table, self.no_rules), (self.arms_table, self.no_money)):
            count = table.model().rowCount()
            head = table.horizontalHeader().sizeHint().height()
            table.setFixedHeight(head + _ROW * count + 2)
            table.setVisible(count > 0)
            none.setVisible(count == 0)
        self._weights.setVisible(bool(found.rules))
        self._say(found)

    def _on_failed(self, error: AppError) -> None:
        self.vanish()
        self._desk.failed.emit(error)

    def _read(self) -> None:
        self._desk.ask(self, prompt_outcomes, self._on_found, key="outcomes", failed=self._on_failed)

    def _say(self, found: PromptOutcomes) -> None:
        settled = bool(self.arms.rows)
        self.compared.setVisible(settled)
        self._about.setVisible(settled)
        self.compared.setText(_compared(found))
        self._about.setText(
            _(
                "Amounts that came free since {day} and were looked at for {days} days: put away again, moved within"
                " the bank, or gone. Who answers may be who would have stayed anyway; only chance decides over the"
                " control arm, which nobody is prompted for.",
                day=words.day(found.since),
                days=found.policy.ledger.window_days,
            )
        )


def _table(model: RulesModel | ArmsModel) -> Table:
    table = Table(_ROW, below=True, several=True)
    table.setModel(model)
    model.setParent(table)
    table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    head, mode = table.horizontalHeader(), QHeaderView.ResizeMode
    table.head.setFocusPolicy(table.head.focusPolicy().NoFocus)  # nothing is sorted here
    for column in range(model.columnCount()):
        head.setSectionResizeMode(column, mode.Stretch if column == 0 else mode.ResizeToContents)
    return table


def _compared(found: PromptOutcomes) -> str:
    """Return in words what prompts do in this book, as far as it has a control arm."""
    kept = found.ledger.kept
    if kept.value is not None:
        return _("Prompted less control arm: mostly kept {kept}.", kept=_points(kept))
    if not found.policy.ledger.control_percent:
        return _("By the policy nothing is left alone, so there is nothing to compare with.")
    return _(
        "Nothing of the control arm is settled: it begins with what is prompted for from {day} on.",
        day=words.day(found.policy.ledger.control_from_on),
    )


def _points(difference: Difference) -> str:
    low, value, high = (100 * (one or 0) for one in (difference.low, difference.value, difference.high))
    return _(
        "{value} ({low} to {high}, 95 %)", value=f"{value:+.1f} %", low=f"{low:+.1f} %", high=f"{high:+.1f} %"
    )
