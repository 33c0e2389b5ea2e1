"""One piece of feedback whole: whose it is, the clock of a complaint, what was said, what can be done, its history."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.feedback import FeedbackDetail
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.services.feedback import FeedbackWhole
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.feedback import drawing_of, score_text
from advisor_app.ui.models.inbox import mark_of
from advisor_app.ui.models.written import Wording, known_as
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.history import History
from advisor_app.ui.screens.contact.wanted import log_contact, open_contact
from advisor_app.ui.screens.feedback.clock import ClockPanel
from advisor_app.ui.screens.feedback.steps import StepsBar
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.scroll import Scroll


class DetailPane(Card):
    """What is known of the feedback that is chosen in the list."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._whole: FeedbackWhole | None = None
        say(self.setAccessibleName, N_("Feedback"))
        self.kind, self.mark, self.pending = Badge(), Badge(), Badge()
        self.customer = QPushButton()
        self.customer.setProperty("kind", "link")
        self.contact, self.log = QPushButton(), QPushButton()
        say(self.customer.setToolTip, N_("Show the customer"))
        say(self.contact.setText, N_("Open the contact"))
        say(self.log.setText, N_("Log a contact"))
        self.clock, self.steps, self.history = ClockPanel(), StepsBar(desk), History("feedback")
        self.said, self.resolution = Label(wrap=True), Label(wrap=True)
        self._said_title, self._resolution_title = Label(kind="small"), Label(kind="small")
        self.facts, self.answers = QGridLayout(), QGridLayout()
        self.customer.clicked.connect(self._on_customer_clicked)
        self.contact.clicked.connect(self._on_contact_clicked)
        self.log.clicked.connect(self._on_log_clicked)
        self._lay_out()

    @property
    def whole(self) -> FeedbackWhole | None:
        """What is shown."""
        return self._whole

    def show_feedback(self, whole: FeedbackWhole) -> None:
        """Show one piece of feedback."""
        self._whole = whole
        self._render()
        self.steps.show_steps(whole)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._whole is not None:
            self._render()

    def _on_customer_clicked(self) -> None:
        if self._whole is not None:
            self._desk.customer_wanted.emit(self._whole.detail.row.customer_id)

    def _on_contact_clicked(self) -> None:
        if self._whole is not None and self._whole.detail.interaction_id is not None:
            open_contact(self._desk, self._whole.detail.interaction_id)

    def _on_log_clicked(self) -> None:
        if self._whole is not None:
            log_contact(self._desk, self._whole.detail.row.customer_id)

    def _render(self) -> None:
        whole = self._whole
        if whole is None:
            return
        detail, judged = whole.detail, whole.judged
        row = detail.row
        kind = words.code(judged.policy.codes.feedback_kinds, row.kind) or row.kind
        self.kind.show_text(kind, drawing_of(row.kind)[1])
        self.customer.setText(known_as(row.customer, row.number).replace("&", "&&"))
        self.mark.show_text(*mark_of(judged, row))
        self.pending.show_text(_("not sent yet") if row.pending else "", Tone.WARN)
        self.contact.setVisible(detail.interaction_id is not None)
        self.clock.show_clock(whole)
        self._said_title.setText(_("What the customer said"))
        self.said.setText(row.text or words.NOTHING)
        asked = bool(detail.questionnaire)
        for label in (self._said_title, self.said):
            label.setVisible(bool(row.text) or not asked)
        self._resolution_title.setText(_("Resolution"))
        self.resolution.setText(detail.resolution or "")
        for label in (self._resolution_title, self.resolution):
            label.setVisible(bool(detail.resolution))
        _fill(self.facts, self._facts(whole), 2)
        _fill(self.answers, _answered(whole), 1)
        self.history.show_changes(whole.history, Wording(judged.policy, judged.bank))

    def _facts(self, whole: FeedbackWhole) -> list[tuple[str, str]]:
        detail, judged = whole.detail, whole.judged
        row = detail.row
        facts = (
            (_("Received on"), words.column_time(row.happened_at, judged.bank)),
            (_("Channel"), words.code(judged.policy.codes.feedback_channels, row.channel)),
            (_("Score"), score_text(row.score, row.scale)),
            (_("Product"), row.product),
            (_("Handler"), row.handler),
            (_("Complaint about"), row.about),
            (_("Recorded by"), detail.advisor),
            (_("Ended on"), words.day(row.answered_on)),
        )
        return [(name, value) for name, value in facts if value]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.kind, self.customer, self.mark, self.pending):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.contact, self.log):
            button.setProperty("kind", "quiet")
            head.addWidget(button)
        for label in (self.said, self.resolution):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for grid in (self.facts, self.answers):
            grid.setHorizontalSpacing(14)
            grid.setVerticalSpacing(6)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 8, 0)
        column.setSpacing(12)
        column.addWidget(self.clock)
        for title, label in ((self._said_title, self.said), (self._resolution_title, self.resolution)):
            block = QVBoxLayout()
            block.setSpacing(2)
            block.addWidget(title)
            block.addWidget(label)
            column.addLayout(block)
        column.addLayout(self.answers)
        column.addLayout(self.facts)
        column.addWidget(self.steps)
        column.addWidget(self.history)
        column.addStretch(1)
        self.body.setSpacing(10)
        self.body.addLayout(head)
        self.body.addWidget(rule)
        self.body.addWidget(Scroll(page), 1)


def _answered(whole: FeedbackWhole) -> list[tuple[str, str]]:
    """Return the questions of a survey with what was answered; what the policy has no more is shown by its code."""
    detail: FeedbackDetail = whole.detail
    language = current_language()
    known = {
        question.code: question
        for one in whole.judged.policy.questionnaires
        if one.code == detail.questionnaire
        for question in one.questions
    }
    found = []
    for code, said in detail.answers:
        question = known.get(code)
        names = {option.code: option.name for option in question.options} if question else {}
        text = question.text.in_language(language) if question else code
        found.append((text, names[said].in_language(language) if said in names else said))
    return found


def _fill(grid: QGridLayout, pairs: list[tuple[str, str]], beside: int) -> None:
    """Put names and values into a grid, so many pairs beside each other."""
    empty(grid)
    for place, (name, value) in enumerate(pairs):
        row, column = place // beside, place % beside * 2
        label = Label(value, wrap=True)
        label.setAccessibleName(_("{name}: {value}", name=name, value=value))
        grid.addWidget(Label(name, "small", wrap=beside == 1), row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label, row, column + 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(column + 1, 1)
