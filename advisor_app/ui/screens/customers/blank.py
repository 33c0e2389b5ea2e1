"""What stands in place of the list where it has no rows: why, and what to do about it."""

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from advisor_app.domain.customers import Among, CustomerQuery
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.screens.customers.filters import FIELDS
from advisor_app.ui.widgets.empty import EmptyState


class Why(Enum):
    """Why there is nothing to show."""

    EMPTY_BOOK = "empty book"
    NOBODY_FITS = "nobody fits"
    NONE_PINNED = "none pinned"
    NONE_RECENT = "none recent"


class _Said(NamedTuple):
    sentence: str
    hint: str
    button: str


_SAID = {
    Why.EMPTY_BOOK: _Said(
        N_("There is nobody in your book yet"),
        N_("The customers that head office has assigned to you come with the next synchronisation."),
        N_("Synchronise now"),
    ),
    Why.NOBODY_FITS: _Said(
        N_("Nobody fits"),
        N_("Try fewer letters, or take filters away."),
        N_("Clear the search and all filters"),
    ),
    Why.NONE_PINNED: _Said(
        N_("Nobody is pinned"),
        N_("Pin a customer with Ctrl+D to have them at hand here."),
        N_("Show all customers"),
    ),
    Why.NONE_RECENT: _Said(
        N_("Nobody has been shown yet"),
        N_("The customers that you look at come to stand here, the latest first."),
        N_("Show all customers"),
    ),
}


def why(query: CustomerQuery, *, synced: bool) -> Why:
    """Return why a query finds nobody; `synced` tells whether there is a book at all."""
    if not synced:
        return Why.EMPTY_BOOK
    if query.text or any(getattr(query, field) for field in FIELDS):
        return Why.NOBODY_FITS
    shelves = {Among.PINNED: Why.NONE_PINNED, Among.RECENT: Why.NONE_RECENT}
    return shelves.get(query.among, Why.EMPTY_BOOK)


class ListBlank(EmptyState):
    """Says why the list is empty."""

    wanted = Signal(object)
    """The advisor wants what the button of this `Why` offers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("users", parent)
        self._why = Why.EMPTY_BOOK
        self.button.show()
        self.button.clicked.connect(self._on_clicked)
        self.show_why(self._why)

    @property
    def why(self) -> Why:
        """What is being said."""
        return self._why

    def show_why(self, why: Why) -> None:
        """Say why there is nothing, and what to do."""
        self._why = why
        said = _SAID[why]
        self.sentence.setText(_(said.sentence))
        self.hint.setText(_(said.hint))
        self.button.setText(_(said.button))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_why(self._why)

    def _on_clicked(self) -> None:
        self.wanted.emit(self._why)
