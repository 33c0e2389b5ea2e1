"""One call: whom, may I, what to say, what to know before, and what became of it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.calls import Standing
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.permission_words import why
from advisor_app.services.work_calls import CallView
from advisor_app.ui.models.calls import mark_of
from advisor_app.ui.models.lights import GREEN, RED, Shine
from advisor_app.ui.models.written import known_as
from advisor_app.ui.say import say
from advisor_app.ui.screens.calls.outcomes import OutcomeBar
from advisor_app.ui.screens.contact.fields import NoteField
from advisor_app.ui.theme import icon
from advisor_app.ui.tiers import tier_tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.light_mark import LightMark
from advisor_app.ui.widgets.scroll import Scroll

_LINES = (2, 5)
_SHOWN = 4
"""Positions that are named one by one."""


class CallCard(Card):
    """The call that is chosen in the list."""

    customer_wanted = Signal(bytes)
    begun = Signal()
    """The contact is to be begun, over the channel of calls."""
    log_wanted = Signal()
    """The whole form of a contact is wanted."""
    reopened = Signal()
    """The call is to be made again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._view: CallView | None = None
        say(self.setAccessibleName, N_("Call"))
        self.customer, self.call_button, self.log_button = (
            QPushButton(),
            QPushButton(icon("phone", "on_accent"), ""),
            QPushButton(),
        )
        self.again_button = QPushButton()
        self.tier, self.mark, self.light = Badge(), Badge(), LightMark()
        self.script, self.refused = Label(wrap=True), Label(kind="bad", wrap=True)
        self.facts, self.outcomes, self.note = QGridLayout(), OutcomeBar(), NoteField(*_LINES)
        self._script_card = Card(N_("What to say"), kind="raised")
        self._lay_out()
        self.customer.clicked.connect(self._on_customer_clicked)
        self.call_button.clicked.connect(self.begun)
        self.log_button.clicked.connect(self.log_wanted)
        self.again_button.clicked.connect(self.reopened)
        self.outcomes.left.connect(self._on_left)

    @property
    def view(self) -> CallView | None:
        """The call that is shown."""
        return self._view

    @property
    def typed(self) -> str:
        """The note."""
        return self.note.toPlainText().strip()

    def show_call(self, view: CallView) -> None:
        """Show a call; what is typed stays while it is the same one."""
        if self._view is None or self._view.call.id != view.call.id:
            self.note.clear()
            self.outcomes.begin()
        self._view = view
        self.outcomes.offer(view.policy.calls.outcomes, view.today)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A field that is typed in keeps its digits; what arrives here is meant for the outcomes.
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not (plain and self.outcomes.press(event.key())):
            super().keyPressEvent(event)

    def _on_customer_clicked(self) -> None:
        if self._view is not None:
            self.customer_wanted.emit(self._view.call.customer_id)

    def _on_left(self) -> None:
        self.call_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _render(self) -> None:
        view = self._view
        if view is None:
            return
        row, customer, running = view.row, view.customer, view.row.is_running(view.today)
        settled = view.call.standing(view.today) is Standing.SETTLED
        self.customer.setText(known_as(customer.name, customer.number).replace("&", "&&"))
        self.tier.show_text(
            words.tier(view.policy, customer.tier) or "", tier_tone(view.policy, customer.tier)
        )
        self.mark.show_text(*mark_of(view.policy, view.call, view.today))
        self._show_light(view)
        reached = any(
            there for handler, there in view.ways.handlers if handler.channel == view.policy.calls.channel
        )
        self.call_button.setVisible(running and not settled)
        self.call_button.setEnabled(reached and view.light.green and view.unsuitable is None)
        self.log_button.setVisible(running and not settled)
        self.again_button.setVisible(running and settled)
        self._script_card.setVisible(bool(row.script))
        self.script.setText(row.script or "")
        self.outcomes.setVisible(running and not settled)
        self.note.setVisible(running and not settled)
        self._show_facts(view)

    def _show_light(self, view: CallView) -> None:
        said = "" if view.light.green else why(view.light.reasons, view.policy)
        whole = _("No marketing: {why}", why=said) if view.marketing else _("No contact: {why}", why=said)
        if view.light.green:
            short = _("Marketing allowed") if view.marketing else _("Service contact")
            self.light.show_light(Shine(GREEN, "good", short, short))
        else:
            short = _("No marketing") if view.marketing else _("No contact")
            self.light.show_light(Shine(RED, "bad", short, whole))
        advice = _("Skip the call with a reason, or log it as a service contact if no product is spoken of.")
        said = said[:1].upper() + said[1:]
        red = _("{why}. {advice}", why=said, advice=advice) if view.marketing else said
        against = [] if view.light.green else [red]
        if view.unsuitable is not None:
            against.append(str(view.unsuitable))
        self.refused.setText("\n".join(against))
        self.refused.setVisible(bool(against))

    def _show_facts(self, view: CallView) -> None:
        customer, call = view.customer, view.call
        held = _(", ").join(words.kind(view.policy, one) or one.kind for one in view.positions[:_SHOWN])
        facts = [
            (_("AUM"), words.money(customer.aum_minor, customer.currency, compact=True)),
            (_("Last contact"), words.days_since(customer.last_contact_at, view.bank)),
            (_("Phone"), customer.phone),
            (_("Has"), held + (" …" if len(view.positions) > _SHOWN else "")),
            (_("Reason"), call.reason),
            (_("Note"), call.note),
        ]
        facts += [
            (_("Promise"), f"{promise.text} · {words.days_until(promise.due_on, view.today)}")
            for promise in view.owed
        ]
        facts += [
            (words.column_time(contact.happened_at, view.bank)[:10], contact.note)
            for contact in view.contacts
            if view.bank and contact.note
        ]
        empty(self.facts)
        for place, (name, value) in enumerate((name, value) for name, value in facts if value):
            title, text = Label(name, kind="small"), Label(str(value), wrap=True)
            self.facts.addWidget(title, place, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(text, place, 1)

    def _lay_out(self) -> None:
        self.customer.setProperty("kind", "link")
        say(self.customer.setToolTip, N_("Show the customer"))
        self.call_button.setProperty("kind", "primary")
        say(self.call_button.setText, N_("Call  Ctrl+T"))
        say(self.call_button.setToolTip, N_("Begin a contact; its record opens by itself"))
        say(self.log_button.setText, N_("Whole record …"))
        say(self.log_button.setToolTip, N_("Open the form of a contact for this call"))
        say(self.again_button.setText, N_("Make this call again"))
        say(self.note.setPlaceholderText, N_("What was spoken of"))
        say(self.note.setAccessibleName, N_("Note"))
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.customer, self.tier, self.mark):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.again_button, self.log_button, self.call_button):
            button.setAutoDefault(True)
            head.addWidget(button)
        self._script_card.body.addWidget(self.script)
        self.script.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setHorizontalSpacing(14)
        self.facts.setVerticalSpacing(6)
        self.facts.setColumnStretch(1, 1)
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 4, 8, 0)
        inner.setSpacing(12)
        inner.addWidget(self.light)
        inner.addWidget(self.refused)
        inner.addWidget(self._script_card)
        inner.addLayout(self.facts)
        inner.addStretch(1)
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        self.body.setSpacing(10)
        # Above what there is to read: what was just done is told, with its undo, at the lower edge of the page.
        self.body.addLayout(head)
        self.body.addWidget(self.note)
        self.body.addWidget(self.outcomes)
        self.body.addWidget(rule)
        self.body.addWidget(Scroll(page), 1)
