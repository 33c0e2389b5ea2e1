"""All that is to be done, or was, as one list over the whole time: searched, filtered, page by page."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedLayout, QWidget

from advisor_app import words
from advisor_app.domain.tasks import TaskPage, TaskQuery
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.tasks import tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import Known
from advisor_app.ui.paging import Paging
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.items_view import ItemsView
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.search_look import look_like_search

PAGE = 60
_PAUSE_MS, _FIELD = 150, 300


class TaskList(Card):
    """The list, with what narrows it above."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._known: Known | None = None
        self._more = False
        self.field, self.kind = QLineEdit(), Choice()
        self.open_chip, self.settled_chip = QPushButton(), QPushButton()
        self.how_many = Label(kind="muted")
        self.list = ItemsView(desk, grouped=True)
        self.none, self.no_fit = EmptyState("list-todo"), EmptyState("search")
        self._pages = QStackedLayout()
        self._paging = Paging(desk, tasks_page, self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.list)

    def read(self, *, keep: bool = True) -> None:
        """Read the list again; with `keep` what was chosen and scrolled to stays."""
        self._pause.stop()
        limit = max(PAGE, self.list.items.items) if keep else PAGE
        query = TaskQuery(
            settled=self.settled_chip.isChecked(),
            kind=self.kind.value or "",
            text=self.field.text().strip(),
            limit=limit,
        )
        self._paging.begin(query, keep=keep)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus() and self.list.items.items:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        elif self.field.hasFocus() and event.text():
            event.accept()  # what is typed is no key of the screen
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.list.items.render()
            self._offer()
            self._show_state()

    def _on_begun(self, page: TaskPage, keep: bool) -> None:
        before, row = self.list.chosen, self.list.currentIndex().row()
        scrolled = self.list.verticalScrollBar().value()
        self._known, self._more = Known(page.policy, page.bank, page.today), page.next is not None
        self.list.items.set_items(page.items, self._known, self._paging.query.text)
        self._offer()
        if keep:
            self.list.keep_chosen(before, row)
        self.list.scroll_to(scrolled if keep else 0)
        self._show_state()

    def _on_continued(self, page: TaskPage) -> None:
        self._more = page.next is not None
        self.list.items.add_items(page.items)
        self._show_state()

    def _on_near_end(self) -> None:
        self._paging.more(PAGE)

    def _on_narrowed(self, *_args: object) -> None:
        self.read(keep=False)

    def _offer(self) -> None:
        """Offer the kinds of things by their names."""
        if self._known is None:
            return
        names = {kind.code: kind.name for kind in self._known.policy.tasks.kinds}
        kinds = [(code, words.code(names, code) or code) for code in names]
        others = [("promise", _("Promise")), ("step", _("Next step"))]
        self.kind.offer([("", _("All kinds")), *kinds, *others])

    def _show_state(self) -> None:
        count = self.list.items.items
        narrowed = bool(self.field.text().strip() or self.kind.value)
        page: QWidget = self.list if count else self.no_fit if narrowed else self.none
        self._pages.setCurrentWidget(page)
        said = ngettext("{n} item", "{n} items", count) if count else ""
        self.how_many.setText(_("The first {n} items", n=count) if self._more else said)

    def _lay_out(self) -> None:
        say(self.field.setPlaceholderText, N_("Search in tasks, notes, places and names"))
        say(self.field.setAccessibleName, N_("Search in tasks, notes, places and names"))
        look_like_search(self.field)
        self.field.setMinimumWidth(_FIELD)
        say(self.kind.setAccessibleName, N_("Kind"))
        say(self.open_chip.setText, N_("To do"))
        say(self.settled_chip.setText, N_("Settled"))
        say(self.list.setAccessibleName, N_("Tasks"))
        say(self.none.sentence.setText, N_("Nothing here."))
        say(self.none.hint.setText, N_("Press N to plan something."))
        say(self.no_fit.sentence.setText, N_("Nothing fits."))
        say(self.no_fit.hint.setText, N_("Search for less, or look at all kinds."))
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.field, 1)
        bar.addWidget(self.kind)
        for chip in (self.open_chip, self.settled_chip):
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            bar.addWidget(chip)
        self.open_chip.setChecked(True)
        bar.addStretch(1)
        bar.addWidget(self.how_many)
        self.body.addLayout(bar)
        self.body.addLayout(self._pages, 1)
        for page in (self.list, self.none, self.no_fit):
            self._pages.addWidget(page)

    def _wire(self) -> None:
        self._pause.timeout.connect(self._on_narrowed)
        self.field.textChanged.connect(self._pause.start)
        self.kind.chosen.connect(self._on_narrowed)
        self.settled_chip.toggled.connect(self._on_narrowed)
        self.list.near_end.connect(self._on_near_end)
        self._paging.begun.connect(self._on_begun)
        self._paging.continued.connect(self._on_continued)
