"""The ground that the launcher's panel is painted on: a fall of colour, and rings like those of a coin."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from advisor_app.ui import theme

_RINGS, _FIRST, _STEP = 5, 60, 46
_FALL = 135  # percent of darkness at the foot


def paint_ground(painter: QPainter, rect: QRect) -> None:
    """Paint it into `rect`, in the colours of the theme that is on."""
    text, ground = theme.current().brand
    fall = QLinearGradient(QPointF(0, 0), QPointF(rect.width() / 2, rect.height()))
    fall.setColorAt(0, QColor(ground))
    fall.setColorAt(1, QColor(ground).darker(_FALL))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(rect, fall)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    centre = QPointF(rect.width() - 10, rect.height() * 0.5)
    for number in range(_RINGS):
        ink = QColor(text)
        ink.setAlphaF(0.16 - 0.028 * number)
        painter.setPen(QPen(ink, 1.5))
        radius = _FIRST + _STEP * number
        painter.drawEllipse(centre, radius, radius)
