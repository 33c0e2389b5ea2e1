"""The questions of a questionnaire, each with what it is answered by: chips, or a line of text."""

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from advisor_app.domain.policy.feedback import SCALES, Question, Questionnaire
from advisor_app.domain.policy.schema import Names
from advisor_app.domain.policy.text import Text
from advisor_app.errors import FieldError
from advisor_app.i18n import N_, current_language
from advisor_app.ui.screens.contact.chips import CodeChips
from advisor_app.ui.screens.contact.fields import Field
from advisor_app.ui.widgets.layouts import empty

_LOWEST = {"nps": 0, "csat": 1}


class AnswersField(QWidget):
    """The answers to one questionnaire, by the codes of its questions."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: Questionnaire | None = None
        self.fields: dict[str, Field] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """What is answered so far."""
        given = ((code, _said(field.editor)) for code, field in self.fields.items())
        return tuple((code, said) for code, said in given if said)

    def ask(self, asked: Questionnaire | None) -> None:
        """Ask the questions of a questionnaire; of the same one what is answered stays."""
        if asked is self._asked:
            return
        self._asked = asked
        empty(self._column)
        self.fields = {}
        for question in asked.questions if asked else ():
            field = self.fields[question.code] = Field(N_("Question"), self._editor(question))
            self._column.addWidget(field)
        self._name()

    def show_answers(self, answers: tuple[tuple[str, str], ...]) -> None:
        """Show answers without telling anybody."""
        given = dict(answers)
        for code, field in self.fields.items():
            editor, said = field.editor, given.get(code, "")
            if isinstance(editor, CodeChips):
                editor.choose(said)
            elif isinstance(editor, QLineEdit) and editor.text() != said:
                editor.setText(said)

    def show_errors(self, errors: list[FieldError]) -> QWidget | None:
        """Say beside each question what is wrong with its answer, and return the first that is wrong."""
        first: QWidget | None = None
        for code, field in self.fields.items():
            wrong = [error for error in errors if error.field == f"answers[{code}]"]
            field.show_errors(list(wrong))
            first = first or (field.editor if wrong else None)
        return first

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()

    def _on_edited(self, *_value: object) -> None:
        self.edited.emit()

    def _editor(self, question: Question) -> QWidget:
        if question.kind == "text":
            line = QLineEdit()
            line.textEdited.connect(self._on_edited)
            return line
        chips = CodeChips({})
        chips.offer(_names(question))
        chips.chosen.connect(partial(self._on_edited, question.code))
        return chips

    def _name(self) -> None:
        for question in self._asked.questions if self._asked else ():
            field, text = self.fields[question.code], question.text.in_language(current_language())
            field.caption.setText(text)
            field.editor.setAccessibleName(text)


def _names(question: Question) -> Names:
    if question.kind == "choice":
        return {option.code: option.name for option in question.options}
    numbers = range(_LOWEST[question.kind], SCALES[question.kind] + 1)
    return {str(number): Text(zh=str(number), en=str(number)) for number in numbers}


def _said(editor: QWidget) -> str:
    if isinstance(editor, CodeChips):
        return editor.value
    return editor.text().strip() if isinstance(editor, QLineEdit) else ""
