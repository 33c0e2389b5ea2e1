"""The inbox of feedback: what waits and what was said on the left, the chosen one whole on the right."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from advisor_app.domain.complaints import RUNNING
from advisor_app.domain.feedback import Shelf
from advisor_app.errors import AppError
from advisor_app.i18n import N_, ngettext
from advisor_app.services.feedback import FeedbackWhole, feedback_products, feedback_whole
from advisor_app.services.feedback_figures import feedback_figures
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.feedback.detail import DetailPane
from advisor_app.ui.screens.feedback.figures import FiguresLine
from advisor_app.ui.screens.feedback.pane import InboxPane
from advisor_app.ui.screens.feedback.wanted import record_feedback
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label

_LIST, _NARROW, _NARROW_SCREEN = 430, 330, 1100
_RECORD = "Ctrl+R"


class FeedbackScreen(QWidget):
    """The list of feedback beside one of it; Enter leads to what can be done, Ctrl+R records more.

    What is seen whole stays when the list is read again, even where that has no row for it any more; only what is
    done with gives way to the next row.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stale = self._beside_stale = True
        self._seen: bytes | None = None
        self._left: int | None = None  # the place of what is seen, in a list that has lost it
        self.pane, self.detail = InboxPane(desk), DetailPane(desk)
        self.how_many, self.figures, self.record_button = Label(kind="muted"), FiguresLine(), QPushButton()
        self._nothing, self._beside = EmptyState("message-square"), QStackedWidget()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._wire()

    def show_feedback(self, feedback_id: bytes) -> None:
        """Show one piece of feedback whole, whether the list has a row for it or not."""
        self._seen, self._left = feedback_id, None
        self.pane.mark(feedback_id)
        self._read_whole()
        self.detail.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = _NARROW if self.width() < _NARROW_SCREEN else _LIST
        self._splitter.setSizes([wide, max(0, self.width() - wide)])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._on_counted()

    def _on_book_changed(self) -> None:
        self._stale = self._beside_stale = True
        if self.isVisible():
            self._read()

    def _on_listed(self, keep: bool, before: int) -> None:
        if self._beside_stale:
            self._read_beside()
        if keep and self._seen is not None:
            listed = self.pane.mark(self._seen)
            if listed or before >= 0:
                self._left = None if listed else before
            self._read_whole()
        else:
            self._go_to(0)

    def _on_counted(self) -> None:
        total = self.pane.total
        self.how_many.setText("" if total is None else ngettext("{n} entry", "{n} entries", total))

    def _on_chosen(self) -> None:
        row = self.pane.row
        if row is not None and row.id != self._seen:
            self._seen, self._left = row.id, None
            self._read_whole()

    def _on_opened(self) -> None:
        first = self.detail.steps.first
        (first or self.detail.customer).setFocus(Qt.FocusReason.TabFocusReason)

    def _on_whole(self, whole: FeedbackWhole) -> None:
        if whole.detail.row.id != self._seen:
            return
        done = whole.detail.row.status not in RUNNING and self.pane.query.shelf is not Shelf.ALL
        if self._left is not None and done:
            self._go_to(self._left)
            return
        self.detail.show_feedback(whole)
        self._beside.setCurrentWidget(self.detail)
        if self._left is not None and self.pane.list.hasFocus():
            self.detail.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_gone(self, wanted: bytes, _error: AppError) -> None:
        """Go on with the list: a sync has taken along what was seen."""
        if wanted == self._seen:
            self._go_to(self._left or 0)

    def _on_step_left(self) -> None:
        if self.pane.row is not None:
            self.pane.focus_list()
        else:  # what is seen is no row of the list
            self.detail.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_record(self) -> None:
        record_feedback(self._desk)

    def _go_to(self, place: int) -> None:
        self.pane.mark_place(place)
        row = self.pane.row
        self._seen, self._left = (row.id if row is not None else None), None
        self._read_whole()

    def _read(self) -> None:
        self._stale = False
        self.pane.read(keep=True)

    def _read_beside(self) -> None:
        """Read what stands around the list, now that this is there."""
        self._beside_stale = False
        products, figures = self.pane.filters.offer_products, self.figures.show_figures
        self._desk.ask(self, feedback_products, products, key="products", aside=True)
        self._desk.ask(self, feedback_figures, figures, key="figures", failed=_ignore, aside=True)

    def _read_whole(self) -> None:
        seen = self._seen
        if seen is None:
            self._beside.setCurrentWidget(self._nothing)
            return
        service, gone = partial(feedback_whole, feedback_id=seen), partial(self._on_gone, seen)
        self._desk.ask(self, service, self._on_whole, key="whole", failed=gone)

    def _wire(self) -> None:
        shortcut = QShortcut(QKeySequence(_RECORD), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_record)
        for button in (self.record_button, self.pane.none.button):
            button.clicked.connect(self._on_record)
        self.pane.listed.connect(self._on_listed)
        self.pane.counted.connect(self._on_counted)
        self.pane.chosen.connect(self._on_chosen)
        self.pane.opened.connect(self._on_opened)
        self.detail.steps.left.connect(self._on_step_left)
        self._desk.book_changed.connect(self._on_book_changed)
        self.setFocusProxy(self.pane)

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("Feedback"))
        heading = Label(kind="display")
        say(heading.setText, N_("Feedback"))
        self.record_button.setProperty("kind", "primary")
        say(self.record_button.setText, N_("Record feedback  Ctrl+R"))
        say(self._nothing.sentence.setText, N_("Choose an entry to see it whole."))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(heading)
        head.addWidget(self.how_many, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.figures, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.record_button)
        self._beside.addWidget(self._nothing)
        self._beside.addWidget(self.detail)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(10)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self._beside)
        self._splitter.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._splitter, 1)


def _ignore(_error: AppError) -> None:
    """An empty book has no figures."""
