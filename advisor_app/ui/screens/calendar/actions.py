"""What is done with an item wherever it is shown: settled, cancelled, moved; told of with an undo."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from advisor_app.domain.tasks import Item, Source
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.tasks import cancel_task, move_item, reopen_task, settle_item
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import day_text
from advisor_app.ui.screens.calendar.wanted import open_task


class ItemActions(QObject):
    """Acts on items for one widget, its parent."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def open(self, item: Item) -> None:
        """Open a task; of what is none, its customer."""
        if item.source is Source.TASK:
            open_task(self._desk, item.id)
        elif item.customer_id is not None:
            self._desk.customer_wanted.emit(item.customer_id)

    def settle(self, item: Item, contact: bytes | None = None) -> None:
        """Say that an item is done, or let one that was settled be open again."""
        if item.ahead:
            return
        if item.status is None:
            service = partial(settle_item, source=item.source, row_id=item.id, contact=contact)
            said = (
                _("Promise kept.") if item.source is Source.PROMISE else _("Done: {title}", title=item.title)
            )
            self._do(service, said)
        elif item.source is Source.TASK:
            self._do(partial(reopen_task, task_id=item.id), _("Open again: {title}", title=item.title))

    def cancel(self, item: Item) -> None:
        """Cancel a task; of a series this one alone."""
        if item.source is Source.TASK and item.status is None and not item.ahead:
            self._do(partial(cancel_task, task_id=item.id), _("Cancelled: {title}", title=item.title))

    def move(self, item: Item, day: int) -> None:
        """Let an item be for another day."""
        if item.status is None and not item.ahead and day != item.due_on:
            service = partial(move_item, source=item.source, row_id=item.id, day=day)
            self._do(service, _("Moved to {day}.", day=day_text(day)))

    def _do(self, service: Callable[[Book], Edited], said: str) -> None:
        self._desk.ask(self, service, partial(self._on_done, said))

    def _on_done(self, said: str, edited: Edited) -> None:
        self._desk.book_changed.emit()
        if edited.mutations:
            self._desk.offered.emit(said, _("Undo"), partial(self._take_back, edited.mutations))

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.told.emit(_("Taken back."))
