"""The screen of sync: on the left what asks for a decision and what waits, on the right how fresh the book is."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from advisor_app.domain.written import ConflictView, Refused
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.conflicts import Decision, decide_conflict, undo_decision
from advisor_app.services.outbox_state import Dropped, drop_refused, put_back, resend_refused
from advisor_app.services.sync_overview import SyncOverview, sync_overview
from advisor_app.services.sync_trouble import held
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.written import Wording
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.wanted import open_contact
from advisor_app.ui.screens.sync.conflicts import ConflictsCard
from advisor_app.ui.screens.sync.held import HeldBar
from advisor_app.ui.screens.sync.log import LogCard
from advisor_app.ui.screens.sync.policy import PolicyCard
from advisor_app.ui.screens.sync.refused import RefusedCard
from advisor_app.ui.screens.sync.sources import SourcesCard
from advisor_app.ui.screens.sync.state import StateCard
from advisor_app.ui.screens.sync.waiting import WaitingCard
from advisor_app.ui.sync_rhythm import SyncRhythm
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.scroll import Scroll

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl

_WIDE = 1_080
"""From this width on there are two columns."""
_NOTHING_HIGH = 220


class SyncScreen(QWidget):
    """Everything about sync in one place; it reads when it is shown and whenever the book has changed."""

    def __init__(
        self, desk: Desk, sync: "SyncControl", rhythm: SyncRhythm, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._sync = desk, sync
        self._columns = 0
        self._stale = True
        self.state, self.held = StateCard(sync, rhythm), HeldBar()
        self.conflicts, self.refused, self.waiting = ConflictsCard(), RefusedCard(), WaitingCard()
        self.sources, self.policy, self.log = SourcesCard(), PolicyCard(), LogCard()
        self.nothing = _nothing()
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._grid = QGridLayout()
        self._lay_out()
        self._wire()
        say(self.setAccessibleName, N_("Sync"))
        self._on_ended()

    def read(self) -> None:
        """Read everything again."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._desk.ask(self, sync_overview, self._on_read, key="overview")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= _WIDE else 1)

    def _on_read(self, found: SyncOverview) -> None:
        wording = Wording(found.policy, found.state.bank)
        self.state.show_state(found.state, wording)
        self.conflicts.show_conflicts(found.conflicts, found.decided, wording)
        self.refused.show_refused(found.outbox.refused, wording)
        self.waiting.show_waiting(found.outbox.kinds, found.unsent, wording)
        self.sources.show_state(found.state)
        self.policy.show_policies(found.policy, found.refused_policies)
        self.log.show_rounds(found.log, wording)
        anything = found.conflicts or found.decided or found.outbox.refused or found.unsent
        self.nothing.setVisible(not anything)

    def _on_started(self) -> None:
        self.held.show_held(None)

    def _on_ended(self) -> None:
        self.held.show_held(held(self._sync.trouble) if self._sync.trouble else None)
        self.read()

    def _on_confirmed(self) -> None:
        if not self._sync.running:
            self._sync.start(confirmed=True)

    def _on_decided(self, view: ConflictView, decision: Decision) -> None:
        service = partial(decide_conflict, conflict_id=view.id, decision=decision)
        told = (
            _("Yours is in force; it goes to head office with the next sync.")
            if decision == "ours"
            else _("Head office's value stays in force.")
        )
        undo = partial(self._do, partial(undo_decision, conflict_id=view.id))
        self._do(service, partial(self._offer, told, undo))

    def _on_undo_wanted(self, view: ConflictView) -> None:
        self._do(partial(undo_decision, conflict_id=view.id))

    def _on_correct_wanted(self, row: Refused) -> None:
        open_contact(self._desk, row.row_id)

    def _on_resend_wanted(self, row: Refused) -> None:
        told = _("It goes to head office with the next sync.")
        self._do(partial(resend_refused, mutation_id=row.mutation_id), partial(self._tell, told))

    def _on_drop_wanted(self, row: Refused) -> None:
        service = partial(drop_refused, mutation_id=row.mutation_id)
        self._desk.ask(self, service, self._on_dropped)

    def _on_dropped(self, dropped: Dropped) -> None:
        self._desk.book_changed.emit()
        undo = partial(self._do, partial(put_back, dropped=dropped))
        self._desk.offered.emit(_("Given up: it is no longer on this device."), _("Undo"), undo)

    def _do(self, service: "partial[None]", then: "partial[None] | None" = None) -> None:
        """Do something to the book, then let everybody read again."""
        self._desk.ask(self, service, partial(self._on_done, then), failed=self._on_refused)

    def _on_done(self, then: "partial[None] | None", _nothing: None) -> None:
        self._desk.book_changed.emit()
        if then:
            then()

    def _on_refused(self, error: AppError) -> None:
        self._desk.failed.emit(error)
        self.read()  # it may have been decided or have left meanwhile

    def _offer(self, told: str, undo: "partial[None]") -> None:
        self._desk.offered.emit(told, _("Undo"), undo)

    def _tell(self, told: str) -> None:
        self._desk.told.emit(told)

    def _wire(self) -> None:
        self._desk.book_changed.connect(self.read)
        self._sync.started.connect(self._on_started)
        self._sync.finished.connect(self._on_ended)
        self._sync.failed.connect(self._on_ended)
        self.held.confirmed.connect(self._on_confirmed)
        self.conflicts.decided.connect(self._on_decided)
        self.conflicts.undo_wanted.connect(self._on_undo_wanted)
        self.refused.correct_wanted.connect(self._on_correct_wanted)
        self.refused.resend_wanted.connect(self._on_resend_wanted)
        self.refused.drop_wanted.connect(self._on_drop_wanted)
        for card in (self.conflicts, self.refused, self.waiting):
            card.customer_wanted.connect(self._desk.customer_wanted)

    def _lay_out(self) -> None:
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(16, 14, 16, 16)
        outer.setSpacing(12)
        heading = Label(kind="display")
        say(heading.setText, N_("Sync"))
        outer.addWidget(heading)
        outer.addWidget(self.state)
        outer.addWidget(self.held)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(12)
        for column, cards in (
            (self._left, (self.conflicts, self.refused, self.waiting, self.nothing)),
            (self._right, (self.sources, self.policy, self.log)),
        ):
            column.setSpacing(12)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        for card in (self.conflicts, self.refused, self.waiting, self.nothing):
            card.hide()
        scroll = Scroll(page)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._arrange(2)

    def _arrange(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for place, column in enumerate((self._left, self._right)):
                self._grid.removeItem(column)
                self._grid.addLayout(column, place // columns, place % columns)
            self._grid.setColumnStretch(0, 3)
            self._grid.setColumnStretch(1, 2 if columns == 2 else 0)


def _nothing() -> Card:
    card = Card()
    card.setMinimumHeight(_NOTHING_HIGH)
    empty = EmptyState("circle-check")
    say(empty.sentence.setText, N_("Nothing waits and nothing is to be decided."))
    say(
        empty.hint.setText,
        N_("What you write offline waits here until head office has it; what clashes there comes back here."),
    )
    card.body.addWidget(empty)
    return card
