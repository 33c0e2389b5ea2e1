"""What every screen is handed: the open book, work beside the window, the settings, and what others should hear of."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from advisor_app.errors import AppError
from advisor_app.services.open_book import Book
from advisor_app.settings import Settings
from advisor_app.ui.background import Background, Lane

T = TypeVar("T")


class Desk(QObject):
    """The desk of one advisor, from unlocking to locking."""

    book_changed = Signal()
    """The book is not what it was: a sync brought something, or this desk wrote. Screens read again."""
    look_changed = Signal()
    """Theme or language has changed: pictures and texts that were made before are made again."""
    setting_changed = Signal(object)
    """A Setting has another value."""
    customer_wanted = Signal(bytes)
    """Some screen asks for a customer to be shown."""
    customers_wanted = Signal(object)
    """Some screen asks for the customers of a `CustomerQuery` to be listed."""
    history_wanted = Signal(bytes, str)
    """Some screen asks for what passed with a customer, narrowed to a text unless that is empty."""
    failed = Signal(object)
    """An AppError to be shown to the advisor."""
    told = Signal(str)
    """A short sentence about what was just done."""
    offered = Signal(str, str, object)
    """Such a sentence, the name of what can be done about it, as undo, and what does it."""
    log_wanted = Signal(object)
    """Some screen asks for the form of a new contact (`screens.contact.wanted`)."""
    contact_wanted = Signal(bytes)
    """Some screen asks for a contact to be shown whole, by its id."""
    feedback_wanted = Signal(bytes)
    """Some screen asks for a piece of feedback to be shown whole, by its id."""
    form_wanted = Signal(str, object)
    """Some screen asks for a form (`navigation.FORMS`) and says what for."""
    closing = Signal()
    """No job runs any more and none will: whoever holds unsaved work keeps it now, in this thread."""

    def __init__(self, book: Book, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.book = book
        self.settings = settings
        self.background = Background(self)
        self.background.failed.connect(self.failed)

    def ask(
        self,
        owner: QObject,
        service: Callable[[Book], T],
        then: Callable[[T], None],
        *,
        key: str = "",
        failed: Callable[[AppError], None] | None = None,
        aside: bool = False,
    ) -> None:
        """Ask a service about the book and hand the answer to `then`, as `Background.run` does.

        `aside`: nobody waits for it, so it must not hold up what somebody waits for.
        """
        lane = Lane.ASIDE if aside else Lane.BOOK
        self.background.run(owner, lambda: service(self.book), then, key=key, failed=failed, lane=lane)

    def close(self) -> None:
        """End all work on the book: what has not begun is dropped, then what is unsaved is kept."""
        self.background.close()
        self.closing.emit()
