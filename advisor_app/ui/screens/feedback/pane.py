"""The list of the inbox with what narrows it: read page by page, over the whole history."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from advisor_app.domain.feedback import PAGE_ROWS, FeedbackQuery, FeedbackRow, Shelf
from advisor_app.i18n import N_
from advisor_app.services.feedback import FeedbackFound, count_feedback, feedback_page
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.inbox import InboxModel
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.paging import Paging
from advisor_app.ui.say import say
from advisor_app.ui.screens.feedback.filters import Filters
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.skeleton import Skeleton

_LOOK_MS = 60
"""How long a row is chosen before that is told, so that a key held down tells of the last one only."""


class InboxPane(Card):
    """The left half of the inbox."""

    chosen = Signal()
    """Another row was chosen by hand."""
    opened = Signal()
    """Enter was pressed on a row."""
    listed = Signal(bool, int)
    """The list is there: whether what was looked at is to be kept, and the place that had been chosen, -1 for none."""
    counted = Signal()
    """It is known how many there are in all."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._reader = _Reader()
        self._marking = False
        self._total: int | None = None
        self.model, self.paging = InboxModel(), Paging(desk, self._reader, self)
        self.list, self.filters = EntryList(self.model, line=False), Filters()
        self.none, self.no_fit = EmptyState("inbox"), EmptyState("search")
        self._waiting = Skeleton(0.5, 0.8, 0.4, 0.7, 0.5, 0.9)
        self._pages = QStackedLayout()
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(self.chosen)
        self._lay_out()
        self._wire()

    @property
    def row(self) -> FeedbackRow | None:
        """The row that is chosen."""
        row = self.list.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, FeedbackRow) else None

    @property
    def total(self) -> int | None:
        """How many there are in all, None until that is known."""
        return self._total if self.model.judged is not None else None

    @property
    def query(self) -> FeedbackQuery:
        """What is listed."""
        return self.filters.query

    def read(self, *, keep: bool = False) -> None:
        """Read the list, with `keep` as many rows as there are."""
        most = max(PAGE_ROWS, len(self.model.rows)) if keep else PAGE_ROWS
        self.paging.begin(replace(self.query, limit=most), keep=keep)

    def mark(self, feedback_id: bytes) -> bool:
        """Choose the row of feedback without telling; without one nothing is chosen, and False returned."""
        place = self.model.find(feedback_id)
        self._mark(QModelIndex() if place is None else self.model.index(place, 0))
        return place is not None

    def mark_place(self, place: int) -> None:
        """Choose the row at a place, or the last one, without telling."""
        if self.model.rows:
            self._mark(self.model.index(min(max(place, 0), len(self.model.rows) - 1), 0))

    def focus_list(self) -> None:
        """Let the keys go through the list."""
        if self.model.rows:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()

    def _on_filtered(self) -> None:
        self._reader.logged = False
        self.read()

    def _on_begun(self, found: FeedbackFound, keep: bool) -> None:
        if self._look.isActive():  # what was chosen a moment ago is to be kept as well
            self._look.stop()
            self.chosen.emit()
        before, scrolled = self.list.currentIndex().row(), self.list.verticalScrollBar().value()
        if found.judged is not None:
            self.filters.offer(found.judged.policy)
        self._marking = True
        self.model.show(found.page.rows, self.query.text, found.judged)
        self._marking = False
        self._show_state()
        self._count(found)
        self.listed.emit(keep, before)
        self.list.scroll_to(scrolled if keep else 0)

    def _on_continued(self, found: FeedbackFound) -> None:
        self.model.add_rows(found.page.rows)

    def _on_near_end(self) -> None:
        self.paging.more(PAGE_ROWS)

    def _on_counted(self, query: FeedbackQuery, total: int) -> None:
        if query == self.query:
            self._total = total
            self.counted.emit()

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._marking:
            self._look.start()

    def _on_activated(self, _index: QModelIndex) -> None:
        self.opened.emit()

    def _mark(self, index: QModelIndex) -> None:
        self._marking = True
        self.list.setCurrentIndex(index)
        if not index.isValid():
            self.list.clearSelection()
        self._marking = False
        self._look.stop()

    def _count(self, found: FeedbackFound) -> None:
        """Learn how many there are in all; where the first page holds them, nothing is to be counted."""
        query = self.query
        if found.next is None:
            self._on_counted(query, len(found.page.rows))
            return
        service, then = partial(count_feedback, query=query), partial(self._on_counted, query)
        self._desk.ask(self, service, then, key="count", aside=True)

    def _show_state(self) -> None:
        narrowed = self.filters.narrows or self.query.shelf is not Shelf.ALL
        self._pages.setCurrentWidget(self.list if self.model.rows else self.no_fit if narrowed else self.none)
        waits = self.query.shelf is not Shelf.ALL and not self.filters.narrows
        sentence = N_("Nothing waits for an answer.") if waits else N_("No feedback fits.")
        say(self.no_fit.sentence.setText, sentence)
        self.no_fit.button.setVisible(self.filters.narrows)

    def _wire(self) -> None:
        self.no_fit.button.clicked.connect(self.filters.clear)
        self.filters.changed.connect(self._on_filtered)
        self.filters.down.connect(self.focus_list)
        self.paging.begun.connect(self._on_begun)
        self.paging.continued.connect(self._on_continued)
        self.list.near_end.connect(self._on_near_end)
        self.list.activated.connect(self._on_activated)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.setFocusProxy(self.list)

    def _lay_out(self) -> None:
        say(self.list.setAccessibleName, N_("Feedback"))
        say(self.none.sentence.setText, N_("Nothing has been said yet."))
        say(
            self.none.hint.setText,
            N_("Survey answers, call-backs, reviews, praise and complaints of all customers stand here."),
        )
        say(self.none.button.setText, N_("Record feedback"))
        self.none.button.show()
        say(self.no_fit.button.setText, N_("Clear filters"))
        self.body.setSpacing(10)
        self.body.addWidget(self.filters)
        self.body.addLayout(self._pages, 1)
        for page in (self._waiting, self.list, self.none, self.no_fit):
            self._pages.addWidget(page)


class _Reader:
    """Reads pages in the thread of the book; what was asked for by hand is logged once, not each time it is read."""

    def __init__(self) -> None:
        self.logged = False

    def __call__(self, book: Book, query: FeedbackQuery) -> FeedbackFound:
        refines, self.logged = self.logged, True
        return feedback_page(book, query, refines=refines)
