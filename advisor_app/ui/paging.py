"""Reading a long list page by page: the first page when it is asked for, the next one when it is wanted.

Only answers to the newest question count, whether it was answered at once or is still being worked on.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from advisor_app.errors import AppError
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk


class Paging(QObject):
    """Asks a service that takes a query with `after` and `limit` and gives pages with `next`."""

    begun = Signal(object, bool)
    """The first page, and whether to keep what was chosen and scrolled to."""
    continued = Signal(object)
    """The page after the last one."""
    changed = Signal()
    """It waits for a page, or waits no longer."""

    def __init__(self, desk: Desk, service: Callable[[Book, Any], Any], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._service = desk, service
        self._query: Any = None
        self._page: Any = None
        self._waiting = False

    @property
    def query(self) -> Any:
        """The query of the first page, None if nothing was asked for."""
        return self._query

    @property
    def waiting(self) -> bool:
        """Whether a page is on its way."""
        return self._waiting

    @property
    def has_more(self) -> bool:
        """Whether there is a page after the last one."""
        return self._page is not None and self._page.next is not None

    def begin(self, query: Any, *, keep: bool = False, known: Any = None) -> None:
        """Ask for the first page of a query, or take the one that is `known`."""
        self._query, self._page = query, None
        if known is None:
            self._ask(query, partial(self._on_begun, query, keep))
        else:
            self._on_begun(query, keep, known)

    def more(self, limit: int) -> None:
        """Ask for so many rows after those that there are, unless they are on their way."""
        if self._waiting or not self.has_more:
            return
        query = replace(self._query, after=self._page.next, limit=limit)
        self._ask(query, partial(self._on_continued, self._query))

    def stop(self) -> None:
        """Forget what was asked."""
        self._query = self._page = None
        self._waiting = False

    def _ask(self, query: Any, then: Callable[[Any], None]) -> None:
        self._waiting = True
        self.changed.emit()
        self._desk.ask(self, partial(_answer, self._service, query), then, key="page", failed=self._on_failed)

    def _on_begun(self, query: Any, keep: bool, page: Any) -> None:
        if query is self._query:
            self._page, self._waiting = page, False
            self.begun.emit(page, keep)
            self.changed.emit()

    def _on_continued(self, query: Any, page: Any) -> None:
        if query is self._query:
            self._page, self._waiting = page, False
            self.continued.emit(page)
            self.changed.emit()

    def _on_failed(self, error: AppError) -> None:
        self._waiting = False
        self.changed.emit()
        self._desk.failed.emit(error)


def _answer(service: Callable[[Book, Any], Any], query: Any, book: Book) -> Any:
    return service(book, query)
