"""What waits to be sent: how much of which kind, and each record with its customer."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from advisor_app.domain.written import Unsent
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.models.written import DRAWINGS, KINDS, Wording, is_own, kind_name, whose
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label

_HIGHEST = 360


class UnsentModel(EntriesModel[Unsent]):
    """Records that wait, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._wording: Wording | None = None

    def show(self, rows: Sequence[Unsent], wording: Wording) -> None:
        """Show other records."""
        self._wording = wording
        self.set_rows(rows)

    def entry(self, row: Unsent) -> Entry:
        """Return a record as an entry."""
        return Entry(
            whose(row),
            drawing=DRAWINGS.get(row.entity, "file-text"),
            tone=Tone.ACCENT,
            badge=kind_name(row.entity),
            body=" ".join((row.what or "").split()),
            stamp=self._wording.time(row.made_at) if self._wording else "",
            mark=_("change") if row.change else "",
        )


class WaitingCard(Card):
    """The records; Enter or a double click leads to the customer."""

    customer_wanted = Signal(bytes)

    def __init__(self) -> None:
        super().__init__(N_("Waiting to be sent"))
        self._kinds: Mapping[str, int] = {}
        self._more = 0
        self.model = UnsentModel()
        self.list = EntryList(self.model, line=False)
        say(self.list.setAccessibleName, N_("Waiting to be sent"))
        self.list.activated.connect(self._on_activated)
        self._counts = {entity: Badge() for entity in KINDS}
        self._rest, note = Label(kind="small"), Label(kind="small", wrap=True)
        say(note.setText, N_("It is safe on this device and goes to head office with the next sync."))
        badges = QHBoxLayout()
        badges.setSpacing(6)
        for badge in self._counts.values():
            badges.addWidget(badge)
        badges.addStretch(1)
        self.head.insertLayout(1, badges)
        self.body.addWidget(note)
        self.body.addWidget(self.list)
        self.body.addWidget(self._rest)

    def show_waiting(self, kinds: Mapping[str, int], rows: Sequence[Unsent], wording: Wording) -> None:
        """Show what waits; without anything the card takes no room."""
        self._kinds, self._more = kinds, sum(kinds.values()) - len(rows)
        self.model.show(rows, wording)
        self._render()
        self._fit()
        self.setVisible(bool(rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._render()

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Unsent) and not is_own(row):
            self.customer_wanted.emit(row.customer_id)

    def _render(self) -> None:
        for entity, badge in self._counts.items():
            count = self._kinds.get(entity, 0)
            said = _("{kind} {n}", kind=kind_name(entity), n=count) if count else ""
            badge.show_text(said, Tone.ACCENT)
        self._rest.setText(
            ngettext("{n} more waits.", "{n} more wait.", self._more) if self._more > 0 else ""
        )
        self._rest.setVisible(self._more > 0)

    def _fit(self) -> None:
        """Make the list as high as its entries, up to a height from which on it scrolls."""
        high = self.list.verticalHeader().length() + 2
        self.list.setFixedHeight(max(1, min(high, _HIGHEST)))
