"""What stands where there is nothing: why that is so, and what to do about it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label

_ICON = 36


class EmptyState(QWidget):
    """A drawing, a sentence, a hint, and perhaps a button."""

    def __init__(self, drawing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        self._drawing = drawing
        self._picture = Label()
        self.sentence = Label(kind="heading", wrap=True)
        self.hint = Label(kind="muted", wrap=True)
        self.button = QPushButton()
        self.button.hide()
        for widget in (self._picture, self.sentence, self.hint):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(widget)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icon(self._drawing, "faint").pixmap(_ICON, _ICON))
