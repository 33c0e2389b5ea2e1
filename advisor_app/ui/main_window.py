"""The window: a rail to go from screen to screen, messages above them, the state of everything below. No more.

A screen is made when it is first gone to.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from advisor_app.domain.customers import CustomerQuery
from advisor_app.i18n import N_
from advisor_app.services.outbox_state import OutboxState
from advisor_app.ui import keys, navigation
from advisor_app.ui.application import dress
from advisor_app.ui.complaint_watch import ComplaintWatch
from advisor_app.ui.desk import Desk
from advisor_app.ui.dialogs.bug_report import BugReports
from advisor_app.ui.dialogs.shortcuts import ShortcutsDialog
from advisor_app.ui.forms import Forms
from advisor_app.ui.hooks import note_bug, note_refusal
from advisor_app.ui.instance import come_forward
from advisor_app.ui.navigation import CALENDAR, CUSTOMERS, FEEDBACK, NOTES, PLACES, SETTINGS, SYNC, TODAY
from advisor_app.ui.outbox_watch import OutboxWatch
from advisor_app.ui.say import say
from advisor_app.ui.screens.assessment.wanted import assess
from advisor_app.ui.screens.calendar.wanted import add_task
from advisor_app.ui.screens.contact.contacts import Contacts
from advisor_app.ui.screens.customer.wanted import show_advice
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.prospects.wanted import add_prospect
from advisor_app.ui.sync_news import SyncNews
from advisor_app.ui.sync_rhythm import SyncRhythm
from advisor_app.ui.task_watch import TaskWatch
from advisor_app.ui.widgets.first_sync import FirstSyncBanner
from advisor_app.ui.widgets.message_bar import MessageBar
from advisor_app.ui.widgets.outbox_status import decisions
from advisor_app.ui.widgets.rail import Rail
from advisor_app.ui.widgets.status_bar import StatusBar
from advisor_app.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl

_SIZE, _SMALLEST = (1440, 900), (1024, 620)
_GEOMETRY, _SPLITTER = "window/geometry", "window/splitter"


class MainWindow(QMainWindow):
    """The window of one desk. `state_file` keeps its size and place from one start to the next."""

    lock_wanted = Signal()

    def __init__(self, desk: Desk, sync: "SyncControl", state_file: Path) -> None:
        super().__init__()
        self._desk, self._sync = desk, sync
        self._made: dict[str, QWidget] = {}
        self._shortcuts: ShortcutsDialog | None = None
        say(self.setWindowTitle, N_("Client advisor workbench"))
        self.setMinimumSize(*_SMALLEST)
        self._bugs = BugReports(self)
        self.messages = MessageBar()
        self._banner = FirstSyncBanner()
        self._rail = self._make_rail()
        self.outbox = OutboxWatch(desk, sync, self)
        self.rhythm = SyncRhythm(desk, sync, self.outbox, self)
        # The screens, and what lies over them: inside of the stack, screen readers would not find that.
        self._page, self._stack = QWidget(), QStackedWidget()
        self.status = StatusBar(desk, sync)
        self._lay_out()
        self.toast = Toast(self._page)
        self._contacts = Contacts(desk, self._page, self._looked_at)
        self._forms = Forms(desk, self._page)
        self._wire()
        self._state = QSettings(str(state_file), QSettings.Format.IniFormat)
        self.resize(*_SIZE)
        self.restoreGeometry(self._kept(_GEOMETRY))
        self.show_screen(TODAY)
        self.outbox.read()

    def show_screen(self, name: str) -> None:
        """Go to a screen of `navigation.PLACES`."""
        self._stack.setCurrentWidget(self._screen(name))
        self.toast.raise_()  # a screen that was just made lies over it
        self._rail.choose(name)

    def start_reminding(self) -> None:
        """Remind of tasks, also of what came due since they were looked at last."""
        self.tasks.start(self._state)

    def report_bug(self, error: Exception) -> None:
        """Show what to report of an exception that is no known error."""
        self._bugs.report(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What has the focus hears of Esc first; it arrives here where nobody needed it.
        if event.key() == Qt.Key.Key_Escape and self.messages.message:
            self.messages.close_message()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self.outbox.state is not None:
            self._on_outbox_known(self.outbox.state)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._state.setValue(_GEOMETRY, self.saveGeometry())
        screen = self._made.get(CUSTOMERS)
        if isinstance(screen, CustomersScreen):
            self._state.setValue(_SPLITTER, screen.splitter_state())
        self._state.sync()
        super().closeEvent(event)

    def _on_crashed(self, error: BaseException) -> None:
        note_bug(error)
        self._bugs.report(error)

    def _on_scheme_changed(self) -> None:
        """Follow the system from light to dark and back, where the settings leave it to the system."""
        dress(cast(QApplication, QApplication.instance()), self._desk.settings)
        self._desk.look_changed.emit()

    def _on_customer_wanted(self, customer_id: bytes) -> None:
        self._customers().show_customer(customer_id)

    def _on_customers_wanted(self, query: CustomerQuery) -> None:
        self._customers().look_for(query)

    def _on_history_wanted(self, customer_id: bytes, text: str) -> None:
        screen = self._customers()
        screen.show_customer(customer_id)
        screen.view.tabs.show_history(customer_id, text)

    def _on_feedback_wanted(self, feedback_id: bytes) -> None:
        self.show_screen(FEEDBACK)
        cast(Any, self._made[FEEDBACK]).show_feedback(feedback_id)

    def _on_outbox_known(self, state: OutboxState) -> None:
        self._rail.show_count(SYNC, state.conflicts + len(state.refused), decisions(state))

    def _on_tasks_wanted(self) -> None:
        come_forward(self)
        self.show_screen(CALENDAR)

    def _on_shortcuts_closed(self) -> None:
        self._shortcuts = None

    def _customers(self) -> CustomersScreen:
        """Go to the customers and return their screen."""
        self.show_screen(CUSTOMERS)
        return cast(CustomersScreen, self._made[CUSTOMERS])

    def _screen(self, name: str) -> QWidget:
        if name not in self._made:
            self._made[name] = self._make(name)
            self._stack.addWidget(self._made[name])
        return self._made[name]

    def _make(self, name: str) -> QWidget:
        if name == CUSTOMERS:
            return self._make_customers()
        [view] = [navigation.load(place.view) for place in PLACES if place.name == name]
        if name == SYNC:
            return cast(QWidget, view(self._desk, self._sync, self.rhythm))
        return cast(QWidget, view(self._desk))

    def _make_customers(self) -> CustomersScreen:
        screen = CustomersScreen(self._desk)
        screen.sync_wanted.connect(self._synchronise)
        screen.restore_splitter(self._kept(_SPLITTER))
        return screen

    def _kept(self, name: str) -> QByteArray:
        value = self._state.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def _make_rail(self) -> Rail:
        rail = Rail()
        for place in PLACES:
            if place.bottom:
                rail.add_space()
            rail.add_screen(place.name, place.drawing, place.title, place.tip)
        rail.add_action(
            "lock", "lock", N_("Lock"), N_("Lock the workbench (Ctrl+Shift+L)"), self.lock_wanted.emit
        )
        return rail

    def _lay_out(self) -> None:
        content = QVBoxLayout()
        content.setSpacing(0)
        content.addWidget(self._banner)
        content.addWidget(self.messages)
        content.addWidget(self._page, 1)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._stack)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self._rail)
        upper.addLayout(content, 1)
        whole = QVBoxLayout(central := QWidget())
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(central)

    def _wire(self) -> None:
        desk, sync = self._desk, self._sync
        desk.failed.connect(self.messages.show_error)
        desk.told.connect(self.toast.toast)
        desk.offered.connect(self.toast.toast)
        self._contacts.covered.connect(self.toast.keep_clear)
        self._forms.covered.connect(self.toast.keep_clear)
        desk.customer_wanted.connect(self._on_customer_wanted)
        desk.customers_wanted.connect(self._on_customers_wanted)
        desk.history_wanted.connect(self._on_history_wanted)
        desk.feedback_wanted.connect(self._on_feedback_wanted)
        desk.book_changed.connect(self.status.sync.read)
        desk.background.failed.connect(note_refusal)
        desk.background.crashed.connect(self._on_crashed)
        news = SyncNews(desk, sync, self._banner)
        news.decision_wanted.connect(partial(self.show_screen, SYNC))
        self.outbox.known.connect(self.status.outbox.show_state)
        self.outbox.known.connect(self._on_outbox_known)
        self.status.outbox.wanted.connect(partial(self.show_screen, SYNC))
        sync.crashed.connect(self._bugs.show_report)
        self.status.sync.known.connect(self._banner.show_state)
        self._banner.sync_wanted.connect(self._synchronise)
        self._rail.chosen.connect(self.show_screen)
        self.complaints = ComplaintWatch(desk, self._rail)
        self.tasks = TaskWatch(desk, self._rail)
        self.tasks.wanted.connect(self._on_tasks_wanted)
        QApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        keys.bind_places(self, [partial(self.show_screen, place.name) for place in PLACES])
        keys.bind(
            self,
            {
                "find": self._find,
                "log": self._contacts.log,
                "task": self._plan,
                "previous": partial(self._step, -1),
                "next": partial(self._step, 1),
                "pin": self._pin,
                "assess": partial(self._of_seen, assess),
                "advice": partial(self._of_seen, show_advice),
                "prospect": partial(add_prospect, desk),
                "duplicates": partial(desk.form_wanted.emit, "duplicates", None),
                "report": partial(desk.form_wanted.emit, "day_report", None),
                "sync": self._synchronise,
                "search": self._search,
                "sync_screen": partial(self.show_screen, SYNC),
                "settings": partial(self.show_screen, SETTINGS),
                "shortcuts": self._show_shortcuts,
                "lock": self.lock_wanted.emit,
                "quit": self.close,
            },
        )

    def _find(self) -> None:
        self._customers().focus_search()

    def _plan(self) -> None:
        screen = self._made.get(CALENDAR)
        if screen is not None and screen is self._stack.currentWidget():
            cast(Any, screen).new_task()
        else:
            add_task(self._desk, self._looked_at())

    def _search(self) -> None:
        self.show_screen(NOTES)
        self._made[NOTES].setFocus()

    def _step(self, by: int) -> None:
        self._customers().step(by)

    def _pin(self) -> None:
        self._customers().view.toggle_pin()

    def _of_seen(self, act: Callable[[Desk, bytes], None]) -> None:
        """Do something with the customer who is seen."""
        if (customer := self._looked_at()) is None:
            self._find()  # to choose one
        else:
            act(self._desk, customer)

    def _looked_at(self) -> bytes | None:
        """Return the customer who is seen."""
        screen = self._stack.currentWidget()
        if isinstance(screen, CustomersScreen):
            return screen.view.customer_id
        if screen is not None and screen is self._made.get(TODAY):
            return cast(bytes | None, cast(Any, screen).looked_at)
        return None

    def _synchronise(self) -> None:
        if not self._sync.running:
            self._sync.start()

    def _show_shortcuts(self) -> None:
        if self._shortcuts is None:
            self._shortcuts = ShortcutsDialog(self)
            self._shortcuts.finished.connect(self._on_shortcuts_closed)
            self._shortcuts.open()
