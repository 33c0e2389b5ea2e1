"""The panel in which an assessment is taken: where, one question after the other, what was answered, and the result.

By keys alone: the number of an answer gives it and goes on, Backspace goes back. What was answered is kept as a draft;
that it was confirmed is not.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from advisor_app.domain.assessments import AssessmentEntry, field_of
from advisor_app.domain.policy.assessment import RiskQuestion
from advisor_app.errors import AppError, FieldError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.assessments import (
    DRAFT,
    Assessed,
    AssessmentForm,
    assessment_form,
    record_assessment,
)
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.assessment.question import QuestionPage
from advisor_app.ui.screens.assessment.result import ResultPage
from advisor_app.ui.screens.assessment.start import StartPage
from advisor_app.ui.screens.assessment.summary import SummaryPage
from advisor_app.ui.screens.assessment.wanted import AssessmentWanted
from advisor_app.ui.screens.contact.people import name_of
from advisor_app.ui.screens.contact.wanted import log_contact
from advisor_app.ui.screens.form_sheet import FormSheet

_START = -1
_BACK = (Qt.Key.Key_Backspace, Qt.Key.Key_Back)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST = 9


class AssessmentSheet(FormSheet):
    """The questions to one customer."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(desk, N_("Risk assessment"), "shield-check", area, DRAFT, AssessmentEntry)
        self._form: AssessmentForm | None = None
        self._answers: dict[str, str] = {}
        self._wrong: dict[str, AppError] = {}
        self._at = _START
        self._returns = False  # an answer is given again, from the summary
        self._done: Assessed | None = None
        self.start, self.question = StartPage(), QuestionPage()
        self.summary, self.result = SummaryPage(), ResultPage()
        self._pages = (self.start, self.question, self.summary, self.result)
        for page in self._pages:
            self.column.addWidget(page)
        self.fields = {"place": self.start.field, "confirmed": self.summary.field}
        self.back_button = QPushButton()
        self.back_button.setProperty("kind", "quiet")
        say(self.back_button.setText, N_("Back"))
        self.foot.insertWidget(1, self.back_button)
        self.back_button.clicked.connect(self.back)
        self.start.place.chosen.connect(self._on_place_chosen)
        self.question.chosen.connect(self._on_answered)
        self.summary.question_wanted.connect(self._on_question_wanted)
        self.summary.confirmed.connect(self._on_confirmed)
        self.result.log_button.clicked.connect(self._on_log_clicked)

    @property
    def entry(self) -> AssessmentEntry:
        """What was answered."""
        form = self._form
        if form is None:
            return AssessmentEntry()
        given = ((one.code, self._answers.get(one.code, "")) for one in form.asked.questions)
        return AssessmentEntry(
            customer_id=form.customer.id,
            questionnaire=form.asked.code,
            place=self.start.place.value,
            answers=tuple((code, answer) for code, answer in given if answer),
            confirmed=self.summary.box.isChecked(),
        )

    @property
    def first(self) -> QWidget:
        """What is done first on the page that is seen."""
        page = self._page
        if page is self.start and self._form is not None and self._form.refusal is not None:
            return self.close_button
        return page.first

    def show_entry(self, entry: AssessmentEntry) -> None:
        """Go on where an entry ends; answers that are not among those of the bank are asked for again."""
        form = self._form
        if form is None:
            return
        fitting = {
            code: answer
            for code, answer in entry.answers
            if (question := form.asked.question(code)) is not None and question.option(answer) is not None
        }
        self._answers = fitting | dict(form.known)
        self.start.place.choose(entry.place if entry.place in form.places else "")
        self.summary.box.setChecked(False)
        begun = form.refusal is None and self.start.place.value and len(self._answers) > len(form.known)
        self._go(self._unanswered() if begun else _START)

    def reading(self, wanted: Any) -> Callable[[Book], AssessmentForm]:
        """Return the service that reads the questions."""
        self._wanted = wanted if isinstance(wanted, AssessmentWanted) else AssessmentWanted(b"")
        return partial(assessment_form, customer_id=self._wanted.customer_id)

    def offer(self, form: AssessmentForm) -> AssessmentEntry:
        """Put the questions of the bank; where there is only one place, that is chosen."""
        self._form, self._done, self._returns = form, None, False
        self.subtitle.setText(name_of(form.customer))
        self.start.show_form(form)
        only = form.places[0] if len(form.places) == 1 else ""
        return AssessmentEntry(form.customer.id, form.asked.code, only, form.known)

    def writing(self) -> Callable[[Book], Assessed]:
        """Return the service that records it."""
        return partial(record_assessment, entry=self.entry)

    def about(self) -> str:
        """Return whose assessment it is."""
        return self._wanted.customer_id.hex() if isinstance(self._wanted, AssessmentWanted) else ""

    def save(self) -> None:
        """Go on to the next page; from the summary on, record what the customer has confirmed."""
        form = self._form
        if self._done is not None:
            self.vanish()
        elif form is None or not self._read or form.refusal is not None:
            return
        elif self._at == _START and not self.start.place.value:
            self.show_errors([FieldError(N_("Choose one."), field="place")])
        elif 0 <= self._at < len(self._open) and self._open[self._at].code not in self._answers:
            code = self._open[self._at].code
            self.show_errors([FieldError(N_("Choose an answer."), field=field_of(code))])
        elif self._at < len(self._open):
            self._forth()
        else:
            super().save()

    def back(self) -> None:
        """Go back to the page before; from a question that is answered again, to the summary."""
        if self._done is None and self._read and self._at > _START:
            self._go(len(self._open) if self._returns else self._at - 1)

    def show_errors(self, errors: Iterable[AppError]) -> None:
        """Say what is wrong where it is, on the first page that has something."""
        told = [(error.field if isinstance(error, FieldError) else "", error) for error in errors]
        codes = {field_of(question.code): question.code for question in self._open}
        self._wrong = {codes[field]: error for field, error in told if field in codes}
        super().show_errors([error for field, error in told if field in self.fields])
        for field, error in told:
            if field not in codes and field not in self.fields:
                self._desk.failed.emit(error)
        places = [place for place, question in enumerate(self._open) if question.code in self._wrong]
        if any(field == "place" for field, _error in told):
            self._go(_START)
        elif places:
            self._go(places[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        asking = self._page is self.question
        number = event.key() - Qt.Key.Key_0
        if plain and asking and 1 <= number <= _MOST:
            self.question.choose(number)
        elif plain and event.key() in _BACK:
            self.back()
        elif plain and event.key() in _ENTER and self._page in (self.start, self.question):
            self._enter()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._form is not None:
            for page in self._pages:
                page.render_words()
            self.subtitle.setText(name_of(self._form.customer))

    def _on_place_chosen(self) -> None:
        self.start.field.show_errors([])
        self._on_edited()

    def _on_answered(self, code: str) -> None:
        question = self._open[self._at]
        if self._answers.get(question.code) != code:
            self.summary.box.setChecked(False)  # that was about other answers
        self._answers[question.code] = code
        self._wrong.pop(question.code, None)
        self._on_edited()
        self._forth()

    def _on_question_wanted(self, code: str) -> None:
        self._returns = True
        self._go(next(place for place, question in enumerate(self._open) if question.code == code))

    def _on_confirmed(self) -> None:
        self.summary.field.show_errors([])
        self._on_edited()

    def _on_log_clicked(self) -> None:
        form = self._form
        self.vanish()
        if form is not None:
            log_contact(self._desk, form.customer.id)

    def _on_saved(self, answer: Assessed) -> None:
        """Show the result; there is nothing to undo, and its draft has gone with the recording."""
        self._saving = self._read = False
        self._keep_soon.stop()
        self._done = answer
        if self._form is not None:
            self.result.show_result(self._form, answer)
        self._show_page()
        self._say_state()
        self._desk.book_changed.emit()

    @property
    def _open(self) -> tuple[RiskQuestion, ...]:
        """The questions that are put: not those that what is known answers."""
        form = self._form
        known = dict(form.known) if form else {}
        return tuple(one for one in form.asked.questions if one.code not in known) if form else ()

    @property
    def _page(self) -> StartPage | QuestionPage | SummaryPage | ResultPage:
        if self._done is not None:
            return self.result
        if self._at == _START:
            return self.start
        return self.question if self._at < len(self._open) else self.summary

    def _unanswered(self) -> int:
        """Return the place of the first question without an answer, or that of the summary."""
        without = (place for place, one in enumerate(self._open) if one.code not in self._answers)
        return next(without, len(self._open))

    def _enter(self) -> None:
        """Press the answer that has the focus, or go on."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton) and focused in self.question.options:
            focused.click()
        else:
            self.save()

    def _forth(self) -> None:
        self._go(len(self._open) if self._returns else self._at + 1)

    def _go(self, place: int) -> None:
        self._at = place
        if place >= len(self._open):
            self._returns = False
        self._show_page()

    def _show_page(self) -> None:
        form, page = self._form, self._page
        if form is None:
            return
        if page is self.question:
            question = self._open[self._at]
            place = (self._at + 1, len(self._open))
            answer = self._answers.get(question.code, "")
            self.question.show_question(question, answer, place, self._wrong.get(question.code))
        elif page is self.summary:
            known = frozenset(code for code, _answer in form.known)
            self.summary.show_answers(form.asked, self._answers, known)
        for other in self._pages:
            other.setVisible(other is page)
        self._name_buttons()
        for scroll in self.findChildren(QScrollArea):
            scroll.verticalScrollBar().setValue(0)
        if self.isVisible():
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_buttons(self) -> None:
        page, form = self._page, self._form
        names = {
            self.start: N_("Begin  Enter"),
            self.question: N_("Next  Enter"),
            self.summary: N_("Confirmed by the customer  Ctrl+Enter"),
            self.result: N_("Done"),
        }
        say(self.save_button.setText, names[page])
        self.save_button.setEnabled(page is not self.start or (form is not None and form.refusal is None))
        self.back_button.setVisible(page in (self.question, self.summary))
        self.discard_button.setVisible(page in (self.question, self.summary))

    def _say_state(self) -> None:
        super()._say_state()
        if self._done is not None:
            self.state.setText(_("Recorded."))
