"""The one line that a contact can be typed as, with what was understood coloured in it.

What an input method has not committed yet is no text: nothing is read from it.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from advisor_app.domain.quick_line import Kind, Span
from advisor_app.i18n import N_
from advisor_app.ui import theme
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone

TONES = {
    Kind.CUSTOMER: Tone.ACCENT,
    Kind.WORD: Tone.VIOLET,
    Kind.UNKNOWN: Tone.BAD,
    Kind.HAPPENED: Tone.GOOD,
    Kind.STEP: Tone.GOLD,
    Kind.STEP_DAY: Tone.GOLD,
}
"""In which tone each part of a line stands."""
_MOST_LINES = 3
_PADDING = 20  # above and below the text, with the frame
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineField(QPlainTextEdit):
    """One line of text; where it is longer than the field, it goes on below."""

    edited = Signal(str)
    """Another text was typed or put in."""
    confirmed = Signal()
    """Enter: the line is complete."""
    left_downwards = Signal()
    """The advisor went down from the last line of the field."""

    def __init__(self, read: Callable[[str], Sequence[Span]], parent: QWidget | None = None) -> None:
        """`read` returns what is understood in a text, quickly, because it is asked at every letter."""
        super().__init__(parent)
        self._text = ""
        self._painter = _Painter(self, read)
        self.setProperty("kind", "line")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        say(self.setPlaceholderText, N_("@customer #channel what was spoken of, and what is next and when"))
        say(self.setAccessibleName, N_("The contact in one line"))
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self._on_size_changed(QSizeF())

    @property
    def text(self) -> str:
        """The text, without what an input method still composes."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show a text without telling anybody."""
        if text != self.toPlainText():
            self._text = text
            self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def colour(self) -> None:
        """Colour the text anew: more is known of what it says, or the theme is another one."""
        self._painter.rehighlight()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if event.key() in _RETURN:
            # A line has one line only; with Ctrl the form saves, which is not for the field to do.
            self.confirmed.emit() if plain else event.ignore()
        elif event.key() == Qt.Key.Key_Down and plain and not self._can_go_down():
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText() and not source.hasUrls():
            self.insertPlainText(" ".join(source.text().split("\n")))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.colour()

    def _on_text_changed(self) -> None:
        # It comes for a change of colours and for compositions too.
        text = self.toPlainText()
        if text != self._text:
            self._text = text
            self.edited.emit(text)

    def _on_size_changed(self, _size: QSizeF) -> None:
        lines = min(max(1, round(self.document().size().height())), _MOST_LINES)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + _PADDING)

    def _can_go_down(self) -> bool:
        cursor = QTextCursor(self.textCursor())
        return cursor.movePosition(QTextCursor.MoveOperation.Down)


class _Painter(QSyntaxHighlighter):
    def __init__(self, field: LineField, read: Callable[[str], Sequence[Span]]) -> None:
        super().__init__(field.document())
        self._read = read

    def highlightBlock(self, text: str) -> None:
        tokens = theme.current()
        for span in self._read(text):
            pair = tokens.tone(TONES[span.kind])
            format_ = QTextCharFormat()
            format_.setForeground(QColor(pair.text))
            format_.setBackground(QColor(pair.ground))
            if span.kind is Kind.UNKNOWN:
                format_.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                format_.setUnderlineColor(QColor(pair.text))
            elif span.kind is Kind.STEP_DAY:
                format_.setFontWeight(QFont.Weight.Bold)
            # Qt counts in units of UTF-16, of which some characters take two.
            start, end = (_units(text[:place]) for place in (span.start, span.end))
            self.setFormat(start, end - start, format_)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


__all__ = ["TONES", "LineField"]
