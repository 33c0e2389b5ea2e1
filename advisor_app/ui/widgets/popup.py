"""A panel that opens at a button and closes with Esc, or with a click anywhere else."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

_GAP = 4


class Popup(QFrame):
    """A panel of its own above the window, always as large as what it holds, which is in `body`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        # The click that closes it must not reach the button below, which would open it again.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setProperty("kind", "popup")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(8)
        self.body.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)

    def open_at(self, button: QWidget) -> None:
        """Open below a button, or above it where the screen ends, with the focus on the first thing in it."""
        self.open_beside(button, button.rect())

    def open_beside(self, widget: QWidget, part: QRect) -> None:
        """Open below a part of a widget, as `open_at` does."""
        self.adjustSize()
        screen = widget.screen().availableGeometry()
        place = widget.mapToGlobal(QPoint(part.left(), part.top() + part.height() + _GAP))
        if place.y() + self.height() > screen.bottom():
            place.setY(max(screen.top(), widget.mapToGlobal(part.topLeft()).y() - self.height() - _GAP))
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()
        self.activateWindow()
        self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
