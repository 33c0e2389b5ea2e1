"""A disc with the first character of a name, by which a person is found again in a list; an icon without one."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from advisor_app.ui import theme
from advisor_app.ui.theme import Tone, icon

_LETTER, _ICON = 0.42, 0.5
"""Heights of what stands in the disc, as parts of the disc's own."""


def initial(name: str | None) -> str:
    """Return the character that stands for a name: its first letter, none where it has no letters."""
    return next((character.upper() for character in name or "" if character.isalpha()), "")


def paint_avatar(painter: QPainter, disc: QRectF, name: str | None, tone: Tone = Tone.NEUTRAL) -> None:
    """Paint the avatar of a customer into the square `disc`; `tone` is that of the tier."""
    pair = theme.current().tone(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(pair.ground))
    painter.drawEllipse(disc)
    if letter := initial(name):
        font = painter.font()
        font.setPixelSize(round(disc.height() * _LETTER))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(QColor(pair.text))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, letter)
    else:
        margin = disc.height() * (1 - _ICON) / 2
        inner = disc.adjusted(margin, margin, -margin, -margin)
        icon("user-round", "muted").paint(painter, inner.toRect())
    painter.restore()
