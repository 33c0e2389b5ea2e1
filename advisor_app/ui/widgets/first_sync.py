"""A banner for a book into which nothing has come yet: what is missing, and the button that fetches it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app.i18n import N_
from advisor_app.services.sync_state import SyncState
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.bar import Bar
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label


class FirstSyncBanner(Bar):
    """Shown until the book has been synced once."""

    sync_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar-warn", parent)
        label = Label(wrap=True)
        say(
            label.setText, N_("Nothing has been synced yet, so the book is empty. Fetch it from head office.")
        )
        self.button = QPushButton(icon("refresh-cw", "on_accent"), "")
        self.button.setIconSize(QSize(22, 16))
        self.button.setProperty("kind", "primary")
        say(self.button.setText, N_("Synchronise now"))
        self.button.clicked.connect(self.sync_wanted)
        self.row.addWidget(Glyph("cloud-off", "warn", 20))
        self.row.addWidget(label, 1)
        self.row.addWidget(self.button)

    def show_state(self, state: SyncState) -> None:
        """Be there exactly while nothing has been synced."""
        self.setVisible(state.completed_at is None)

    def show_running(self, running: bool) -> None:
        """Offer no second sync while one runs."""
        self.button.setEnabled(not running)
