"""What was answered, question by question, to be read by the customer, and confirmed."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.policy.assessment import RiskQuestionnaire
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import Field
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.tips import plain_tip


class SummaryPage(QWidget):
    """All answers, and the tick by which the customer confirms them."""

    question_wanted = Signal(str)
    """Another answer is to be given to a question, by its code."""
    confirmed = Signal()
    """The tick was set or taken away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: RiskQuestionnaire | None = None
        self._answers: Mapping[str, str] = {}
        self._known: frozenset[str] = frozenset()
        self.heading = Label(kind="display", wrap=True)
        say(self.heading.setText, N_("Is this what you answered?"))
        self.lines: dict[str, _Line] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self.text, self.box = Label(wrap=True), QCheckBox()
        say(self.box.setText, N_("The customer has read this and confirms it"))
        self.field = Field(N_("Confirmation"), self.box)
        self.box.clicked.connect(self.confirmed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.heading)
        whole.addLayout(self._column)
        whole.addWidget(self.text)
        whole.addWidget(self.field)
        whole.addStretch(1)

    @property
    def first(self) -> QWidget:
        """The tick."""
        return self.box

    def show_answers(
        self, asked: RiskQuestionnaire, answers: Mapping[str, str], known: frozenset[str]
    ) -> None:
        """Show answers; those to `known` questions follow from what the bank knows, and are not given again."""
        self._asked, self._answers, self._known = asked, answers, known
        if list(self.lines) != [question.code for question in asked.questions]:
            for line in self.lines.values():
                line.hide()
                line.deleteLater()
            self.lines = {}
            for question in asked.questions:
                line = self.lines[question.code] = _Line()
                line.change.clicked.connect(partial(self.question_wanted.emit, question.code))
                self._column.addWidget(line)
        self.render_words()

    def render_words(self) -> None:
        """Say everything in the present language."""
        if self._asked is None:
            return
        language = current_language()
        for number, question in enumerate(self._asked.questions, 1):
            option = question.option(self._answers.get(question.code, ""))
            answer = option.name.in_language(language) if option else _("not answered")
            known = question.code in self._known
            asked = f"{number}. {question.text.in_language(language)}"
            self.lines[question.code].show_answer(asked, answer, known=known)
        self.text.setText(self._asked.confirmation.in_language(language))


class _Line(QWidget):
    """A question, its answer, and the button that asks again."""

    def __init__(self) -> None:
        super().__init__()
        self.question, self.answer = Label(kind="small", wrap=True), Label(kind="heading", wrap=True)
        self.change = QToolButton()
        self.change.setProperty("kind", "quiet")
        self.change.setIcon(icon("pencil"))
        self.change.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.question)
        told.addWidget(self.answer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(told, 1)
        row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_answer(self, question: str, answer: str, *, known: bool) -> None:
        self.question.setText(question)
        self.answer.setText(_("{answer} (by the date of birth)", answer=answer) if known else answer)
        self.change.setVisible(not known)
        name = _("Answer again: {question}", question=question)
        self.change.setAccessibleName(name)
        self.change.setToolTip(plain_tip(name))
