"""What of the advisor's own work is on its way, always in sight: how much waits, and what asks for a decision."""

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from advisor_app.i18n import N_, ngettext
from advisor_app.services.outbox_state import OutboxState
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon

_ICON = QSize(20, 15)


class OutboxStatus(QWidget):
    """Two buttons that are there while there is something to say; either leads to the screen of sync."""

    wanted = Signal()
    """The advisor wants to see what it is about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: OutboxState | None = None
        self.waiting = QPushButton(icon("cloud-upload"), "")
        self.decisions = QPushButton(icon("git-compare-arrows", "warn"), "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button, kind in ((self.waiting, "quiet"), (self.decisions, "alert")):
            button.setIconSize(_ICON)
            button.setProperty("kind", kind)
            say(button.setToolTip, N_("Show it (Shift+F5)"))
            button.clicked.connect(self.wanted)
            row.addWidget(button)
        self._render()

    def show_state(self, state: OutboxState) -> None:
        """Show how things stand."""
        self._state = state
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        state = self._state
        waiting = state.waiting if state else 0
        self.waiting.setText(ngettext("{n} to be sent", "{n} to be sent", waiting))
        self.waiting.setVisible(waiting > 0)
        said = decisions(state) if state else ""
        self.decisions.setText(said)
        self.decisions.setVisible(bool(said))
        self.setVisible(waiting > 0 or bool(said))


def decisions(state: OutboxState) -> str:
    """Say how many conflicts are open and how much was refused, empty where there is neither."""
    conflicts, refused = state.conflicts, len(state.refused)
    parts = (
        ngettext("{n} conflict", "{n} conflicts", conflicts) if conflicts else "",
        ngettext("{n} refused", "{n} refused", refused) if refused else "",
    )
    return " · ".join(filter(None, parts))
