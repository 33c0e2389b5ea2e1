"""Icons: line drawings of `resources/icons`, tinted when they are painted, so that they follow the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from advisor_app.paths import resources
from advisor_app.ui.theme import state


def icon(name: str, colour: str = "muted") -> QIcon:
    """Return the icon of a file in `resources/icons`, in the colour of a token or the text of a pair, by its name."""
    return QIcon(_Tinted(name, colour))


class _Tinted(QIconEngine):
    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state_: QIcon.State) -> None:
        tokens = state.current()
        colour = self._colour
        if mode is QIcon.Mode.Disabled:
            colour = "edge"
        elif state_ is QIcon.State.On or mode is QIcon.Mode.Selected:
            colour = "accent"
        value = getattr(tokens, colour)
        _drawing(self._name, getattr(value, "text", value)).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state_: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        if made.isNull():  # there is no room for it yet
            return made
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state_)
        painter.end()
        return made


@cache
def _drawing(name: str, colour: str) -> QSvgRenderer:
    source = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    drawing = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    drawing.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return drawing
