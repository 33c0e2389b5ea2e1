"""A field for a code of the policy, chosen by its name, or for words of one's own where none fits."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from advisor_app import words
from advisor_app.domain.policy.schema import Names
from advisor_app.ui.say import say


class WordsChoice(QComboBox):
    """Codes by their names; what is typed and is no name stands for itself."""

    edited = Signal()
    """Another code was chosen, or something was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Names = {}
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._line = QLineEdit()
        self.setLineEdit(self._line)
        self.setCompleter(completer)
        self.editTextChanged.connect(self._on_text_changed)

    @property
    def value(self) -> str:
        """The code that is chosen or whose name is typed, or else the words."""
        text = self.currentText().strip()
        place = self.findText(text, Qt.MatchFlag.MatchFixedString)
        return str(self.itemData(place)) if text and place >= 0 else text

    def hint(self, message: str) -> None:
        """Say what belongs here while nothing does; `message` is a message id."""
        say(self._line.setPlaceholderText, message)

    def offer(self, names: Names) -> None:
        """Offer codes; what stands in the field stays there."""
        value = self.value
        self._names = names
        self._fill(value)

    def choose(self, value: str) -> None:
        """Show a code by its name, or words, without telling anybody."""
        self.blockSignals(True)
        self.setCurrentIndex(self.findData(value))
        self.setEditText(words.code(self._names, value) or "")
        self.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._fill(self.value)

    def _on_text_changed(self, _text: str) -> None:
        self.edited.emit()

    def _fill(self, value: str) -> None:
        self.blockSignals(True)
        self.clear()
        for code in self._names:
            self.addItem(words.code(self._names, code) or code, code)
        self.blockSignals(False)
        self.choose(value)
