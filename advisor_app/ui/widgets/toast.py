"""A short sentence about what was just done, at the bottom of a screen for some seconds, perhaps with an undo."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QEnterEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label

SHOWN_MS = 6_000
_MARGIN, _NARROWEST = 18, 360


class Toast(QFrame):
    """Lies over the bottom of `parent`; a new sentence takes the place of the old one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "toast")
        self._area = parent
        self._covered = 0
        self._callback: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        self._label = Label()
        self.action = QPushButton()
        self.action.setProperty("kind", "link")
        self.action.clicked.connect(self._on_action_clicked)
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setIcon(icon("x"))
        say(close.setAccessibleName, N_("Close"))
        close.clicked.connect(self.hide)
        for widget in (Glyph("circle-check", "good"), self._label, self.action, close):
            row.addWidget(widget)
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._label.text()

    def toast(self, text: str, action_text: str = "", callback: Callable[[], object] | None = None) -> None:
        """Say `text`, a sentence that is translated, and offer an action such as undo if there is one."""
        self._label.setText(text)
        self._callback = callback
        self.action.setText(action_text)
        self.action.setVisible(callback is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, text)

    def keep_clear(self, covered: int) -> None:
        """Lie beside a panel that covers so many pixels at the right of the area, or over it where that is narrow."""
        self._covered = covered
        if self.isVisible():
            self._place()
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()  # whoever points at it reads it, or is about to press
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
            self._timer.start()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.hide()  # what it says has been translated already, and is no news any more

    def _on_action_clicked(self) -> None:
        callback, self._callback = self._callback, None
        self.hide()
        if callback:
            callback()

    def _place(self) -> None:
        width, height = self._area.width(), self._area.height()
        if width - self._covered >= _NARROWEST:
            width -= self._covered
        self.setMaximumWidth(max(_NARROWEST, width) - 2 * _MARGIN)
        self.adjustSize()
        self.move((width - self.width()) // 2, height - self.height() - _MARGIN)
