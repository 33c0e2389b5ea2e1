"""Pale bars where text is about to stand."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_app.ui import theme

_LINE, _GAP = 14, 10


class Skeleton(QWidget):
    """So many lines, each as long as its share of the width."""

    def __init__(self, *shares: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares = shares
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(80, len(self._shares) * (_LINE + _GAP) - _GAP + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().line))
        for place, share in enumerate(self._shares):
            bar = QRectF(0, 1 + place * (_LINE + _GAP), self.width() * share, _LINE)
            painter.drawRoundedRect(bar, 4, 4)
