"""A list of prompts that is worked through by key.

Enter opens the customer, D done, S puts off, X dismisses, C begins a contact, L logs one. Unusual activity is not done
but answered: Y explained, H handed over to fraud control.
"""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from advisor_app.domain.anomalies import ESCALATED, EXPLAINED, RULE, id_of
from advisor_app.domain.prompts.types import DISMISSED, SNOOZED, Prompt
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.prompts import PromptsModel
from advisor_app.ui.screens.today.actions import PromptActions
from advisor_app.ui.widgets.entry_list import EntryList

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ANSWERS = {Qt.Key.Key_Y: EXPLAINED, Qt.Key.Key_H: ESCALATED}
_ASKS = {Qt.Key.Key_S: SNOOZED, Qt.Key.Key_X: DISMISSED}


class PromptsView(EntryList):
    """Shows prompts and acts on the chosen one."""

    chosen_changed = Signal()
    """Another prompt is chosen, or none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.prompts = PromptsModel()
        super().__init__(self.prompts, line=False, parent=parent)
        self.prompts.setParent(self)
        self._desk = desk
        self.actions_on = PromptActions(desk, self)
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    @property
    def chosen(self) -> Prompt | None:
        """The chosen prompt."""
        return self.prompts.prompt_at(self.currentIndex().row())

    def keep_chosen(self, before: Prompt | None, place: int) -> None:
        """Choose the same prompt as before, or where it is gone the one that took its place."""
        found = self.prompts.place_of(before, place)
        if found is not None:
            self.setCurrentIndex(self.prompts.index(found, 0))
        self.chosen_changed.emit()

    def act(self, key: Qt.Key) -> bool:
        """Do with the chosen prompt what a key stands for; tell whether it stands for anything."""
        prompt, part = self.chosen, self.visualRect(self.currentIndex())
        if prompt is None:
            return False
        if key in _OPENS:
            self._desk.customer_wanted.emit(prompt.customer_id)
        elif prompt.rule == RULE and key in _ANSWERS:
            self.actions_on.answer(id_of(prompt.subject), _ANSWERS[key])
        elif prompt.rule != RULE and key == Qt.Key.Key_D:
            self.actions_on.done(prompt)
        elif key in _ASKS:
            self.actions_on.ask(prompt, _ASKS[key], self.viewport(), part)
        elif key == Qt.Key.Key_C:
            self.actions_on.begin(prompt.customer_id, self.viewport(), part)
        elif key == Qt.Key.Key_L:
            self.actions_on.log(prompt)
        else:
            return False
        return True

    def press(self, key: int) -> None:
        """Do what the button for a key stands for; the list has the focus from then on."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.act(Qt.Key(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and self.act(Qt.Key(event.key())):
            event.accept()
        elif plain and event.text().isprintable() and event.text():
            event.ignore()  # letters are keys of the screen, not a search
        else:
            super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if (prompt := self.prompts.prompt_at(index.row())) is not None:
            self._desk.customer_wanted.emit(prompt.customer_id)

    def _on_current_changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self.chosen_changed.emit()
