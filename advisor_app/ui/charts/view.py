"""Where a chart is shown: drawn beside the window at its own size, and until then the ground that it will stand on."""

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from advisor_app.ui import theme
from advisor_app.ui.background import Background, Lane
from advisor_app.ui.charts.drawing import Chart, Sheet, draw

_PATIENCE_MS = 120  # until a size is taken for the last one of a resize
_SMALLEST = 80


class ChartView(QWidget):
    """One chart. It can be reached by Tab, so that its figures are read where they cannot be seen."""

    def __init__(self, background: Background, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._height = height
        self._chart: Chart | None = None
        self._picture: QPixmap | None = None
        self._asked: tuple[Chart, Sheet] | None = None
        self._shown: tuple[Chart, Sheet] | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(2 * _SMALLEST, height)

    @property
    def drawn(self) -> bool:
        """Whether the chart is seen as it should be, and not still being drawn."""
        return self._picture is not None and self._shown == (self._chart, self._sheet())

    def show_chart(self, chart: Chart | None, words: str = "") -> None:
        """Show a chart, or the ground of one to come; `words` say its figures to those who do not see it."""
        self.setAccessibleDescription(words)
        if chart == self._chart:
            return
        self._chart, self._picture, self._asked = chart, None, None
        self.update()

    def image(self) -> QImage:
        """Return what is shown, empty before it is drawn."""
        return self._picture.toImage() if self._picture else QImage()

    def sizeHint(self) -> QSize:
        return QSize(4 * _SMALLEST, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.rect(), self._picture)
        else:
            self._paint_ground(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.current().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if self._chart is None or self._asked == (self._chart, self._sheet()):
            return
        if self._picture is None:
            self._draw()
        else:
            self._patience.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._picture = None
            self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        self._patience.stop()
        super().hideEvent(event)

    def _on_drawn(self, image: QImage) -> None:
        if self._asked and self._asked[1].tokens == theme.current():  # else the theme has changed meanwhile
            self._picture, self._shown = QPixmap.fromImage(image), self._asked
        self.update()

    def _draw(self) -> None:
        sheet = self._sheet()
        if self._chart is None or min(sheet.width, sheet.height) < _SMALLEST // 2:
            return
        self._asked = (self._chart, sheet)
        job = partial(draw, self._chart, sheet)
        self._background.run(self, job, self._on_drawn, key="chart", lane=Lane.DRAWING)

    def _sheet(self) -> Sheet:
        return Sheet(self.width(), self.height(), self.devicePixelRatioF(), theme.current())

    def _paint_ground(self, painter: QPainter) -> None:
        """Paint a few pale bars, as quiet as the text that they stand for."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().raised))
        ground = QRectF(self.rect())
        painter.drawRoundedRect(ground, 8, 8)
        painter.setBrush(QColor(theme.current().line))
        for place, share in enumerate((0.35, 0.6, 0.45, 0.8)):
            width = ground.width() / 12
            height = ground.height() * 0.7 * share
            left = ground.width() * (0.14 + 0.2 * place)
            painter.drawRoundedRect(QRectF(left, ground.height() * 0.86 - height, width, height), 3, 3)
