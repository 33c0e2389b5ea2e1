"""Call lists: the lists and below them the customers of the chosen one on the left, the call that is next on the right.

The digits settle a call and the next one comes up; a list is worked off without the mouse and without leaving the page.
"""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from advisor_app.domain.calls import CallListRow, CallRow
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.services.call_lists import PAGE_ROWS, CallLists, CallsOfList, call_lists, calls_of_list
from advisor_app.services.work_calls import CallView, call_view
from advisor_app.ui.desk import Desk
from advisor_app.ui.keys import BEGIN_CONTACT
from advisor_app.ui.models.call_lists import CallListsModel
from advisor_app.ui.models.calls import CallsModel
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.say import say
from advisor_app.ui.screens.calls.actions import CallActions
from advisor_app.ui.screens.calls.call_card import CallCard
from advisor_app.ui.screens.calls.list_head import ListHead
from advisor_app.ui.screens.calls.wanted import list_from_branch
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.skeleton import Skeleton

_LOOK_MS = 60
"""How long a row is chosen before it is read, so that a key held down reads only the last."""
_LEFT, _NARROW, _LISTS = 340, 280, 230
_NEW = "Ctrl+B"


class CallsScreen(QWidget):
    """Lists, customers and the call; Enter leads from one to the next."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._stale = True
        self._wanted_list: bytes | None = None
        self._wanted_call: bytes | None = None
        self._logged: bytes | None = None
        self._limit = PAGE_ROWS
        self.lists_model, self.calls_model = CallListsModel(), CallsModel()
        self.lists, self.queue = (
            EntryList(self.lists_model, line=False),
            EntryList(self.calls_model, line=False),
        )
        self.head, self.card, self.new_button = ListHead(desk), CallCard(), QPushButton()
        self.work = CallActions(desk, self.card, self.calls_model)
        self.none, self._nothing = EmptyState("phone-call"), EmptyState("check")
        self._waiting, self._pages, self._beside = Skeleton(0.5, 0.8, 0.4), QStackedWidget(), QStackedWidget()
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(self._read_call)
        self._lay_out()
        self._wire()

    def show_list(self, list_id: bytes) -> None:
        """Show a list, as soon as it is read."""
        self._wanted_list, self._wanted_call = list_id, None
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.lists_model.render()
            self.calls_model.render()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A list would look for rows that begin with a digit; here digits settle the call.
        if watched is self.queue and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and self.card.view is not None and self.card.outcomes.isVisible():
                return self.card.outcomes.press(event.key())
        return super().eventFilter(watched, event)

    def _on_book_changed(self) -> None:
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def _on_lists(self, found: CallLists) -> None:
        chosen = self._wanted_list or self._list_id
        self.lists_model.show(found.rows, found.today)
        self._pages.setCurrentWidget(self._splitter if found.rows else self.none)
        if not found.rows:
            return
        place = self.lists_model.find(chosen) if chosen is not None else None
        with QSignalBlocker(self.lists.selectionModel()):
            self.lists.setCurrentIndex(self.lists_model.index(place or 0, 0))
        self._wanted_list = None
        self._read_calls()

    def _on_calls(self, found: CallsOfList) -> None:
        if found.row is None or found.row.id != self._list_id:
            return
        self._logged = found.row.id
        chosen, place = self._wanted_call or self._call_id, self.queue.verticalScrollBar().value()
        self.head.show_list(found.row, found.today)
        self.calls_model.show(found.calls, found.policy, found.today)
        at = self.calls_model.find(chosen) if chosen is not None else None
        with QSignalBlocker(self.queue.selectionModel()):
            self.queue.setCurrentIndex(self.calls_model.index(at or 0, 0))
        self.queue.scroll_to(place if at is not None and self._wanted_call is None else 0)
        self._wanted_call = None
        self.queue.scrollTo(self.queue.currentIndex())
        self._read_call()

    def _on_list_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._wanted_call, self._limit = None, PAGE_ROWS
            with QSignalBlocker(self.queue.selectionModel()):
                self.queue.setCurrentIndex(QModelIndex())
            self._read_calls()

    def _on_call_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._look.start()

    def _on_list_activated(self, _index: QModelIndex) -> None:
        self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_call_activated(self, _index: QModelIndex) -> None:
        button = self.card.call_button
        (button if button.isVisible() and button.isEnabled() else self.card.note).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _on_near_end(self) -> None:
        if len(self.calls_model.rows) == self._limit:
            self._limit += PAGE_ROWS
            self._read_calls()

    def _on_view(self, view: CallView) -> None:
        if view.call.id == self._call_id:
            self.card.show_call(view)
            self._beside.setCurrentWidget(self.card)

    def _on_view_failed(self, error: AppError) -> None:
        self._beside.setCurrentWidget(self._nothing)
        self._desk.failed.emit(error)

    def _on_moved_on(self, call: bytes | None) -> None:
        self._wanted_call = call
        if self.isVisible():
            self.queue.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_new(self) -> None:
        list_from_branch(self._desk)

    @property
    def _list_id(self) -> bytes | None:
        row = self.lists.currentIndex().data(ROW_ROLE)
        return row.id if isinstance(row, CallListRow) else None

    @property
    def _call_id(self) -> bytes | None:
        row = self.queue.currentIndex().data(ROW_ROLE)
        return row.id if isinstance(row, CallRow) else None

    def _read(self) -> None:
        self._stale = False
        self._desk.ask(self, call_lists, self._on_lists, key="lists", failed=self._on_empty)

    def _on_empty(self, _error: AppError) -> None:
        self._pages.setCurrentWidget(self.none)

    def _read_calls(self) -> None:
        chosen = self._list_id
        if chosen is None:
            return
        service = partial(calls_of_list, list_id=chosen, limit=self._limit, refines=self._logged == chosen)
        self._desk.ask(self, service, self._on_calls, key="calls")

    def _read_call(self) -> None:
        self._look.stop()
        chosen = self._call_id
        if chosen is None:
            self._beside.setCurrentWidget(self._nothing)
            return
        service = partial(call_view, call_id=chosen)
        self._desk.ask(self, service, self._on_view, key="call", failed=self._on_view_failed)

    def _wire(self) -> None:
        for keys, does in ((_NEW, self._on_new), (BEGIN_CONTACT, self.work.begin)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)
        self.new_button.clicked.connect(self._on_new)
        self.none.button.clicked.connect(self._on_new)
        self.lists.selectionModel().currentChanged.connect(self._on_list_changed)
        self.queue.selectionModel().currentChanged.connect(self._on_call_changed)
        self.lists.activated.connect(self._on_list_activated)
        self.queue.activated.connect(self._on_call_activated)
        self.queue.near_end.connect(self._on_near_end)
        self.queue.installEventFilter(self)
        self.card.customer_wanted.connect(self._desk.customer_wanted)
        self.work.moved_on.connect(self._on_moved_on)
        self._desk.book_changed.connect(self._on_book_changed)
        self.setFocusProxy(self.lists)

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("Call lists"))
        heading = Label(kind="display")
        say(heading.setText, N_("Call lists"))
        say(self.new_button.setText, N_("List from the branch  Ctrl+B"))
        say(self.lists.setAccessibleName, N_("Call lists"))
        say(self.queue.setAccessibleName, N_("Customers on the list"))
        say(self.none.sentence.setText, N_("There is nobody to call."))
        say(
            self.none.hint.setText,
            N_(
                "Campaigns of head office come with the sync; paste a list from the branch, or make one of a search."
            ),
        )
        say(self.none.button.setText, N_("List from the branch"))
        self.none.button.show()
        say(self._nothing.sentence.setText, N_("Choose a customer on the list."))
        bar = QHBoxLayout()
        bar.addWidget(heading)
        bar.addStretch(1)
        bar.addWidget(self.new_button)
        above, below, left = Card(), Card(), QSplitter(Qt.Orientation.Vertical)
        above.body.addWidget(self.lists, 1)
        below.body.addWidget(self.head)
        below.body.addWidget(self.queue, 1)
        self._beside.addWidget(self._nothing)
        self._beside.addWidget(self.card)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        for splitter, parts, sizes in (
            (left, (above, below), (_LISTS, 2 * _LISTS)),
            (self._splitter, (left, self._beside), (_LEFT, 3 * _LEFT)),
        ):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(10)
            for part in parts:
                splitter.addWidget(part)
            splitter.setStretchFactor(1, 1)
            splitter.setSizes(sizes)
        left.setMinimumWidth(_NARROW)
        for page in (self._waiting, self._splitter, self.none):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(self._pages, 1)
