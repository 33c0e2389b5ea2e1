"""What the form is built of: a caption above what is typed, and below it what was understood or what is wrong."""

from PySide6.QtCore import QEvent, QSizeF
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.policy.schema import Names
from advisor_app.domain.spoken_dates import day_of
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.date_field import DateField
from advisor_app.ui.widgets.label import Label

_TYPED_INTO = (QLineEdit, QPlainTextEdit, QComboBox)


class Field(QWidget):
    """One thing to be filled in. `caption` is a message id, `head` the row of the caption."""

    def __init__(self, caption: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._errors: list[AppError] = []
        self.caption = Label(kind="small")
        self.hint, self.error = Label(kind="small", wrap=True), Label(kind="bad", wrap=True)
        say(self.caption.setText, caption)
        self.caption.setBuddy(editor)
        if not editor.accessibleName():
            say(editor.setAccessibleName, caption)
        self.head = QHBoxLayout()
        self.head.setSpacing(6)
        self.head.addWidget(self.caption)
        self.head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.head)
        layout.addWidget(editor)
        layout.addWidget(self.hint)
        layout.addWidget(self.error)
        self.hint.hide()
        self.error.hide()

    @property
    def errors(self) -> tuple[AppError, ...]:
        """What is said to be wrong."""
        return tuple(self._errors)

    def show_hint(self, text: str) -> None:
        """Say what was understood; while something is wrong, that stands there instead."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text) and not self._errors)

    def show_errors(self, errors: list[AppError]) -> None:
        """Say what is wrong with the field, or nothing."""
        if errors or self._errors:
            self._errors = errors
            self._render()
            mark_wrong(self.editor, wrong=bool(errors))
            if errors:
                announce(self.editor, self.error.text(), urgent=True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._errors:
            self._render()

    def _render(self) -> None:
        said = "\n".join(map(str, self._errors))
        self.error.setText(said)
        self.error.setVisible(bool(said))
        self.hint.setVisible(bool(self.hint.text()) and not said)
        self.editor.setAccessibleDescription(said)


class SpokenDay(DateField):
    """A day in any words that name one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(0)
        self.setMaximumWidth(_UNBOUND)

    def day(self) -> int | None:
        """Return the day, None where nothing is typed; raises InputError for what is no day."""
        text = self.text().strip()
        day = day_of(text, self.today) if text else None
        if text and day is None:
            raise InputError(N_("“{text}” is not a date; write it like 2026-11-24."), text=text)
        return day


class NoteField(QPlainTextEdit):
    """Several lines of text, as high as they need within bounds; Tab leaves them."""

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        """`least` and `most` are how many lines it shows without scrolling."""
        super().__init__(parent)
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._on_size_changed(QSizeF())

    def _on_size_changed(self, _size: QSizeF) -> None:
        lines = min(max(self._least, round(self.document().size().height())), self._most)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + _FRAME)


def mark_wrong(editor: QWidget, *, wrong: bool) -> None:
    """Give a field that something is typed into the frame of one that is wrong, or its own again."""
    if isinstance(editor, _TYPED_INTO):
        editor.setProperty("kind", "wrong" if wrong else "")
        editor.style().unpolish(editor)
        editor.style().polish(editor)


def put(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Put a text into a field unless it stands there: the cursor keeps its place."""
    if isinstance(field, QLineEdit):
        if field.text() != text:
            field.setText(text)
    elif field.toPlainText() != text:
        field.setPlainText(text)


def options(names: Names, value: str) -> list[tuple[str, str]]:
    """Return codes with their names to choose from: none, those of the bank's list, and `value` whatever it is."""
    codes = dict.fromkeys(("", *names, value))
    return [(code, words.code(names, code) or code if code else words.NOTHING) for code in codes]


_UNBOUND = 16_777_215  # Qt's own widest
_FRAME = 24
