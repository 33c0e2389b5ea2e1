"""Files that are dropped anywhere on a widget, with a frame over it that says so while they are held there."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from advisor_app.i18n import gettext as _
from advisor_app.ui import theme

_INSET, _RADIUS = 8, 10


class FileDrop(QObject):
    """Hands paths to `taken`. `message` is the id of what the frame says."""

    def __init__(self, widget: QWidget, message: str, taken: Callable[[tuple[Path, ...]], object]) -> None:
        super().__init__(widget)
        self._message, self._taken = message, taken
        self._widget = widget
        self._frame: _Frame | None = None
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if paths_of(event.mimeData()):
                event.acceptProposedAction()
                self._frame = self._frame or _Frame(self._widget)
                self._frame.say(_(self._message))
            return True
        if kind is QEvent.Type.DragMove and isinstance(event, QDropEvent):
            event.acceptProposedAction()
            return True
        if kind is QEvent.Type.DragLeave:
            self._put_away()
            return True
        if kind is QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._put_away()
            if paths := paths_of(event.mimeData()):
                event.acceptProposedAction()
                self._taken(paths)
            return True
        return super().eventFilter(watched, event)

    def _put_away(self) -> None:
        if self._frame:
            self._frame.hide()


class _Frame(QWidget):
    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, text: str) -> None:
        self._text = text
        self.setGeometry(self.parentWidget().rect())  # type: ignore[union-attr]  # it always has one
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(tokens.selected)
        ground.setAlpha(230)
        painter.setBrush(ground)
        painter.setPen(QPen(QColor(tokens.accent), 2, Qt.PenStyle.DashLine))
        place = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(place, _RADIUS, _RADIUS)
        painter.setPen(QColor(tokens.accent))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._text)


def paths_of(dragged: QMimeData) -> tuple[Path, ...]:
    """Return the files that are dragged; nothing that lies elsewhere than on this machine."""
    paths = (Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.is_file())


def let_files_through(field: QWidget) -> None:
    """Let a field that would take a file for its address leave it to whatever it lies in."""
    field.setAcceptDrops(False)
    if isinstance(field, QPlainTextEdit):
        field.viewport().setAcceptDrops(False)
