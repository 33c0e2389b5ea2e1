"""Text on a screen: always plain, because what customers and others wrote must never be taken for markup.

The first window waits for this module, so it does not load the namespace `Qt`: that takes as long as all else.
"""

from typing import Literal

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from advisor_app.ui.widgets.tips import plain_tip

_Common = Literal[
    "", "display", "title", "heading", "figure", "grade", "muted", "small", "bad", "warn", "good", "key"
]
Kind = Literal[_Common, "brand", "brand-name", "brand-strong"]
_PLAIN = 0  # Qt.TextFormat.PlainText


class Label(QLabel):
    """A label of plain text, of a kind that the style sheet knows."""

    def __init__(
        self, text: str = "", kind: Kind = "", parent: QWidget | None = None, *, wrap: bool = False
    ) -> None:
        super().__init__(parent)
        self.setProperty("textFormat", _PLAIN)
        self.setWordWrap(wrap)
        self.setProperty("kind", kind)
        self.setText(text)

    def be(self, kind: Kind) -> None:
        """Become another kind."""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Label):
    """A label that ends in … where its text is too long, and then shows the whole as a tool tip."""

    def __init__(self, text: str = "", kind: Kind = "", parent: QWidget | None = None) -> None:
        self._whole = ""
        super().__init__(text, kind, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(0, self.contentsRect().width())
        from PySide6.QtCore import Qt

        shown = QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        super().setText(shown)
        self.setToolTip(plain_tip(self._whole) if shown != self._whole else "")
