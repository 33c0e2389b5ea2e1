"""What head office refused: why, and the ways out of it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from advisor_app.domain.written import Refused
from advisor_app.i18n import N_
from advisor_app.services.outbox_state import refusal_sentence
from advisor_app.ui.models.written import DRAWINGS, Wording, is_own, kind_name, whose
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.items import Items, RowFrame
from advisor_app.ui.widgets.label import ElidedLabel, Label


class RefusedCard(Card):
    """Refused work; what is to be done with it is told, and done by whoever hears of it."""

    correct_wanted = Signal(object)
    """A Refused is to be corrected; it is sent again when that is saved."""
    resend_wanted = Signal(object)
    drop_wanted = Signal(object)
    customer_wanted = Signal(bytes)

    def __init__(self) -> None:
        super().__init__(N_("Refused by head office"))
        self._wording: Wording | None = None
        self._count = Badge()
        self.head.insertWidget(1, self._count)
        why = Label(kind="small", wrap=True)
        say(why.setText, N_("It is kept on this device only. It is not sent again by itself."))
        self.list = Items(_key, self._make, _show_again)
        self.body.addWidget(why)
        self.body.addWidget(self.list)

    def show_refused(self, rows: Sequence[Refused], wording: Wording) -> None:
        """Show what was refused; without any the card takes no room."""
        self._wording = wording
        self._count.show_text(str(len(rows)) if rows else "", Tone.BAD)
        self.list.show_rows(rows)
        self.setVisible(bool(rows))

    def _make(self, row: Refused) -> "RefusedItem":
        item = RefusedItem(row, self._wording)
        for button, signal in (
            (item.correct, self.correct_wanted),
            (item.resend, self.resend_wanted),
            (item.drop, self.drop_wanted),
        ):
            button.clicked.connect(partial(_tell, signal, item))
        item.customer_wanted.connect(self.customer_wanted)
        return item


class RefusedItem(RowFrame):
    """One thing that was refused."""

    customer_wanted = Signal(bytes)

    def __init__(self, row: Refused, wording: Wording | None) -> None:
        super().__init__()
        self.row, self._wording = row, wording
        self.setProperty("kind", "raised")
        self.customer = QPushButton()
        self.customer.setProperty("kind", "link")
        self.customer.clicked.connect(self._on_customer_clicked)
        self._what, self._words, self.why = Label(kind="muted"), ElidedLabel(kind="muted"), Label(wrap=True)
        self.correct, self.resend, self.drop = QPushButton(), QPushButton(), QPushButton()
        say(self.correct.setText, N_("Correct and send again"))
        say(self.resend.setText, N_("Send again as it is"))
        say(self.drop.setText, N_("Give up"))
        self.first = self.correct if row.entity == "interactions" else self.resend
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (Glyph(DRAWINGS.get(row.entity, "file-text"), "bad", 18), self.customer, self._what):
            head.addWidget(widget)
        head.addWidget(self._words, 1)
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        for button in (self.correct, self.resend, self.drop):
            deeds.addWidget(button)
        deeds.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.why)
        column.addLayout(deeds)
        self.correct.setVisible(row.entity == "interactions")
        self.render_text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.render_text()

    def render_text(self) -> None:
        """Say whose it is, what it is, and why it was refused."""
        row = self.row
        customer, why = whose(row), refusal_sentence(row)
        self.customer.setText(customer.replace("&", "&&"))
        self.customer.setEnabled(not is_own(row))
        when = self._wording.time(row.made_at) if self._wording else ""
        self._what.setText(" · ".join(filter(None, (kind_name(row.entity), when))))
        self._words.setText(row.what or "")
        self.why.setText(why)
        for button in (self.correct, self.resend, self.drop):
            button.setAccessibleDescription(f"{customer}: {why}")

    def _on_customer_clicked(self) -> None:
        self.customer_wanted.emit(self.row.customer_id)


def _tell(signal: SignalInstance, item: RefusedItem, *_checked: bool) -> None:
    signal.emit(item.row)


def _show_again(item: RefusedItem, row: Refused) -> None:
    item.row = row
    item.render_text()


def _key(row: Refused) -> bytes:
    return row.mutation_id
