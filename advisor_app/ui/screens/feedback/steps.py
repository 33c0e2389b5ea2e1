"""What can be done with one piece of feedback: a button for each step, and below them what a step asks for."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.complaints import Action
from advisor_app.domain.feedback import Colleague
from advisor_app.errors import AppError, FieldError, IssuesError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services import handle_complaint as service
from advisor_app.services.edit_contact import Edited
from advisor_app.services.feedback import FeedbackWhole
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import Field, NoteField, SpokenDay
from advisor_app.ui.screens.feedback.step import STEPS, TAKE, Step
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.label import Label

_LINES = (2, 8)
_SAVE = ("Ctrl+Return", "Ctrl+Enter")
_FIELDS = {
    "resolution": "words",
    "extension_reason": "words",
    "day": "day",
    "handler_id": "people",
}


class StepsBar(QWidget):
    """The buttons, and the panel of the step that was begun."""

    left = Signal()
    """A step was taken or given up: the keys are wanted elsewhere."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._whole: FeedbackWhole | None = None
        self._begun = ""
        self._busy = False
        self.buttons: dict[str, QPushButton] = {}
        row = QWidget()
        self._flow = FlowLayout(row, 8)
        for name, step in STEPS.items():
            button = QPushButton()
            button.setAutoDefault(True)
            say(button.setText, step.text)
            button.clicked.connect(partial(self._on_clicked, name))
            button.setParent(row)
            self.buttons[name] = button
        self.panel = StepPanel()
        self.panel.confirmed.connect(self._on_confirmed)
        self.panel.left.connect(self._on_left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(row)
        layout.addWidget(self.panel)

    @property
    def first(self) -> QPushButton | None:
        """The first step that can be taken."""
        return next((button for button in self.buttons.values() if not button.isHidden()), None)

    def show_steps(self, whole: FeedbackWhole) -> None:
        """Offer what can be done with feedback; a step that was begun with the same one goes on if it still fits."""
        same = self._whole is not None and self._whole.detail.row.id == whole.detail.row.id
        self._whole = whole
        possible = {action.value for action in whole.judged.actions(whole.detail.row)}
        row, me = whole.detail.row, whole.judged.advisor_id
        if not self._others(whole):
            possible.discard(Action.ASSIGN.value)
        if (
            Action.ASSIGN in whole.judged.actions(row)
            and me is not None
            and me not in (row.handler_id, row.about_id)
        ):
            possible.add(TAKE)
        while self._flow.takeAt(0):  # a button that is hidden would leave a gap
            pass
        for name, button in self.buttons.items():
            button.setVisible(name in possible)
            if name in possible:
                self._flow.addWidget(button)
        self._flow.invalidate()
        primary = next((name for name in STEPS if name in possible), "")
        for name, button in self.buttons.items():
            _be(button, "primary" if name == primary else "")
        if not same or self._begun not in possible:
            self._begun = ""
            self.panel.hide()
        self.setVisible(bool(possible))

    def _on_clicked(self, name: str) -> None:
        whole = self._whole
        if whole is None or self._busy:
            return
        if STEPS[name].asks:
            self._begun = name
            self.panel.ask(STEPS[name], whole.judged.today, self._others(whole))
        else:
            self._take(name, self._service(name, whole.detail.row.id))

    def _on_confirmed(self) -> None:
        if self._whole is not None and self._begun and not self._busy:
            self._take(self._begun, self._service(self._begun, self._whole.detail.row.id))

    def _on_left(self) -> None:
        self._begun = ""
        self.left.emit()

    def _on_taken(self, name: str, edited: Edited) -> None:
        self._busy, self._begun = False, ""
        self.left.emit()  # first: the focus of what is hidden goes anywhere
        self.panel.hide()
        self._desk.book_changed.emit()
        self._desk.offered.emit(_(STEPS[name].told), _("Undo"), partial(self._undo, edited))

    def _on_failed(self, error: AppError) -> None:
        self._busy = False
        if isinstance(error, IssuesError) and not self.panel.isHidden():
            self.panel.show_errors(error.issues)
        else:
            self._desk.failed.emit(error)

    def _on_undone(self, _nothing: None) -> None:
        self._desk.book_changed.emit()

    def _others(self, whole: FeedbackWhole) -> list[Colleague]:
        """Return to whom a complaint can be handed on: not whoever has it, nor whoever it is about."""
        row = whole.detail.row
        return [one for one in whole.colleagues if one.id not in (row.about_id, row.handler_id)]

    def _take(self, name: str, step: Callable[[Book], Edited]) -> None:
        self._busy = True
        self._desk.ask(self, step, partial(self._on_taken, name), failed=self._on_failed)

    def _undo(self, edited: Edited) -> None:
        self._desk.ask(self, partial(undo, mutations=edited.mutations), self._on_undone)

    def _service(self, name: str, key: bytes) -> Callable[[Book], Edited]:
        words, day = self.panel.words.toPlainText(), self.panel.day.text()
        steps: Mapping[str, Callable[[Book], Edited]] = {
            TAKE: partial(service.assign, feedback_id=key, advisor_id=None),
            Action.ANSWER.value: partial(service.answer, feedback_id=key, resolution=words, day=day),
            Action.TELL.value: partial(service.tell, feedback_id=key, day=day),
            Action.EXTEND.value: partial(service.ask_extension, feedback_id=key, reason=words),
            Action.COMPLEX.value: partial(service.mark_complex, feedback_id=key),
            Action.ASSIGN.value: partial(service.assign, feedback_id=key, advisor_id=self.panel.people.value),
            Action.WITHDRAW.value: partial(service.withdraw, feedback_id=key, reason=words),
            Action.CLOSE.value: partial(service.close, feedback_id=key, resolution=words),
        }
        return steps[name]


class StepPanel(QFrame):
    """What one step asks for. Ctrl+Enter confirms, Esc gives it up."""

    confirmed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self.sentence = Label(kind="heading", wrap=True)
        self.words, self.day, self.people = NoteField(*_LINES), SpokenDay(), Choice()
        say(self.day.setPlaceholderText, N_("today"))
        self.fields = {
            "words": Field(N_("In a few words"), self.words),
            "day": Field(N_("Day"), self.day),
            "people": Field(N_("Handler"), self.people),
        }
        self._step: Step | None = None
        self.save_button, self.back_button = QPushButton(), QPushButton()
        self.save_button.setProperty("kind", "primary")
        say(self.save_button.setText, N_("Save  Ctrl+Enter"))
        say(self.back_button.setText, N_("Cancel"))
        for button, slot in ((self.save_button, self.confirmed), (self.back_button, self._on_back)):
            button.setAutoDefault(True)
            button.clicked.connect(slot)
        for keys in _SAVE:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.confirmed)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(self.sentence)
        for field in self.fields.values():
            layout.addWidget(field)
        layout.addLayout(foot)
        self.hide()

    def ask(self, step: Step, today: int, people: Sequence[Colleague]) -> None:
        """Come up for a step, empty, with the focus on what it asks for first."""
        self._step = step
        self.day.today = today
        self.words.clear()
        self.day.clear()
        self.people.offer([(one.id, " · ".join(filter(None, (one.name, one.number)))) for one in people])
        for name, field in self.fields.items():
            field.setVisible(name in step.asks)
            field.show_errors([])
        self._render()
        self.show()
        self.fields[step.asks[0]].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.sentence.text())

    def show_errors(self, errors: Sequence[AppError]) -> None:
        """Say beside the fields what is wrong with them."""
        for name, field in self.fields.items():
            field.show_errors(
                [each for each in errors if isinstance(each, FieldError) and _FIELDS.get(each.field) == name]
            )
        wrong = next((field for field in self.fields.values() if field.errors), None)
        if wrong is not None:
            wrong.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_back()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_back(self) -> None:
        self.left.emit()
        self.hide()

    def _render(self) -> None:
        if self._step is not None:
            self.sentence.setText(_(self._step.sentence))


def _be(button: QPushButton, kind: str) -> None:
    if button.property("kind") != kind:
        button.setProperty("kind", kind)
        button.style().unpolish(button)
        button.style().polish(button)
