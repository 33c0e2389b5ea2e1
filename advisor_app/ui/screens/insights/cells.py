"""A share that opens the customers whom it counts: its ground is the stronger the larger it is."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy

from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.book.figure import Counted, Figure, bold

_HEIGHT, _LINE, _ROUND = 30, 15, 6
_STRONGEST = 0.34  # how much of the accent is in the ground of a whole
_SMALL = 11


class Said(NamedTuple):
    """What stands in a cell: a text, small notes below it, and how large a part of a whole it is (0 to 1)."""

    text: str
    notes: tuple[str, ...] = ()
    part: float = 0.0

    @property
    def whole(self) -> str:
        """All that stands there, in one line."""
        return " ".join((self.text, *self.notes))


class Cell(Figure):
    """One share of a grid."""

    def __init__(self, desk: Desk, counted: Counted, said: Said) -> None:
        super().__init__(desk)
        self._said = said
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_counted(counted, said.whole)

    @property
    def said(self) -> Said:
        """What stands there."""
        return self._said

    def sizeHint(self) -> QSize:
        return QSize(62, _HEIGHT + _LINE * len(self._said.notes))

    def paint(self, painter: QPainter, room: QRectF) -> None:
        tokens, said = theme.current(), self._said
        if said.part > 0:
            ground = QColor(tokens.series[0])
            ground.setAlphaF(min(1.0, said.part) * _STRONGEST)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), _ROUND, _ROUND)
        painter.setFont(bold(self.font()))
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.faint))
        below, middle = _LINE * len(said.notes), int(Qt.AlignmentFlag.AlignCenter)
        painter.drawText(room.adjusted(0, 2 if below else 0, 0, -below), middle, said.text)
        font = QFont(self.font())
        font.setPixelSize(_SMALL)
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        line = QRectF(room.left(), room.bottom() - below - 2, room.width(), _LINE)
        for note in said.notes:
            painter.drawText(line, middle, note)
            line.translate(0, _LINE)
