"""A coloured bar above a screen, with air around it that goes when the bar is hidden."""

from typing import Literal

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget


class Bar(QWidget):
    """A bar; `row` is what it holds."""

    def __init__(
        self, kind: Literal["bar-bad", "bar-warn", "bar-good"], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._frame = QFrame()
        self._frame.setProperty("kind", kind)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 12, 12, 0)
        outer.addWidget(self._frame)
        self.row = QHBoxLayout(self._frame)
        self.row.setContentsMargins(14, 10, 10, 10)
        self.row.setSpacing(12)
        self.hide()

    def be(self, kind: Literal["bar-bad", "bar-warn", "bar-good"]) -> None:
        """Become another kind."""
        self._frame.setProperty("kind", kind)
        self._frame.style().unpolish(self._frame)
        self._frame.style().polish(self._frame)
