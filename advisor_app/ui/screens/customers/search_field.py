"""The field that customers are searched with: it waits until a few letters are there, and knows its keys."""

from PySide6.QtCore import QEvent, QKeyCombination, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.search_look import look_like_search

DEBOUNCE = 120
"""Milliseconds without another letter after which the search begins."""
_BY_WORDS = [
    QKeyCombination(Qt.KeyboardModifier.ControlModifier, key) for key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
]
_DOWN = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)


class SearchField(QLineEdit):
    """A text to look for. What an input method has not committed yet is no text."""

    searched = Signal(str)
    """The text that is to be looked for now."""
    left_downwards = Signal()
    """The advisor went down from the field, to what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._debounce = QTimer(self, singleShot=True, interval=DEBOUNCE)
        self._sent = ""
        look_like_search(self)
        say(self.setPlaceholderText, N_("Name / pinyin / end of phone / number"))
        say(self.setAccessibleName, N_("Search customers"))
        say(self.setToolTip, N_("Search by name, pinyin, initials, last four digits or number (Ctrl+K)"))
        self.textChanged.connect(self._on_text_changed)
        self._debounce.timeout.connect(self.flush)

    def show_text(self, text: str) -> None:
        """Show a text that is being looked for already."""
        self._sent = text
        self.setText(text)
        self._debounce.stop()

    def flush(self) -> None:
        """Look for what the field holds now, without waiting for another letter."""
        self._debounce.stop()
        text = self.text().strip()
        if text != self._sent:
            self._sent = text
            self.searched.emit(text)

    def empty(self) -> None:
        """Look for nobody in particular any more."""
        self.clear()
        self.flush()

    def event(self, event: QEvent) -> bool:
        # An empty field has no words to move by, so the keys are left to whoever goes by customers with them.
        by_words = isinstance(event, QKeyEvent) and event.keyCombination() in _BY_WORDS
        if by_words and event.type() is QEvent.Type.ShortcutOverride and not self.text():
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.empty()
        elif event.key() in _DOWN:
            self.flush()
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self) -> None:
        self._debounce.start()
