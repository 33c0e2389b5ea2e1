"""What the confirmed answers come to, for the customer to be told."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.i18n import N_, current_language, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.assessments import Assessed, AssessmentForm
from advisor_app.ui.models.assessments import grade_words, suiting_words
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label


class ResultPage(QWidget):
    """The grade, until when it counts, what suits it, and what to do next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: AssessmentForm | None = None
        self._done: Assessed | None = None
        self.caption, self.grade = Label(kind="muted"), Label(kind="grade")
        say(self.caption.setText, N_("How much risk the customer can bear"))
        self.until, self.suits = Label(wrap=True), Label(wrap=True)
        self.capped, self.cleared = Label(kind="warn", wrap=True), Label(kind="good", wrap=True)
        self.log_button = QPushButton()
        self.log_button.setIcon(icon("notebook-pen"))
        say(self.log_button.setText, N_("Log the contact"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(12)
        column.addWidget(Glyph("shield-check", "good", 36))
        for label in (self.caption, self.grade, self.until, self.suits, self.capped, self.cleared):
            column.addWidget(label)
        column.addWidget(self.log_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    @property
    def first(self) -> QWidget:
        """What is done next."""
        return self.log_button

    def show_result(self, form: AssessmentForm, done: Assessed) -> None:
        """Show what was recorded."""
        self._form, self._done = form, done
        self.render_words()
        announce(self, f"{self.grade.text()} {self.until.text()}")

    def render_words(self) -> None:
        """Say everything in the present language."""
        form, done = self._form, self._done
        if form is None or done is None:
            return
        self.grade.setText(grade_words(form.policy, done.result.grade))
        day, score = words.day(done.assessment.expires_on), done.result.score
        self.until.setText(_("{score} points; valid until {day}.", score=score, day=day))
        suits = suiting_words(form.policy, done.result.grade)
        self.suits.setText(_("Products that suit: {grades}.", grades=suits))
        self.capped.setText(self._capped(form, done.result.capped_by))
        self.capped.setVisible(done.result.capped_by is not None)
        cleared = ngettext("{n} prompt is done.", "{n} prompts are done.", done.cleared)
        self.cleared.setText(f"✓ {cleared}")
        self.cleared.setVisible(done.cleared > 0)

    def _capped(self, form: AssessmentForm, code: str | None) -> str:
        question = form.asked.question(code or "")
        text = question.text.in_language(current_language()) if question else ""
        return _(
            "The points give more, but the answer to “{question}” allows no higher grade.", question=text
        )
