"""Unusual activity (异常交易) of the customer: what was seen beside what is usual, a calm script, and the answers."""

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.anomalies import ESCALATED, EXPLAINED, RULE
from advisor_app.domain.policy import Policy
from advisor_app.domain.profile import Profile
from advisor_app.domain.prompts.rules.unusual import reason
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services import prompt_words
from advisor_app.services.anomalies import Activity, Line, unusual_activity
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.today.actions import PromptActions
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.items import Items, RowFrame
from advisor_app.ui.widgets.label import Label

AT_ONCE = 3
"""How many are shown before the advisor asks for all; those without an answer always are."""
_STANDS = {
    EXPLAINED: N_("Explained by the customer, {day}"),
    ESCALATED: N_("With fraud control since {day}; head office decides"),
}


class AnomaliesCard(Card):
    """What was found unusual for one customer; where there is nothing it takes no room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Unusual activity"), parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._name: str | None = None
        self._found: Activity | None = None
        self._all = False
        self._act = PromptActions(desk, self)
        self.data_on = Label(kind="small")
        self.head.addWidget(self.data_on)
        self.script = Label(kind="muted", wrap=True)
        self.list = Items(_key, self._make, self._show_again, 8)
        self.call_button, self.more_button = QPushButton(icon("phone"), ""), QPushButton()
        say(self.call_button.setText, N_("Call back"))
        self.more_button.setProperty("kind", "link")
        self.call_button.clicked.connect(self._on_call_clicked)
        self.more_button.clicked.connect(self._on_more_clicked)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.script, 1)
        foot.addWidget(self.call_button)
        self.body.addWidget(self.list)
        self.body.addWidget(self.more_button)
        self.body.addLayout(foot)
        self.hide()

    def show_profile(self, profile: Profile, *, same: bool = False) -> None:
        """Read what was found for a customer; of the `same` one what is shown stays until it is read anew."""
        if not same:
            self.clear()
        self._customer, self._name = profile.person.id, profile.person.name
        service = partial(unusual_activity, customer_id=profile.person.id)
        self._desk.ask(self, service, partial(self._on_read, profile.person.id), key="anomalies")

    def clear(self) -> None:
        """Forget the customer."""
        self._customer = self._name = self._found = None
        self._all = False
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer_id: bytes, found: Activity) -> None:
        if customer_id == self._customer:
            self._found = found
            self._render()

    def _on_more_clicked(self) -> None:
        self._all = True
        self._render()

    def _on_call_clicked(self) -> None:
        if self._customer is not None:
            below = QRect(QPoint(0, 0), self.call_button.size())
            self._act.begin(self._customer, self.call_button, below)

    def _on_answered(self, line: "AnomalyLine", answer: str) -> None:
        self._act.answer(line.row.unusual.id, answer)

    def _render(self) -> None:
        found = self._found
        rows = sorted(found.lines, key=lambda line: not line.waits) if found else []
        waiting = sum(line.waits for line in rows)
        shown = rows if self._all else rows[: max(AT_ONCE, waiting)]
        self.list.show_rows(shown)
        hidden = len(rows) - len(shown)
        self.more_button.setText(ngettext("{n} earlier one", "{n} earlier ones", hidden) if hidden else "")
        self.more_button.setVisible(hidden > 0)
        self.data_on.setText(_("Data of {day}", day=words.day(found.data_on)) if found else "")
        self.script.setText(self._script(rows[0], found.policy) if found and waiting else "")
        self.script.setVisible(waiting > 0)
        self.call_button.setVisible(waiting > 0)
        self.setVisible(bool(rows))

    def _script(self, line: Line, policy: Policy) -> str:
        trigger = policy.prompts.triggers.get(RULE)
        code = trigger.otherwise if trigger else None
        said = prompt_words.script(code or "", reason(line.unusual), self._name, policy)
        return _("“{words}”", words=said) if said else ""

    def _make(self, row: Line) -> "AnomalyLine":
        line = AnomalyLine()
        line.answered.connect(partial(self._on_answered, line))
        self._show_again(line, row)
        return line

    def _show_again(self, line: "AnomalyLine", row: Line) -> None:
        if self._found is not None:
            line.show_line(row, self._found.policy)


class AnomalyLine(RowFrame):
    """One finding: its kind, what was seen and what is usual, and the two answers or what was answered."""

    answered = Signal(str)
    """The customer has explained it, or it goes to fraud control."""

    def __init__(self) -> None:
        super().__init__()
        self.row: Line
        self.kind, self.text, self.state = Badge(), Label(wrap=True), Label(kind="small")
        self.explained_button, self.escalate_button = QPushButton(), QPushButton()
        say(self.explained_button.setText, N_("Explained"))
        say(self.escalate_button.setText, N_("Escalate"))
        say(self.escalate_button.setToolTip, N_("Hand over to fraud control, which alone decides further"))
        self.first = self.explained_button
        upper = QHBoxLayout()
        upper.setSpacing(8)
        upper.addWidget(self.kind)
        upper.addWidget(self.state, 1)
        for answer, button in ((EXPLAINED, self.explained_button), (ESCALATED, self.escalate_button)):
            button.setProperty("kind", "link")
            button.clicked.connect(partial(self._answer, answer))
            upper.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(upper)
        column.addWidget(self.text)

    def show_line(self, row: Line, policy: Policy) -> None:
        """Show the finding as it is now."""
        self.row = row
        unusual, answer = row.unusual, row.answer
        self.kind.show_text(words.anomaly(unusual.kind), Tone.WARN if row.waits else Tone.NEUTRAL)
        self.text.setText(prompt_words.why(reason(unusual), policy))
        self.state.setText(_state(row))
        withdrawn = unusual.evidence.withdrawn_on is not None
        self.explained_button.setVisible(row.waits)
        self.escalate_button.setVisible(answer != ESCALATED and not withdrawn)
        for button in (self.explained_button, self.escalate_button):
            button.setAccessibleDescription(f"{self.kind.text}, {self.text.text()}")
        self.first = self.explained_button if row.waits else self.escalate_button

    def _answer(self, answer: str, *_checked: bool) -> None:
        self.answered.emit(answer)


def _state(row: Line) -> str:
    """Return what was answered, or that it waits or was withdrawn."""
    if (day := row.unusual.evidence.withdrawn_on) is not None and row.answer is None:
        return _("Corrected by the bank, {day}; nothing is left to verify", day=words.day(day))
    if row.outcome is None:
        return _("Not verified yet")
    if row.answer is not None:
        return _(_STANDS[row.answer], day=words.day(row.outcome.shown_on))
    return _("Dealt with on {day}, without an answer", day=words.day(row.outcome.shown_on))


def _key(row: Line) -> bytes:
    return row.unusual.id
