"""Search in what was written about contacts, over all customers and the whole history; without a text the newest."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from advisor_app.domain.written import NoteHit
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.search_notes import LIMIT, NotesFound, index_notes, search_notes
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.note_hits import NoteHitsModel
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.models.written import Wording
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.search_look import look_like_search
from advisor_app.ui.widgets.skeleton import Skeleton

_PAUSE_MS = 150
_FIELD = 380
MOST = 500
"""Contacts that are listed at most; who looks for older ones narrows the search."""


class NotesScreen(QWidget):
    """A field and what it finds; Enter on a contact leads to it in the history of its customer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: NotesFound | None = None
        self._text, self._limit = "", LIMIT
        self._stale, self._logged = True, False
        self.field, self.model, self.how_many = QLineEdit(), NoteHitsModel(), Label(kind="muted")
        self.list = EntryList(self.model, line=False)
        self.none, self.no_fit = EmptyState("notebook-pen"), EmptyState("search")
        self.import_button = QPushButton()
        self.import_button.setIcon(icon("download", "text"))
        say(self.import_button.setText, N_("Import contacts …"))
        self._waiting = Skeleton(0.5, 0.8, 0.4, 0.7, 0.5, 0.9)
        self._pages = QStackedLayout()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._lay_out()
        self.setFocusProxy(self.field)
        self.import_button.clicked.connect(self._on_import_clicked)
        self.field.textChanged.connect(self._pause.start)
        self.field.returnPressed.connect(self._on_return_pressed)
        self.list.activated.connect(self._on_activated)
        self.list.near_end.connect(self._on_near_end)
        desk.book_changed.connect(self._on_book_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask(keep=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The field passes on what it has no use for.
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus() and self.model.rows:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._show_state()

    def _on_book_changed(self) -> None:
        if self.isVisible():
            self._ask(keep=True)
        else:
            self._stale = True

    def _on_return_pressed(self) -> None:
        if self._pause.isActive():
            self._search()
        elif self.model.rows:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, NoteHit):
            self._desk.history_wanted.emit(row.customer_id, self._text)

    def _on_import_clicked(self) -> None:
        self._desk.form_wanted.emit("contact_import", None)

    def _on_near_end(self) -> None:
        found = self._found
        if found is not None and len(found.rows) == self._limit < MOST:
            self._limit = min(MOST, self._limit + LIMIT)
            self._ask(keep=True)

    def _on_found(self, text: str, keep: bool, found: NotesFound) -> None:
        self._logged = bool(text)
        chosen, place = self.list.currentIndex().data(ROW_ROLE), self.list.verticalScrollBar().value()
        self._found, self._text = found, text
        self.model.show(found.rows, text, Wording(found.policy, found.bank))
        if keep:
            if isinstance(chosen, NoteHit) and (at := self.model.find(chosen.interaction_id)) is not None:
                self.list.setCurrentIndex(self.model.index(at, 0))
            self.list.scroll_to(place)
        else:
            self.list.scroll_to(0)
        self._show_state()
        if not found.complete:
            self._desk.ask(self, index_notes, self._on_indexed, key="index")

    def _on_indexed(self, more: bool) -> None:
        if more:
            self._desk.ask(self, index_notes, self._on_indexed, key="index")
        else:
            self._ask(keep=True)

    def _search(self) -> None:
        self._pause.stop()
        self._limit = LIMIT
        self._ask()

    def _ask(self, *, keep: bool = False) -> None:
        self._stale = False
        text = self.field.text().strip()
        again = self._found is not None and text == self._text
        service = partial(search_notes, text=text, limit=self._limit, refines=again or self._logged)
        self._desk.ask(self, service, partial(self._on_found, text, keep), key="notes")

    def _show_state(self) -> None:
        found, count = self._found, len(self.model.rows)
        if count:
            page: QWidget = self.list
        elif found is None or not found.complete:
            page = self._waiting
        else:
            page = self.no_fit if self._text else self.none
        self._pages.setCurrentWidget(page)
        self.how_many.setText(self._said(count))

    def _said(self, count: int) -> str:
        if self._found is not None and not self._found.complete:
            return _("What was written is still being indexed.")
        if not count:
            return ""
        if count < self._limit:
            return ngettext("{n} record", "{n} records", count)
        return ngettext("The newest {n} record", "The newest {n} records", count)

    def _lay_out(self) -> None:
        heading = Label(kind="display")
        say(heading.setText, N_("Records"))
        say(self.field.setPlaceholderText, N_("Search in notes, next steps and participants of all contacts"))
        say(self.field.setAccessibleName, N_("Search in notes, next steps and participants of all contacts"))
        look_like_search(self.field)
        self.field.setMinimumWidth(_FIELD)
        self.field.setMaximumWidth(_FIELD * 2)
        say(self.list.setAccessibleName, N_("Records"))
        say(self.none.sentence.setText, N_("Nothing has been written about contacts yet."))
        say(self.none.hint.setText, N_("Log one with Ctrl+L; it appears here at once."))
        say(self.no_fit.sentence.setText, N_("Nothing that was written has these words."))
        say(
            self.no_fit.hint.setText,
            N_("Two Chinese characters are enough; other words are found from their beginnings."),
        )
        card = Card()
        bar = QHBoxLayout()
        bar.setSpacing(14)
        bar.addWidget(self.field, 2)
        bar.addWidget(self.how_many)
        bar.addStretch(1)
        bar.addWidget(self.import_button)
        card.body.addLayout(bar)
        card.body.addLayout(self._pages, 1)  # first, so that a page is never a window of its own
        for page in (self._waiting, self.list, self.none, self.no_fit):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(card, 1)
        say(self.setAccessibleName, N_("Records"))
