"""Contacts that were begun and not logged, of today and before, to be gone on with or discarded."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from advisor_app.domain.written import Correction, Draft
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_form import ContactForm, contact_form
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.draft_rows import DraftRows, Waiting, discard, restore, waiting
from advisor_app.ui.screens.contact.wanted import go_on, open_contact


class Unfinished(DraftRows):
    """Reads and shows them; without any it takes no room."""

    counted = Signal()
    """It is known how many wait."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.wanted.connect(self._on_wanted)
        self.discarded.connect(self._on_discarded)

    def read(self) -> None:
        """Read what waits."""
        self._desk.ask(self, _read, self._on_read, key="drafts", failed=self._on_failed)

    def _on_read(self, found: tuple[Waiting, ContactForm]) -> None:
        self.show_drafts(*found)
        self.setVisible(self.count > 0)
        self.counted.emit()

    def _on_failed(self, error: AppError) -> None:
        if not isinstance(error, InputError):  # in an empty book there is nothing to go on with
            self._desk.failed.emit(error)

    def _on_wanted(self, item: Draft | Correction) -> None:
        if isinstance(item, Draft):
            go_on(self._desk, item)
        else:
            open_contact(self._desk, item.interaction_id)

    def _on_discarded(self, item: Draft | Correction) -> None:
        self._desk.ask(self, partial(discard, item=item), partial(self._on_done, item))

    def _on_done(self, item: Draft | Correction, _nothing: None) -> None:
        self.read()
        self._desk.offered.emit(_("The draft is discarded."), _("Undo"), partial(self._put_back, item))

    def _put_back(self, item: Draft | Correction) -> None:
        self._desk.ask(self, partial(restore, item=item), self._on_put_back)

    def _on_put_back(self, _nothing: None) -> None:
        self.read()


def _read(book: Book) -> tuple[Waiting, ContactForm]:
    return waiting(book), contact_form(book)
