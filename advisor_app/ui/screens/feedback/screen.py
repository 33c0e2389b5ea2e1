"""The inbox of feedback: what waits and what was said on the left, the chosen one whole on the right."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advisor_app.domain.feedback import FeedbackQuery, FeedbackRow, Shelf
from advisor_app.errors import AppError
from advisor_app.i18n import N_, ngettext
from advisor_app.services.feedback import (
    FeedbackFound,
    FeedbackWhole,
    count_feedback,
    feedback_page,
    feedback_products,
    feedback_whole,
)
from advisor_app.services.feedback_figures import feedback_figures
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.inbox import InboxModel
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.paging import Paging
from advisor_app.ui.say import say
from advisor_app.ui.screens.feedback.detail import DetailPane
from advisor_app.ui.screens.feedback.figures import FiguresLine
from advisor_app.ui.screens.feedback.filters import Filters
from advisor_app.ui.screens.feedback.wanted import record_feedback
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.skeleton import Skeleton

_LOOK_MS = 60
"""How long a row is chosen before it is read whole, so that a key held down reads only the last."""
_LIST, _NARROW, _NARROW_SCREEN = 430, 330, 1100
_RECORD = "Ctrl+N"


class FeedbackScreen(QWidget):
    """The list of feedback beside one of it; Enter leads to what can be done, Ctrl+N records more."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stale = self._beside_stale = True
        self._wanted: bytes | None = None
        self._reader = _Reader()
        self.model, self.paging = InboxModel(), Paging(desk, self._reader, self)
        self.list, self.filters, self.detail = EntryList(self.model, line=False), Filters(), DetailPane(desk)
        self.how_many, self.record_button = Label(kind="muted"), QPushButton()
        self.figures = FiguresLine()
        self.none, self.no_fit = EmptyState("inbox"), EmptyState("search")
        self._nothing = EmptyState("message-square")
        self._waiting = Skeleton(0.5, 0.8, 0.4, 0.7, 0.5, 0.9)
        self._total: int | None = None
        self._pages, self._beside = QStackedLayout(), QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(self._read_whole)
        self._lay_out()
        self._wire()

    def show_feedback(self, feedback_id: bytes) -> None:
        """Show one piece of feedback whole, whether the list has a row for it or not."""
        self._look.stop()
        self._wanted = feedback_id
        place = self.model.find(feedback_id)
        with QSignalBlocker(self.list.selectionModel()):
            self.list.setCurrentIndex(QModelIndex() if place is None else self.model.index(place, 0))
        self._read_whole()
        self.detail.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._share()
        if self._stale:
            self._read(keep=True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._show_state()

    def _on_book_changed(self) -> None:
        self._beside_stale = True
        if self.isVisible():
            self._read(keep=True)
        else:
            self._stale = True

    def _on_filtered(self) -> None:
        self._reader.logged = False
        self._read()

    def _on_begun(self, found: FeedbackFound, keep: bool) -> None:
        looked_at, place = self._looked_at, self.list.verticalScrollBar().value()
        if found.judged is not None:
            self.filters.offer(found.judged.policy)
        self.model.show(found.page.rows, self.filters.query.text, found.judged)
        self._count(found)
        if self._beside_stale:
            self._read_beside()
        at = self.model.find(looked_at) if looked_at is not None and keep else None
        self._show_state()
        if not keep:
            self._wanted = None
        if self.model.rows and (self._wanted is None or at is not None):
            self.list.setCurrentIndex(self.model.index(at or 0, 0))
        self.list.scroll_to(place if keep else 0)
        self._look.stop()
        self._read_whole()

    def _count(self, found: FeedbackFound) -> None:
        """Learn how many there are in all; where the first page holds them, nothing is to be counted."""
        query = self.filters.query
        if found.next is None:
            self._on_counted(query, len(found.page.rows))
            return
        service, then = partial(count_feedback, query=query), partial(self._on_counted, query)
        self._desk.ask(self, service, then, key="count", aside=True)

    def _on_continued(self, found: FeedbackFound) -> None:
        self.model.add_rows(found.page.rows)

    def _on_near_end(self) -> None:
        self.paging.more(self.filters.query.limit)

    def _on_counted(self, query: FeedbackQuery, total: int) -> None:
        if query == self.filters.query:
            self._total = total
            self._say_count()

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._wanted = None
        self._look.start()

    def _on_activated(self, _index: QModelIndex) -> None:
        first = self.detail.steps.first
        (first or self.detail.customer).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_whole(self, whole: FeedbackWhole) -> None:
        if self._looked_at == whole.detail.row.id:
            self.detail.show_feedback(whole)
            self._beside.setCurrentWidget(self.detail)

    def _on_step_left(self) -> None:
        if self._wanted is None:
            self._on_down()
        else:  # what is seen is no row of the list
            self.detail.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_record(self) -> None:
        record_feedback(self._desk)

    def _on_down(self) -> None:
        if self.model.rows:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def _chosen(self) -> FeedbackRow | None:
        row = self.list.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, FeedbackRow) else None

    @property
    def _looked_at(self) -> bytes | None:
        """The feedback that is to be shown whole."""
        chosen = self._chosen
        return self._wanted or (chosen.id if chosen is not None else None)

    def _read(self, *, keep: bool = False) -> None:
        self._stale = False
        self.paging.begin(self.filters.query, keep=keep)

    def _read_beside(self) -> None:
        """Read what stands around the list, now that this is there."""
        self._beside_stale = False
        self._desk.ask(self, feedback_products, self.filters.offer_products, key="products", aside=True)
        self._desk.ask(
            self, feedback_figures, self.figures.show_figures, key="figures", failed=_ignore, aside=True
        )

    def _read_whole(self) -> None:
        wanted = self._looked_at
        if wanted is None:
            self._beside.setCurrentWidget(self._nothing)
            return
        self._desk.ask(self, partial(feedback_whole, feedback_id=wanted), self._on_whole, key="whole")

    def _show_state(self) -> None:
        narrowed = self.filters.narrows or self.filters.query.shelf is not Shelf.ALL
        page: QWidget = self.list if self.model.rows else self.no_fit if narrowed else self.none
        if self.model.judged is None and self.paging.waiting:
            page = self._waiting
        self._pages.setCurrentWidget(page)
        waits = self.filters.query.shelf is not Shelf.ALL and not self.filters.narrows
        say(
            self.no_fit.sentence.setText,
            N_("Nothing waits for an answer.") if waits else N_("No feedback fits."),
        )
        self.no_fit.button.setVisible(self.filters.narrows)
        self._say_count()

    def _say_count(self) -> None:
        known = self._total is not None and self.model.judged is not None
        self.how_many.setText(ngettext("{n} entry", "{n} entries", self._total or 0) if known else "")

    def _share(self) -> None:
        wide = _NARROW if self.width() < _NARROW_SCREEN else _LIST
        self._splitter.setSizes([wide, max(0, self.width() - wide)])

    def _wire(self) -> None:
        shortcut = QShortcut(QKeySequence(_RECORD), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_record)
        self.record_button.clicked.connect(self._on_record)
        self.none.button.clicked.connect(self._on_record)
        self.no_fit.button.clicked.connect(self.filters.clear)
        self.filters.changed.connect(self._on_filtered)
        self.filters.down.connect(self._on_down)
        self.paging.begun.connect(self._on_begun)
        self.paging.continued.connect(self._on_continued)
        self.list.near_end.connect(self._on_near_end)
        self.list.activated.connect(self._on_activated)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.detail.steps.left.connect(self._on_step_left)
        self._desk.book_changed.connect(self._on_book_changed)
        self.setFocusProxy(self.list)

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("Feedback"))
        heading = Label(kind="display")
        say(heading.setText, N_("Feedback"))
        say(self.list.setAccessibleName, N_("Feedback"))
        self.record_button.setProperty("kind", "primary")
        say(self.record_button.setText, N_("Record feedback  Ctrl+N"))
        say(self.none.sentence.setText, N_("Nothing has been said yet."))
        say(
            self.none.hint.setText,
            N_("Survey answers, call-backs, reviews, praise and complaints of all customers stand here."),
        )
        say(self.none.button.setText, N_("Record feedback"))
        self.none.button.show()
        say(self.no_fit.button.setText, N_("Clear filters"))
        say(self._nothing.sentence.setText, N_("Choose an entry to see it whole."))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(heading)
        head.addWidget(self.how_many, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.figures, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.record_button)
        left = Card()
        left.body.setSpacing(10)
        left.body.addWidget(self.filters)
        left.body.addLayout(self._pages, 1)
        for page in (self._waiting, self.list, self.none, self.no_fit):
            self._pages.addWidget(page)
        self._beside.addWidget(self._nothing)
        self._beside.addWidget(self.detail)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(10)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._beside)
        self._splitter.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._splitter, 1)


def _ignore(_error: AppError) -> None:
    """An empty book has no figures."""


class _Reader:
    """Reads pages in the thread of the book; what was asked for by hand is logged once, not each time it is read."""

    def __init__(self) -> None:
        self.logged = False

    def __call__(self, book: Book, query: FeedbackQuery) -> FeedbackFound:
        refines, self.logged = self.logged, True
        return feedback_page(book, query, refines=refines)
