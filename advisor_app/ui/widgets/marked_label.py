"""A label of plain text in as many lines as it needs, with parts of it on a ground of their own.

The marks are painted; to screen readers, and to whoever asks for its text, it is the text alone.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.marked_text import Span, broken, draw_line, within

_LEADING = 3  # pixels between two lines, so that a mark does not touch the next one


class MarkedLabel(Label):
    """Shows `text` with `marks` in it."""

    def __init__(self, text: str, marks: Sequence[Span], parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent, wrap=True)
        self.marks = tuple(marks)

    @property
    def marked(self) -> list[str]:
        """What of the text is marked."""
        return [self.text()[first:last] for first, last in self.marks]

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = broken(self.text(), self.font(), width - margins.left() - margins.right())
        return len(lines) * self._line_height + margins.top() + margins.bottom()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, font, room = QPainter(self), self.font(), self.contentsRect()
        high = self._line_height
        for place, line in enumerate(broken(self.text(), font, room.width())):
            rect = QRect(room.left(), room.top() + place * high, room.width(), high)
            draw_line(painter, rect, line.text, font, "text", within(self.marks, line))

    @property
    def _line_height(self) -> int:
        return QFontMetrics(self.font()).lineSpacing() + _LEADING
