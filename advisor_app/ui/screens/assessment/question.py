"""One question in large letters with its answers, each chosen with the key of its number."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.policy.assessment import RiskQuestion
from advisor_app.errors import AppError
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.label import Label

_GAP = 8


class QuestionPage(QWidget):
    """The question that is being put."""

    chosen = Signal(str)
    """An answer was chosen, by its code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: RiskQuestion | None = None
        self._error: AppError | None = None
        self._place = (0, 0)
        self.progress, self.place = QProgressBar(), Label(kind="small")
        self.progress.setTextVisible(False)
        say(self.progress.setAccessibleName, N_("Progress of the questions"))
        self.text = Label(kind="display", wrap=True)
        self.error = Label(kind="bad", wrap=True)
        self.hint = Label(kind="small")
        self.options: list[_Answer] = []
        self._answers = QVBoxLayout()
        self._answers.setSpacing(_GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(12)
        for widget in (self.progress, self.place, self.text):
            column.addWidget(widget)
        column.addLayout(self._answers)
        column.addWidget(self.error)
        column.addWidget(self.hint)
        column.addStretch(1)

    @property
    def first(self) -> QWidget:
        """The answer that was chosen, else the first."""
        chosen = (option for option in self.options if option.isChecked())
        return next(chosen, self.options[0] if self.options else self)

    def show_question(
        self, question: RiskQuestion, answer: str, place: tuple[int, int], error: AppError | None
    ) -> None:
        """Put a question; `place` is its number and how many there are."""
        self._question, self._place, self._error = question, place, error
        for option in self.options:
            option.hide()
            option.deleteLater()
        self.options = [self._option(one.code) for one in question.options]
        for option, one in zip(self.options, question.options, strict=True):
            option.setChecked(one.code == answer)
        self.render_words()

    def choose(self, number: int) -> bool:
        """Choose the answer with a number, from 1 on; tell whether there is one."""
        if not 1 <= number <= len(self.options):
            return False
        self.options[number - 1].click()
        return True

    def render_words(self) -> None:
        """Say everything in the present language."""
        question = self._question
        if question is None:
            return
        number, count = self._place
        self.progress.setRange(0, count)
        self.progress.setValue(number)
        self.place.setText(_("Question {number} of {count}", number=number, count=count))
        self.text.setText(question.text.in_language(current_language()))
        for place, (option, one) in enumerate(zip(self.options, question.options, strict=True), 1):
            name = one.name.in_language(current_language())
            option.setText(f"{place}   {name}".replace("&", "&&"))
            option.setAccessibleName(f"{place} {name}")
        self.error.setText("" if self._error is None else str(self._error))
        self.error.setVisible(self._error is not None)
        self.hint.setText(_("1–{last} chooses, Backspace goes back.", last=len(self.options)))
        announce(self, f"{self.place.text()} {self.text.text()}")

    def _option(self, code: str) -> "_Answer":
        made = _Answer()
        made.moved.connect(self._on_moved)
        made.clicked.connect(partial(self._on_clicked, code))
        self._answers.addWidget(made)
        made.show()  # at once, to have the focus
        return made

    def _on_clicked(self, code: str, *_checked: bool) -> None:
        question = self._question
        for option, one in zip(self.options, question.options if question else (), strict=True):
            option.setChecked(one.code == code)
        self.chosen.emit(code)

    def _on_moved(self, by: int) -> None:
        """Go to the answer above or below, without choosing it."""
        places = [place for place, option in enumerate(self.options) if option.hasFocus()]
        for place in places:
            self.options[(place + by) % len(self.options)].setFocus(Qt.FocusReason.TabFocusReason)


class _Answer(QPushButton):
    """One of the answers."""

    moved = Signal(int)
    """An arrow goes to the answer so many places on."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("kind", "answer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)
