"""The card of what customers told: what is known and marked until head office confirms it, and the whole history."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.details import FACTS, DetailRow
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.proposals import Details, details, reveal_detail, withdraw_proposal
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.pursuits import KINDS
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.detail_lines import DetailLine, history
from advisor_app.ui.screens.customer.reveal import RevealPanel
from advisor_app.ui.screens.prospects.wanted import add_detail, edit_prospect
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.items import Items
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty


class ProposalsCard(Card):
    """What is known of one customer besides the record of the core system."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("What the customer told"), parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: Details | None = None
        self.edit_button = _button("pencil", N_("Edit the prospect"))
        self.history_button = _button("history", N_("History"))
        self.history_button.setCheckable(True)
        self.add_button = _button("plus", N_("Add a detail"))
        for button in (self.edit_button, self.history_button, self.add_button):
            self.head.addWidget(button)
        self.none = Label(kind="muted", wrap=True)
        say(
            self.none.setText,
            N_(
                "Nothing yet. A new phone, a life event, a goal, a preference or a relation shows here at once,"
                " and is marked until head office has confirmed it."
            ),
        )
        self.reveal = RevealPanel(desk)
        self.list = Items(_key, self._make, self._show_again, 6)
        self.past = QWidget()
        self._lines = QVBoxLayout(self.past)
        self._lines.setContentsMargins(0, 6, 0, 0)
        self._lines.setSpacing(4)
        for part in (self.reveal, self.list, self.none, self.past):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.past.hide()
        self.add_button.clicked.connect(self._on_add_clicked)
        self.edit_button.clicked.connect(self._on_edit_clicked)
        self.history_button.toggled.connect(self.past.setVisible)
        self._render()

    def show_profile(self, profile: Profile) -> None:
        """Read what one customer told; of the same one what is shown stays until it is read."""
        if profile.person.id != self._customer:
            self.clear()
            self._customer = profile.person.id
        service = partial(details, customer_id=profile.person.id)
        self._desk.ask(self, service, partial(self._on_read, profile.person.id), key="details")

    def clear(self) -> None:
        """Forget the customer."""
        self.reveal.forget()
        self.history_button.setChecked(False)
        self._customer = self._found = None
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer_id: bytes, found: Details) -> None:
        if customer_id == self._customer:
            self._found = found
            self._render()

    def _on_add_clicked(self) -> None:
        if self._customer is not None and self._found is not None:
            add_detail(self._desk, self._customer, FACTS[0] if self._found.editable else "")

    def _on_edit_clicked(self) -> None:
        if self._customer is not None:
            edit_prospect(self._desk, self._customer)

    def _on_reveal_wanted(self, row: DetailRow) -> None:
        self.reveal.ask_for(KINDS[row.kind], partial(reveal_detail, proposal_id=row.id))

    def _on_withdraw_wanted(self, row: DetailRow) -> None:
        service = partial(withdraw_proposal, proposal_id=row.id)
        self._desk.ask(self, service, self._on_withdrawn)

    def _on_withdrawn(self, edited: Edited) -> None:
        self._desk.book_changed.emit()
        self._desk.offered.emit(_("Taken back."), _("Undo"), partial(self._take_back, edited.mutations))

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_undone)

    def _on_undone(self, _nothing: None) -> None:
        self._desk.book_changed.emit()

    def _render(self) -> None:
        found = self._found
        self.list.show_rows([row for row in found.rows if row.stands] if found else [])
        self.none.setVisible(found is not None and not self.list.items)
        self.edit_button.setVisible(found is not None and found.editable)
        lines = history(found) if found else []
        self.history_button.setVisible(bool(lines))
        empty(self._lines)
        for line in lines:
            self._lines.addWidget(Label(line, kind="small", wrap=True))

    def _make(self, row: DetailRow) -> DetailLine:
        line = DetailLine()
        line.reveal_wanted.connect(self._on_reveal_wanted)
        line.withdraw_wanted.connect(self._on_withdraw_wanted)
        self._show_again(line, row)
        return line

    def _show_again(self, line: DetailLine, row: DetailRow) -> None:
        if self._found is not None:
            line.show_detail(row, self._found)


def _button(drawing: str, text: str) -> QPushButton:
    button = QPushButton(icon(drawing), "")
    button.setProperty("kind", "quiet")
    say(button.setText, text)
    return button


def _key(row: DetailRow) -> bytes:
    return row.id
