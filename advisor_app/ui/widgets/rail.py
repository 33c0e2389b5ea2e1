"""The rail at the left edge: what the workbench can show, as icons with words."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.widgets.badge import paint_badge

_WIDTH, _ICON = 72, 22
_DISC, _SMALL, _MOST = 16, 11, 99
_LEAST = 0.95  # of the height that buttons ask for, at which their words are still seen whole


class Rail(QFrame):
    """Buttons from top to bottom; those of `add_screen` stay pressed, one at a time."""

    chosen = Signal(str)
    """The name of the screen that is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "rail")
        self.setFixedWidth(_WIDTH)
        say(self.setAccessibleName, N_("Navigation"))
        self._with_words, self._needed = True, 0
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_button_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 12, 6, 10)
        self._column.setSpacing(6)

    def add_screen(self, name: str, drawing: str, text: str, tip: str) -> None:
        """Add the button of a screen; `text` and `tip` are message ids."""
        button = self._button(name, drawing, text, tip)
        button.setCheckable(True)
        self._group.addButton(button)

    def show_count(self, name: str, count: int, meaning: str) -> None:
        """Show a number on a screen's button, none for 0; `meaning` says in a sentence what is counted."""
        for button in self._group.buttons():
            if isinstance(button, _NavButton) and button.objectName() == name:
                button.show_count(count, meaning)

    def add_space(self) -> None:
        """Let what follows stand at the bottom."""
        self._column.addStretch(1)

    def add_action(self, name: str, drawing: str, text: str, tip: str, action: Callable[[], object]) -> None:
        """Add a button that does something."""
        self._button(name, drawing, text, tip).clicked.connect(action)

    def choose(self, name: str) -> None:
        """Show a screen's button as pressed."""
        for button in self._group.buttons():
            button.setChecked(button.objectName() == name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._with_words:
            self._needed = int(self._column.sizeHint().height() * _LEAST)
        # Words that are cut off say less than none; tips and screen readers still tell them.
        self._with_words = self._needed <= self.height()
        style = Qt.ToolButtonStyle
        wanted = style.ToolButtonTextUnderIcon if self._with_words else style.ToolButtonIconOnly
        for button in self.findChildren(QToolButton):
            if button.toolButtonStyle() is not wanted:
                button.setToolButtonStyle(wanted)

    def _button(self, name: str, drawing: str, text: str, tip: str) -> QToolButton:
        button = _NavButton()
        button.setObjectName(name)
        button.setProperty("kind", "nav")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIcon(icon(drawing))
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFixedWidth(_WIDTH - 12)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(button.setText, text)
        say(button.setToolTip, tip)
        self._column.addWidget(button)
        return button

    def _on_button_clicked(self, button: QToolButton) -> None:
        self.chosen.emit(button.objectName())


class _NavButton(QToolButton):
    """A button of the rail, with a number at its corner where there is something to see to."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def show_count(self, count: int, meaning: str) -> None:
        """Show a number, none for 0."""
        self._count = count
        self.setAccessibleDescription(meaning if count else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count:
            text = str(self._count) if self._count <= _MOST else f"{_MOST}+"
            painter = QPainter(self)
            font = self.font()
            font.setPixelSize(_SMALL)
            font.setBold(True)
            painter.setFont(font)
            width = max(_DISC, painter.fontMetrics().horizontalAdvance(text) + 8)
            place = QRectF(self.width() / 2 + 5, 4, width, _DISC)
            paint_badge(painter, place, text, Tone.WARN)
