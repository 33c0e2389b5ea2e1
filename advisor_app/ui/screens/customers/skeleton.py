"""What stands in place of rows that are being read: their outlines, so that nothing jumps when they come."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from advisor_app.i18n import N_
from advisor_app.ui import theme
from advisor_app.ui.say import say
from advisor_app.ui.screens.customers.delegate import ROW_HEIGHT

_DISC = QRectF(16, 12, 38, 38)
_LINES = (QRectF(65, 15, 90, 12), QRectF(65, 37, 150, 10))


class Skeleton(QWidget):
    """Outlines of rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self.setAccessibleName, N_("Reading the customers"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().line))
        for top in range(0, self.height(), ROW_HEIGHT):
            painter.drawEllipse(_DISC.translated(0, top))
            for line in _LINES:
                painter.drawRoundedRect(line.translated(0, top), 5, 5)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
