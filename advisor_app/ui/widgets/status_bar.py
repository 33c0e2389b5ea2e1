"""The line below every screen: the state of sync, whose book this is, and how it is kept."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.outbox_status import OutboxStatus
from advisor_app.ui.widgets.sync_status import SyncStatus

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl


class StatusBar(QFrame):
    """Stands below every screen; `sync` is its part about the sync, `outbox` that about the advisor's own work."""

    def __init__(self, desk: Desk, sync: "SyncControl", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "status")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 14, 2)
        row.setSpacing(12)
        self.sync = SyncStatus(desk, sync)
        self.outbox = OutboxStatus()
        row.addWidget(self.sync, 1)
        row.addWidget(self.outbox)
        row.addWidget(_Protection(desk.book))
        about = desk.book.header.about
        owner = " · ".join(filter(None, (about.get("advisor_name"), about.get("bank"))))
        row.addWidget(Label(owner, kind="small"))


class _Protection(QFrame):
    """What keeps the book from other eyes; in a demonstration, that nothing does."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setSpacing(6)
        if book.demo_keys or book.header.demo:
            self.setProperty("kind", "mark-warn")
            row.setContentsMargins(10, 2, 10, 2)
            glyph, label = Glyph("triangle-alert", "warn", 14), Label()
        else:
            row.setContentsMargins(0, 0, 0, 0)
            glyph, label = Glyph("shield-check", "good", 14), Label(kind="small")
        if book.demo_keys:
            say(label.setText, N_("Demonstration data · the key lies beside them, unprotected"))
        elif book.header.demo:
            say(label.setText, N_("Demonstration data · encrypted on this machine"))
        else:
            say(label.setText, N_("Encrypted on this machine"))
        row.addWidget(glyph)
        row.addWidget(label)
