"""A chart as it leaves the book: below its title, and what it is of, so that it says by itself what it shows."""

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from advisor_app.ui import theme
from advisor_app.ui.screens.book.figure import bold

_EDGE, _HEAD, _SMALL = 16, 58, 12
_TITLE_AT, _ABOUT_AT = 26, 46  # pixels from the top to the lines that the texts stand on


def titled(chart: QImage, title: str, about: str) -> bytes:
    """Return a chart with its texts as a PNG; empty where there is no chart."""
    if chart.isNull():
        return b""
    ratio, tokens = chart.devicePixelRatio(), theme.current()
    size = chart.deviceIndependentSize()
    width, height = size.width() + 2 * _EDGE, size.height() + _HEAD + _EDGE
    sheet = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    sheet.setDevicePixelRatio(ratio)
    sheet.fill(QColor(tokens.surface))
    painter = QPainter(sheet)
    painter.drawImage(QRectF(_EDGE, _HEAD, size.width(), size.height()), chart)
    font = QFont(QApplication.font())
    painter.setFont(bold(font))
    painter.setPen(QColor(tokens.text))
    painter.drawText(QPointF(_EDGE, _TITLE_AT), title)
    font.setPixelSize(_SMALL)
    painter.setFont(font)
    painter.setPen(QColor(tokens.muted))
    told = painter.fontMetrics().elidedText(about, Qt.TextElideMode.ElideRight, int(size.width()))
    painter.drawText(QPointF(_EDGE, _ABOUT_AT), told)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    sheet.save(buffer, "PNG")  # type: ignore[call-overload]  # its stub asks for bytes, which it refuses
    return bytes(buffer.data().data())
