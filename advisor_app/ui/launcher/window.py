"""The launcher's window: the name of the program on the left, on the right what is asked for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.ui.launcher.brand import PROMISES, Brand
from advisor_app.ui.launcher.language import LanguageSwitch
from advisor_app.ui.launcher.unlock import UnlockPage
from advisor_app.ui.say import say

if TYPE_CHECKING:
    from advisor_app.ui.launcher.wizard.wizard import Wizard

_SIZE, _SMALLEST = (860, 540), (700, 400)
_TITLE_BAR = 40


class LauncherWindow(QWidget):
    """Shows the page for unlocking or, where there is no book yet, the wizard, which is loaded for that only."""

    painted = Signal()
    """It is seen for the first time. No event filter watches for that: the first event that passes one loads all kinds
    of events, for which the first paint would have to wait."""

    def __init__(self, *, enrolling: bool) -> None:
        super().__init__()
        self._seen = False
        say(self.setWindowTitle, N_("Client advisor workbench"))
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height() - _TITLE_BAR))
        self.setMinimumSize(*_SMALLEST)
        self.brand, self.languages, self.unlock = Brand(), LanguageSwitch(), UnlockPage()
        self.wizard: Wizard | None = None
        self._barred: QWidget | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.unlock)
        self._lay_out()
        if enrolling:
            self._show_wizard()
        (self.wizard or self.unlock).setFocus()

    @property
    def enrolling(self) -> bool:
        """Whether the wizard is shown."""
        return self._stack.currentWidget() is not self.unlock

    def decorate(self) -> None:
        """Add what the first paint did not wait for."""
        self.brand.decorate()
        self.unlock.decorate()

    def show_unlock(self) -> None:
        """Go on from the wizard to unlocking."""
        self._stack.setCurrentWidget(self.unlock)
        self.brand.show_lines(PROMISES)
        self.unlock.setFocus()

    def reached(self) -> None:
        """Head office has answered."""
        if self.wizard:
            self.wizard.reached()

    def refuse(self, kind: str, error: AppError) -> None:
        """Say why not, where it was asked for. `kind` is the name of the error's class."""
        if self.wizard and self.enrolling:
            self.wizard.refuse(kind, error)
        else:
            self.unlock.refuse(error)

    def report(self, report: str) -> None:
        """Say that the program is wrong, and how to report it."""
        (self.wizard if self.wizard and self.enrolling else self.unlock).report(report)

    def bar(self, error: AppError) -> None:
        """Say what is in the way of everything, until somebody has it looked at again."""
        if self._barred is None:
            self._barred = self._stack.currentWidget()
        self._stack.setCurrentWidget(self.unlock)
        self.unlock.bar(error)

    def unbar(self) -> None:
        """Go on where that came in between."""
        self.unlock.unbar()
        if self._barred:
            self._stack.setCurrentWidget(self._barred)
            self._barred = None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self._on_seen)

    def _on_seen(self) -> None:
        self.painted.emit()

    def _show_wizard(self) -> None:
        from advisor_app.ui.launcher.wizard.wizard import Wizard

        self.wizard = Wizard()
        self.wizard.stepped.connect(self.brand.show_lines)
        self.brand.show_lines(self.wizard.lines)
        self._stack.addWidget(self.wizard)
        self._stack.setCurrentWidget(self.wizard)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setContentsMargins(0, 16, 20, 0)
        above.addStretch(1)
        above.addWidget(self.languages)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(above)
        right.addWidget(self._stack, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.brand)
        whole.addLayout(right, 1)
