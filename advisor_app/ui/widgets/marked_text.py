"""Plain text painted line by line, with what was searched for on a ground of its own."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from advisor_app.ui import theme
from advisor_app.ui.widgets.cells import ink

Span = tuple[int, int]


class Line(NamedTuple):
    """One line of a text, and where in the text it begins."""

    start: int
    text: str


def spans(text: str, needle: str) -> list[Span]:
    """Return where `needle` stands in `text`, in any case of letters."""
    low, wanted = text.lower(), needle.strip().lower()
    if not wanted or len(low) != len(text):
        return []
    found, at = [], low.find(wanted)
    while at >= 0:
        found.append((at, at + len(wanted)))
        at = low.find(wanted, at + len(wanted))
    return found


def broken(text: str, font: QFont, width: int) -> list[Line]:
    """Return `text` in lines that fit into `width` pixels; its own line breaks are kept."""
    lines: list[Line] = []
    start = 0
    for paragraph in text.splitlines(keepends=True):
        shown = paragraph.rstrip()
        if QFontMetrics(font).horizontalAdvance(shown) <= width:
            lines.append(Line(start, shown))
        else:
            lines += [Line(start + at, part) for at, part in _wrapped(shown, font, width)]
        start += len(paragraph)
    return lines


def _wrapped(text: str, font: QFont, width: int) -> list[Line]:
    # Qt counts in units of UTF-16, of which some characters take two.
    units = text.encode("utf-16-le")
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[Line] = []
    at = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        first = 2 * line.textStart()
        part = units[first : first + 2 * line.textLength()].decode("utf-16-le", errors="replace")
        lines.append(Line(at, part))
        at += len(part)
    layout.endLayout()
    return lines


def draw_line(
    painter: QPainter, rect: QRect, text: str, font: QFont, colour: str, marks: Sequence[Span] = ()
) -> int:
    """Paint one line in a token's colour, shortened to its room, on marks where `marks` says; return its width."""
    if rect.width() <= 0 or not text:
        return 0
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    for first, last in marks:
        left = metrics.horizontalAdvance(shown[: max(first, 0)])
        wide = metrics.horizontalAdvance(shown[: max(last, 0)]) - left
        high = metrics.height()
        ground = QRectF(rect.left() + left - 1, rect.center().y() - high / 2, wide + 2, high)
        pair = theme.current().gold
        painter.fillRect(ground, QColor(pair.ground))
        painter.fillRect(QRectF(ground.left(), ground.bottom() - 2, ground.width(), 2), QColor(pair.text))
    painter.setFont(font)
    painter.setPen(ink(colour))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
    return metrics.horizontalAdvance(shown)


def within(marks: Sequence[Span], line: Line) -> list[Span]:
    """Return the part of `marks` that lies in a line, counted from its beginning."""
    end = line.start + len(line.text)
    return [
        (max(first, line.start) - line.start, min(last, end) - line.start)
        for first, last in marks
        if first < end and last > line.start
    ]
