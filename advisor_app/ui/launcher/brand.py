"""The left half of the launcher: whose program this is, and what it promises or which step is being taken."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.ui import theme
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label

WIDTH = 320
_MARGIN, _LOGO, _ICON, _GAP = 32, 40, 18, 12


class Line(NamedTuple):
    """One line of the panel: an icon, a message id, and whether it is where somebody stands."""

    drawing: str
    message: str
    here: bool = False


PROMISES = (
    Line("shield-check", N_("Encrypted on this machine")),
    Line("wifi-off", N_("Works without a connection")),
    Line("lock", N_("Locks when you are away")),
)


class Brand(QFrame):
    """The panel. Its drawings come with `decorate`, so that the first paint does not wait for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "brand-panel")
        self.setFixedWidth(WIDTH)
        self._lines: Sequence[Line] = PROMISES
        self._decorated = False
        name = Label(kind="brand-name", wrap=True)
        say(name.setText, N_("Client advisor workbench"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN + _LOGO + _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(16)
        layout.addWidget(name)
        layout.addStretch(1)
        self._labels = [Label(kind="brand") for _line in PROMISES]
        for label in self._labels:
            label.setIndent(_ICON + _GAP)
            layout.addWidget(label)
        self._say()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Say other things below the name, as many as there are promises."""
        self._lines = lines
        self._say()
        self.update()

    def decorate(self) -> None:
        """Draw everything from now on."""
        self._decorated = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._decorated:
            painter = QPainter(self)
            self._paint(painter)
            painter.end()
        else:
            super().paintEvent(event)

    def _paint(self, painter: QPainter) -> None:
        from advisor_app.ui.launcher.decoration import paint_ground

        paint_ground(painter, self.rect())
        theme.icon("landmark", "brand").paint(painter, _MARGIN - 3, _MARGIN, _LOGO, _LOGO)
        for label, line in zip(self._labels, self._lines, strict=True):
            top = label.y() + (label.height() - _ICON) // 2
            theme.icon(line.drawing, "brand").paint(painter, _MARGIN, top, _ICON, _ICON)

    def _say(self) -> None:
        for label, line in zip(self._labels, self._lines, strict=True):
            say(label.setText, line.message)
            label.be("brand-strong" if line.here else "brand")
