"""The form of an opportunity: a need, the product, the amount, its stage, and what is to be done next."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.entries import amount_of
from advisor_app.domain.pipeline import LOST, STAGES, WON, OpportunityEntry
from advisor_app.domain.policy import Text
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.opportunities import (
    OpportunityForm,
    opportunity_form,
    save_opportunity,
    withdraw_opportunity,
)
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.pursuits import stage_name
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.chips import CodeChips
from advisor_app.ui.screens.contact.fields import NoteField, SpokenDay, put
from advisor_app.ui.screens.contact.one_customer import OneCustomer
from advisor_app.ui.screens.contact.people import name_of
from advisor_app.ui.screens.contact.spoken import day_hint
from advisor_app.ui.screens.form_sheet import FormSheet
from advisor_app.ui.screens.opportunities.wanted import FORM, OpportunityWanted
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.words_choice import WordsChoice

_WIDE = 1_000
_NOTE_LINES = 3, 8


class OpportunitySheet(FormSheet):
    """The panel in which an opportunity is recorded, edited, and moved where a move asks for something."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(desk, N_("Opportunity"), "target", area, FORM, OpportunityEntry)
        self._form: OpportunityForm | None = None
        self.customer, self.heading = OneCustomer(desk, self.panel), QLineEdit()
        self.stage, self.product, self.amount = CodeChips({}), Choice(), QLineEdit()
        self.reason, self.step, self.step_on = WordsChoice(), QLineEdit(), SpokenDay()
        self.note = NoteField(*_NOTE_LINES)
        self.withdraw_button = QPushButton()
        self.withdraw_button.setProperty("kind", "quiet")
        say(self.withdraw_button.setText, N_("Recorded by mistake"))
        self.withdraw_button.clicked.connect(self._on_withdraw_clicked)
        self.foot.insertWidget(1, self.withdraw_button)
        self.product.setMaximumWidth(_WIDE)
        self._fill_in()
        for signal in (
            self.customer.edited,
            self.heading.textEdited,
            self.stage.chosen,
            self.product.chosen,
            self.amount.textEdited,
            self.reason.edited,
            self.step.textEdited,
            self.step_on.textChanged,
            self.note.textChanged,
        ):
            signal.connect(self._on_edited)
        self.stage.chosen.connect(self._fit)
        self.amount.textChanged.connect(self._say_amount)
        self.step_on.textChanged.connect(self._say_day)

    @property
    def entry(self) -> OpportunityEntry:
        """What is typed."""
        product = self.product.value
        return OpportunityEntry(
            customer_id=self.customer.value,
            title=self.heading.text(),
            product_id=product if isinstance(product, int) else None,
            product_kind=self._kind_of(product),
            stage=self.stage.value or OPEN_STAGES[0],
            amount=self.amount.text(),
            reason=self.reason.value,
            note=self.note.toPlainText(),
            next_step=self.step.text(),
            next_step_on=self.step_on.text(),
        )

    @property
    def first(self) -> QWidget:
        """The field that the stage asks for, or the first that is empty."""
        if self.stage.value == LOST:
            return self.reason
        if self.stage.value == WON and not self.amount.text():
            return self.amount
        return self.heading if self.customer.value else self.customer

    def show_entry(self, entry: OpportunityEntry) -> None:
        """Let the fields hold an entry."""
        self.customer.choose(entry.customer_id)
        put(self.heading, entry.title)
        self.stage.choose(entry.stage)
        self.product.choose(entry.product_id if entry.product_id is not None else entry.product_kind or None)
        put(self.amount, entry.amount)
        self.reason.choose(entry.reason)
        put(self.step, entry.next_step)
        put(self.step_on, entry.next_step_on)
        put(self.note, entry.note)
        self._fit()

    def reading(self, wanted: Any) -> Callable[[Book], Any]:
        """Return the service that reads what the form is made of."""
        new = wanted if isinstance(wanted, OpportunityWanted) else OpportunityWanted()
        self._wanted = new
        return partial(opportunity_form, opportunity_id=new.opportunity_id, customer_id=new.customer_id)

    def offer(self, form: OpportunityForm) -> OpportunityEntry:
        """Work by the rules of the bank; the stage that is asked for is chosen once the form stands there."""
        self._form = form
        self.step_on.today = form.today
        self.reason.offer(form.policy.codes.lost_reasons)
        self.customer.fix(fixed=form.row is not None)
        if form.customer is not None:
            self.customer.learn([form.customer])
        self._offer_names()
        self.withdraw_button.setVisible(form.row is not None)
        self._say_subtitle()
        return form.entry

    def writing(self) -> Callable[[Book], Edited]:
        """Return the service that saves it."""
        row = self._form.row if self._form else None
        shown = self._form.entry if self._form and row else None
        key = row.id if row else None
        return partial(save_opportunity, entry=self.entry, opportunity_id=key, shown=shown)

    def saved(self, answer: Edited) -> str:
        """Say what was saved."""
        told = {WON: _("The opportunity is won."), LOST: _("The opportunity is closed as lost.")}
        return told.get(self.stage.value, _("The opportunity is saved."))

    def about(self) -> str:
        """Return which opportunity is edited, or of whom a new one was asked for."""
        wanted = self._wanted or OpportunityWanted()
        return (wanted.opportunity_id or wanted.customer_id or b"").hex()

    def _on_read(self, form: Any) -> None:
        super()._on_read(form)
        if self._wanted.stage:
            self.stage.choose(self._wanted.stage)
            self._fit()
            self.first.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._form is not None:
            self._offer_names()
            self._say_amount()
            self._say_day()
            self._say_subtitle()

    def _on_withdraw_clicked(self) -> None:
        if self._form is not None and self._form.row is not None:
            service = partial(withdraw_opportunity, opportunity_id=self._form.row.id)
            self._desk.ask(self, service, self._on_withdrawn)

    def _on_withdrawn(self, edited: Edited) -> None:
        self._forget()
        self.vanish()
        self._desk.book_changed.emit()
        self._desk.offered.emit(_("Taken back."), _("Undo"), partial(self._take_back, edited.mutations))

    def _kind_of(self, product: Any) -> str:
        """Return the kind that is chosen; of a product, the one that it had, as the catalogue says the same."""
        if isinstance(product, int):
            entry = self._form.entry if self._form else OpportunityEntry()
            return entry.product_kind if product == entry.product_id else ""
        return product or ""

    def _fit(self) -> None:
        """Show what belongs to the stage: a reason of what is lost, a next step of what is open."""
        stage = self.stage.value
        self.fields["reason"].setVisible(stage == LOST)
        for name in ("next_step", "next_step_on"):
            self.fields[name].setVisible(stage in OPEN_STAGES)

    def _say_amount(self, _text: str = "") -> None:
        form = self._form
        minor = amount_of(self.amount.text(), form.currency) if form else None
        known = words.money(minor, form.currency if form else None)
        self.fields["amount"].show_hint(f"→ {known}" if known else "")

    def _say_day(self, _text: str = "") -> None:
        self.fields["next_step_on"].show_hint(day_hint(self.step_on.text(), self.step_on.today))

    def _say_subtitle(self) -> None:
        form = self._form
        if form is not None:
            who = name_of(form.customer) if form.customer else ""
            opened = words.day(form.row.opened_on) if form.row else None
            since = _("since {day}", day=opened) if opened else ""
            self.subtitle.setText(" · ".join(filter(None, (who, since, form.row and form.row.campaign))))

    def _offer_names(self) -> None:
        form = self._form
        if form is None:
            return
        self.stage.offer({stage: _text(stage_name(stage)) for stage in STAGES})
        kinds = form.policy.codes.product_kinds
        any_of = [(code, _("{kind} (any)", kind=words.code(kinds, code))) for code in kinds]
        offered: Sequence[tuple[Any, str]] = [(None, _("Not known yet")), *any_of, *form.products]
        self.product.offer(offered)

    def _fill_in(self) -> None:
        self.add("customer", N_("Customer"), self.customer)
        self.add("title", N_("What it is about"), self.heading)
        self.add("stage", N_("Stage"), self.stage)
        self.add("reason", N_("Why it was lost"), self.reason)
        line = self.line()
        self.add("product", N_("Product or kind of product"), self.product, line)
        self.add("amount", N_("Amount"), self.amount, line)
        line = self.line()
        self.add("next_step", N_("Next step"), self.step, line)
        self.add("next_step_on", N_("Day of the next step"), self.step_on, line)
        self.add("note", N_("Note"), self.note)
        self.column.addStretch(1)
        say(
            self.heading.setPlaceholderText,
            N_("For example: term deposit matures, wants something for a year"),
        )
        say(self.amount.setPlaceholderText, N_("500000 or 50万"))
        say(self.step_on.setPlaceholderText, N_("tomorrow, next Monday, 2026-11-24"))


def _text(said: str) -> Text:
    """Return a name in the present language as the names of codes are kept."""
    return Text(said, said)
