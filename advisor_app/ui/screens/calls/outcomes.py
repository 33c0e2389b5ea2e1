"""What can become of a call: a button for each outcome with its key, and the line in which a reason or day is typed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.calls import LONGEST
from advisor_app.domain.policy.calls import CallOutcome
from advisor_app.errors import AppError
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import SpokenDay
from advisor_app.ui.screens.contact.spoken import day_hint
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty

LATER = "L"
"""The key that puts a call off."""
_KEYS = 9


class OutcomeBar(QWidget):
    """The buttons, and below them what is still asked for."""

    chosen = Signal(str, str)
    """An outcome, and the reason where one was asked for."""
    put_off = Signal(str)
    """The day on which the call is to come up again, as it is typed; empty for tomorrow."""
    left = Signal()
    """What was asked for was given up: the keys are wanted elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcomes: tuple[CallOutcome, ...] = ()
        self._asked = ""
        self.buttons: dict[str, QPushButton] = {}
        self.later = QPushButton()
        self.later.setProperty("kind", "quiet")
        self.later.setAutoDefault(True)
        say(self.later.setText, N_("L  Later …"))
        say(self.later.setToolTip, N_("Let the call come up again on another day (L)"))
        self._row = QWidget()
        self._flow = FlowLayout(self._row, 8)
        self.reason, self.day, self.ok = QLineEdit(), SpokenDay(), QPushButton()
        self.reason.setMaxLength(LONGEST)
        self.question, self.error = Label(kind="small"), Label(kind="bad", wrap=True)
        self._lay_out()
        self.later.clicked.connect(self.ask_day)
        self.reason.returnPressed.connect(self._confirm)
        self.day.returnPressed.connect(self._confirm)
        self.ok.clicked.connect(self._confirm)
        self.day.textChanged.connect(self._on_day_typed)
        self._ask("")

    def offer(self, outcomes: Sequence[CallOutcome], today: int) -> None:
        """Offer the outcomes of the bank's list."""
        self.day.today = today
        if tuple(outcomes) != self._outcomes:
            self._outcomes = tuple(outcomes)
            self._render()

    def begin(self) -> None:
        """Ask for nothing yet: another call is shown."""
        self.reason.clear()
        self.day.clear()
        self._ask("")

    def press(self, key: int) -> bool:
        """Do what a key stands for; return whether it stands for anything."""
        place = key - Qt.Key.Key_1
        if 0 <= place < min(_KEYS, len(self._outcomes)) and self.isEnabled():
            self._on_clicked(self._outcomes[place])
            return True
        if key == Qt.Key.Key_L and self.isEnabled():
            self.ask_day()
            return True
        return False

    def ask_day(self) -> None:
        """Ask for the day on which the call is to come up again."""
        self._ask(LATER)

    def show_error(self, error: AppError) -> None:
        """Say what is wrong with what was typed, or why it cannot be."""
        self.error.setText(str(error))
        self.error.show()
        announce(self, self.error.text(), urgent=True)
        if self._asked:
            (self.day if self._asked == LATER else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._asked:
            self._ask("")
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()
            self._say_question()

    def _on_clicked(self, outcome: CallOutcome, *_checked: bool) -> None:
        if outcome.reason:
            self._ask(outcome.code)
        else:
            self._ask("")
            self.chosen.emit(outcome.code, "")

    def _on_day_typed(self, text: str) -> None:
        if self._asked == LATER:
            self.error.hide()
            hint = day_hint(text, self.day.today)
            self.question.setText(hint or _("When is the call to come up again? Empty is tomorrow."))

    def _confirm(self) -> None:
        if self._asked == LATER:
            self.put_off.emit(self.day.text())
        elif self._asked:
            self.chosen.emit(self._asked, self.reason.text())

    def _ask(self, what: str) -> None:
        """Ask for a day or a reason, or for nothing."""
        self._asked = what
        self.error.hide()
        for widget, shown in (
            (self.question, bool(what)),
            (self.reason, bool(what) and what != LATER),
            (self.day, what == LATER),
            (self.ok, bool(what)),
        ):
            widget.setVisible(shown)
        self._say_question()
        if what:
            (self.day if what == LATER else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_question(self) -> None:
        name = next(
            (one.name.in_language(current_language()) for one in self._outcomes if one.code == self._asked),
            "",
        )
        if self._asked == LATER:
            self._on_day_typed(self.day.text())
        else:
            self.question.setText(_("{outcome}: why?", outcome=name) if name else "")

    def _render(self) -> None:
        self._flow.removeWidget(self.later)
        empty(self._flow)
        self.buttons = {}
        for place, outcome in enumerate(self._outcomes, 1):
            name = outcome.name.in_language(current_language())
            button = QPushButton()
            button.setText((f"{place}  {name}" if place <= _KEYS else name).replace("&", "&&"))
            button.setAccessibleName(name)
            button.setAutoDefault(True)
            button.clicked.connect(partial(self._on_clicked, outcome))
            self.buttons[outcome.code] = button
            self._flow.addWidget(button)
        self._flow.addWidget(self.later)

    def _lay_out(self) -> None:
        say(self.reason.setAccessibleName, N_("Reason"))
        say(self.day.setAccessibleName, N_("On the day"))
        say(self.day.setPlaceholderText, N_("tomorrow, next Monday …"))
        say(self.ok.setText, N_("Save"))
        self.ok.setProperty("kind", "primary")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.reason, 1)
        line.addWidget(self.day, 1)
        line.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._row)
        column.addWidget(self.question)
        column.addLayout(line)
        column.addWidget(self.error)
