"""A page that may be taller than its place; its ground is that of what it lies on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class Scroll(QScrollArea):
    """Scrolls `page` up and down; sideways it takes the width that there is."""

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        # A scroll area would give both the ground of the window.
        page.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
