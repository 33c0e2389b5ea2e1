"""The tab of the timeline: the whole history, searched and narrowed, more of it as it is scrolled."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.domain.timeline import PAGE_EVENTS, EventKind, TimelineEvent, TimelinePage, TimelineQuery
from advisor_app.i18n import N_, ngettext
from advisor_app.services.timeline import timeline_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.timeline import KINDS, TimelineModel
from advisor_app.ui.paging import Paging
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.wanted import open_contact
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.search_look import look_like_search
from advisor_app.ui.widgets.skeleton import Skeleton

_PAUSE_MS = 150
_SEARCH_WIDTH = 190


class TimelineTab(QWidget):
    """What passed between one customer and the bank; read when it is looked at."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._profile: Profile | None = None
        self._stale = False
        self._sought: tuple[bytes, str] | None = None
        self.model, self.paging = TimelineModel(), Paging(desk, timeline_page, self)
        self.list = EntryList(self.model, line=True)
        self.text, self.kinds = QLineEdit(), {kind: QPushButton() for kind in KINDS}
        self.how_many, self.more_button = Label(kind="muted"), QPushButton()
        self.none, self.no_fit = EmptyState("history"), EmptyState("search")
        self._waiting = Skeleton(0.5, 0.8, 0.4, 0.7, 0.5, 0.9)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_filtered)
        self._build()
        self.clear()

    @property
    def narrows(self) -> bool:
        """Whether only some of the events are asked for."""
        return bool(self.text.text().strip()) or any(chip.isChecked() for chip in self.kinds.values())

    def show_profile(self, profile: Profile) -> None:
        """Show a customer; the same one again keeps filters, the chosen entry and the place."""
        if self._profile is None or self._profile.person.id != profile.person.id:
            self.clear()
        if self._sought is not None and self._sought[0] == profile.person.id:
            self._seek()
        self._profile = self.model.profile = profile
        self._stale = True
        if self.isVisible():
            self._refresh()

    def look_for(self, customer_id: bytes, text: str) -> None:
        """Narrow the history of a customer to a text, as soon as it is theirs that is shown."""
        self._sought = customer_id, text
        if self._profile is not None and self._profile.person.id == customer_id:
            self._seek()
            self._ask()

    def clear(self) -> None:
        """Show nobody."""
        self._profile = None
        self._stale = False
        self._reset()
        self.paging.stop()
        self.model.set_events([])
        self.list.scroll_to(0)
        self._show_state()

    def reset(self) -> None:
        """Take all filters away."""
        self._reset()
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._show_state()

    def _on_filtered(self) -> None:
        self._pause.stop()
        self._ask()

    def _on_text_changed(self) -> None:
        self._pause.start()

    def _on_begun(self, page: TimelinePage, keep: bool) -> None:
        chosen, place = self.list.currentIndex(), self.list.verticalScrollBar().value()
        event = self.model.rows[chosen.row()] if chosen.isValid() else None
        self.model.set_events(page.events, self.paging.query.text)
        if keep and isinstance(event, TimelineEvent) and (found := self.model.find(event)) is not None:
            self.list.setCurrentIndex(self.model.index(found, 0))
        self.list.scroll_to(place if keep else 0)
        self._show_state()
        if self.narrows:
            announce(self, self.how_many.text() or self.no_fit.sentence.text())

    def _on_continued(self, page: TimelinePage) -> None:
        self.model.add_events(page.events)

    def _on_activated(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if isinstance(row, TimelineEvent) and row.kind is EventKind.CONTACT and isinstance(row.id, bytes):
            open_contact(self._desk, row.id)

    def _on_open_triggered(self) -> None:
        if (index := self.list.currentIndex()).isValid():
            self._on_activated(index)

    def _on_near_end(self) -> None:
        self.paging.more(PAGE_EVENTS)

    def _refresh(self) -> None:
        """Read what is shown again, as many events as there were."""
        self._stale = False
        self._ask(limit=max(PAGE_EVENTS, self.model.events), keep=True)

    def _ask(self, *, limit: int = PAGE_EVENTS, keep: bool = False) -> None:
        if self._profile is None:
            return
        kinds = tuple(kind for kind, chip in self.kinds.items() if chip.isChecked())
        query = TimelineQuery(self._profile.person.id, kinds, self.text.text().strip(), limit=limit)
        self.paging.begin(query, keep=keep)

    def _seek(self) -> None:
        if self._sought is not None:
            self._reset()
            self.text.setText(self._sought[1])
            self._pause.stop()
            self._sought = None

    def _reset(self) -> None:
        self.text.clear()
        self._pause.stop()
        for chip in self.kinds.values():
            chip.setChecked(False)

    def _show_state(self) -> None:
        events, more = self.model.events, self.paging.has_more
        if events:
            page: QWidget = self.list
        elif self.paging.waiting or self._profile is None or self._stale:
            page = self._waiting
        else:
            page = self.no_fit if self.narrows else self.none
        self._pages.setCurrentWidget(page)
        if more:
            self.how_many.setText(ngettext("{n} entry shown", "{n} entries shown", events))
        else:
            self.how_many.setText(ngettext("{n} entry", "{n} entries", events) if events else "")
        if self.more_button.hasFocus() and not more:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.more_button.setVisible(more)

    def _build(self) -> None:
        say(self.list.setAccessibleName, N_("Timeline"))
        self.list.near_end.connect(self._on_near_end)
        self.list.activated.connect(self._on_activated)
        opening = QAction(self.list)
        say(opening.setText, N_("Open the contact (Enter)"), owner=self.list)
        opening.triggered.connect(self._on_open_triggered)
        self.list.addAction(opening)
        self.paging.begun.connect(self._on_begun)
        self.paging.continued.connect(self._on_continued)
        self.paging.changed.connect(self._show_state)
        say(self.text.setPlaceholderText, N_("Search the history"))
        say(self.text.setAccessibleName, N_("Search the history"))
        look_like_search(self.text)
        self.text.setFixedWidth(_SEARCH_WIDTH)
        self.text.textChanged.connect(self._on_text_changed)
        self.text.returnPressed.connect(self._on_filtered)
        chips = QWidget()
        flow = FlowLayout(chips, 6)
        flow.setContentsMargins(0, 2, 0, 0)
        for kind, chip in self.kinds.items():
            say(chip.setText, KINDS[kind])
            chip.setCheckable(True)
            chip.setProperty("kind", "chip")
            chip.clicked.connect(self._on_filtered)
            flow.addWidget(chip)
        filters = QHBoxLayout()
        filters.addWidget(self.text, 0, Qt.AlignmentFlag.AlignTop)
        filters.addWidget(chips, 1)
        say(self.more_button.setText, N_("Show more"))
        self.more_button.setProperty("kind", "link")
        self.more_button.clicked.connect(self._on_near_end)
        say(
            self.none.sentence.setText,
            N_("Nothing that passed between customer and bank is known here."),
        )
        say(
            self.none.hint.setText,
            N_("Contacts, feedback, assessments and visits appear here after a sync."),
        )
        say(self.no_fit.sentence.setText, N_("Nothing in the history fits."))
        say(self.no_fit.button.setText, N_("Clear all filters"))
        self.no_fit.button.clicked.connect(self.reset)
        self.no_fit.button.show()
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        for page in (self.list, self.none, self.no_fit, self._waiting):
            self._pages.addWidget(page)
        foot = QHBoxLayout()
        foot.addWidget(self.how_many)
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(filters)
        layout.addWidget(pages, 1)
        layout.addLayout(foot)
