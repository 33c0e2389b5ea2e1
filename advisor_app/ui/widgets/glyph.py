"""An icon by itself, painted in the colours of the theme that is on."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_app.ui.theme import icon


class Glyph(QWidget):
    """A square drawing; what it means must be said beside it."""

    def __init__(
        self, drawing: str, colour: str = "muted", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._size = size
        self.draw(drawing, colour)

    def draw(self, drawing: str, colour: str = "muted") -> None:
        """Show another icon, in the colour of a token."""
        self._icon = icon(drawing, colour)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, self.rect())
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
