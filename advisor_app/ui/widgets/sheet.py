"""A panel at the right of the page, over it and without leaving it: what forms lie in.

The page beside it can be looked at and clicked meanwhile. Tab stays within; Esc and Ctrl+Enter work from every field.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from advisor_app.i18n import N_
from advisor_app.ui import theme
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel, Label

WIDTH = 620
_SHADE = 14
_DARKEST = 46  # of 255
_AROUND = 40
_SAVE = ("Ctrl+Return", "Ctrl+Enter")


class Sheet(QWidget):
    """The panel over `area`. `title` is a message id; `head`, `body` and `foot` are to be filled."""

    covered = Signal(int)
    """The panel takes so many pixels of the area's width, 0 when it has gone."""

    def __init__(self, title: str, drawing: str, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._before: QWidget | None = None
        say(self.setAccessibleName, title)
        self.panel = QFrame()
        self.panel.setProperty("kind", "sheet")
        self.title, self.subtitle = Label(kind="title"), ElidedLabel(kind="muted")
        say(self.title.setText, title)
        self.close_button, self.save_button = QToolButton(), QPushButton()
        self.close_button.setProperty("kind", "quiet")
        self.close_button.setIcon(icon("x"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self.close_button.setAccessibleName, N_("Close"))
        say(self.close_button.setToolTip, N_("Close (Esc)"))
        self.close_button.clicked.connect(self.leave)
        self.save_button.setProperty("kind", "primary")
        say(self.save_button.setText, N_("Save  Ctrl+Enter"))
        self.save_button.clicked.connect(self.save)
        self.state = ElidedLabel(kind="small")
        self.head, self.body, self.foot = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        self._lay_out(drawing)
        for keys in _SAVE:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        area.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether the panel is up, be it in a window that has been closed."""
        return not self.isHidden()

    def save(self) -> None:
        """Save what is typed."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close, and lose nothing."""
        raise NotImplementedError

    def appear(self, first: QWidget) -> None:
        """Come up with the focus on `first`; whoever had it before gets it back in the end."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
            self.show()
            self.raise_()
            self._place()
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def vanish(self) -> None:
        """Go from the screen."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self.hide()
        if had_focus and self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.covered.emit(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._area and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Let Tab go through the panel as it is read, whatever was put into it later, and round it."""
        focused = QApplication.focusWidget()
        stops = _as_read(self, focused)
        if len(stops) > 1:
            place = stops.index(focused) if focused in stops else -1
            stop = stops[(place + (1 if following else -1)) % len(stops)]
            reason = Qt.FocusReason.TabFocusReason if following else Qt.FocusReason.BacktabFocusReason
            stop.setFocus(reason)
            for page in self.findChildren(QScrollArea):
                if page.isAncestorOf(stop):
                    page.ensureWidgetVisible(stop, 0, _AROUND)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shadow that the panel throws on the page, line by line: a gradient would take long."""
        painter = QPainter(self)
        tokens = theme.current()
        colour = QColor(tokens.window if tokens.dark else tokens.text)
        for x in range(_SHADE):
            colour.setAlpha(_DARKEST * (x + 1) // _SHADE)
            painter.fillRect(x, 0, 1, self.height(), colour)

    def _place(self) -> None:
        width = min(WIDTH + _SHADE, self._area.width())
        self.setGeometry(self._area.width() - width, 0, width, self._area.height())
        self.covered.emit(width)

    def _lay_out(self, drawing: str) -> None:
        self.head.setContentsMargins(20, 14, 12, 8)
        self.head.setSpacing(10)
        self.head.addWidget(Glyph(drawing, "accent", 20))
        self.head.addWidget(self.title)
        self.head.addWidget(self.subtitle, 1)
        self.head.addWidget(self.close_button)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        self.foot.setContentsMargins(20, 10, 20, 12)
        self.foot.setSpacing(10)
        self.foot.addWidget(self.state, 1)
        self.foot.addWidget(self.save_button)
        inner = QVBoxLayout(self.panel)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(self.head)
        inner.addLayout(self.body, 1)
        inner.addWidget(rule)
        inner.addLayout(self.foot)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(_SHADE, 0, 0, 0)
        outer.addWidget(self.panel)


def _as_read(panel: QWidget, focused: QWidget | None) -> list[QWidget]:
    """Return what Tab stops at in a panel, line by line; what has the focus is among them.

    Lines lie as if the panel were so high that nothing in it scrolls: where a page is scrolled to must not put its
    fields before what stands above it.
    """
    pages = panel.findChildren(QScrollArea)

    def place(widget: QWidget) -> QRect:
        at = widget.mapTo(panel, QPoint(0, 0))
        below = 0
        for page in pages:
            bar = page.verticalScrollBar()
            if page.isAncestorOf(widget):
                below += bar.value()
            elif at.y() >= page.mapTo(panel, QPoint(0, 0)).y() + page.height():
                below += bar.maximum()
        return QRect(at + QPoint(0, below), widget.size())

    stops = [
        widget
        for widget in panel.findChildren(QWidget)
        if widget is focused or (_stops_tab(widget) and widget.isVisibleTo(panel) and widget.isEnabled())
    ]
    lines: list[list[QWidget]] = []
    for widget in sorted(stops, key=lambda widget: place(widget).top()):
        if lines and place(widget).top() < place(lines[-1][0]).center().y():
            lines[-1].append(widget)
        else:
            lines.append([widget])
    return [widget for line in lines for widget in sorted(line, key=lambda widget: place(widget).left())]


def _stops_tab(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus
    return widget.focusPolicy() & tab == tab and widget.focusProxy() is None
