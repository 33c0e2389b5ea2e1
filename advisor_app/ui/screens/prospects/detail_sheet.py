"""The form of what a customer told: of which kind, what it is, how it is known."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from advisor_app import words
from advisor_app.domain.details import (
    EXPIRY,
    FACTS,
    GOAL,
    KINDS,
    LIFE_EVENT,
    RELATION,
    DetailEntry,
)
from advisor_app.domain.entries import amount_of, whole_date
from advisor_app.domain.policy import Text
from advisor_app.domain.policy.schema import Names
from advisor_app.domain.spoken_dates import day_of
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.proposals import DetailForm, detail_form, propose
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.pursuits import kind_name
from advisor_app.ui.screens.contact.chips import CodeChips
from advisor_app.ui.screens.contact.fields import NoteField, SpokenDay, put
from advisor_app.ui.screens.contact.one_customer import OneCustomer
from advisor_app.ui.screens.contact.people import name_of
from advisor_app.ui.screens.form_sheet import FormSheet
from advisor_app.ui.screens.prospects.wanted import DETAIL
from advisor_app.ui.widgets.words_choice import WordsChoice

_NOTE_LINES = 2, 6
_NOTHING: Names = {}


class DetailSheet(FormSheet):
    """The panel in which a detail is recorded."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(desk, N_("What the customer told"), "id-card", area, DETAIL, DetailEntry)
        self._form: DetailForm | None = None
        self.kind, self.value, self.label = CodeChips({}), WordsChoice(), WordsChoice()
        self.day, self.amount, self.note = SpokenDay(), QLineEdit(), NoteField(*_NOTE_LINES)
        self.related, self.source = OneCustomer(desk, self.panel), WordsChoice()
        self._fill_in()
        for signal in (
            self.value.edited,
            self.label.edited,
            self.source.edited,
            self.related.edited,
            self.day.textChanged,
            self.amount.textEdited,
            self.note.textChanged,
            self.kind.chosen,
        ):
            signal.connect(self._on_edited)
        self.kind.chosen.connect(self._on_kind_chosen)
        self.value.edited.connect(self._say_hints)
        self.day.textChanged.connect(self._say_hints)
        self.amount.textChanged.connect(self._say_hints)

    @property
    def entry(self) -> DetailEntry:
        """What is typed."""
        return DetailEntry(
            customer_id=self._wanted.customer_id if self._wanted else None,
            kind=self.kind.value,
            value=self.value.value,
            label=self.label.value,
            day=self.day.text(),
            amount=self.amount.text(),
            related_id=self.related.value,
            source=self.source.value,
            note=self.note.toPlainText(),
        )

    @property
    def first(self) -> QWidget:
        """The value, or the kind while none is chosen."""
        if not self.kind.value:
            return self.kind
        return self.related if self.kind.value == RELATION else self.value

    def show_entry(self, entry: DetailEntry) -> None:
        """Let the fields hold an entry."""
        self.kind.choose(entry.kind)
        self._fit()
        self.value.choose(entry.value)
        self.label.choose(entry.label)
        self.source.choose(entry.source)
        self.related.choose(entry.related_id)
        put(self.day, entry.day)
        put(self.amount, entry.amount)
        put(self.note, entry.note)
        self._say_hints()

    def reading(self, wanted: Any) -> Callable[[Book], DetailForm]:
        """Return the service that reads what the form is made of."""
        self._wanted = wanted
        return partial(detail_form, customer_id=wanted.customer_id)

    def offer(self, form: DetailForm) -> DetailEntry:
        """Work by the rules of the bank."""
        self._form = form
        self.day.today = form.today
        self.label.offer(form.policy.codes.relations)
        self.source.offer(form.policy.codes.detail_sources)
        self.subtitle.setText(name_of(form.customer))
        self._offer_kinds()
        told = next(iter(form.policy.codes.detail_sources), "")
        return DetailEntry(self._wanted.customer_id, self._wanted.kind, source=told)

    def writing(self) -> Callable[[Book], Edited]:
        """Return the service that saves it."""
        return partial(propose, entry=self.entry)

    def saved(self, answer: Edited) -> str:
        """Say what was saved."""
        return _("Recorded; it is marked until head office has confirmed it.")

    def about(self) -> str:
        """Return whom it is about."""
        return str(self._wanted.customer_id.hex()) if self._wanted else ""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._form is not None:
            self._offer_kinds()
            self._say_hints()

    def _on_kind_chosen(self) -> None:
        self._fit()
        self._say_hints()

    def _fit(self) -> None:
        """Show what belongs to the kind."""
        kind = self.kind.value
        codes = self._form.policy.codes if self._form else None
        value = self.value.value
        self.value.offer(codes.life_events if codes and kind == LIFE_EVENT else _NOTHING)
        self.value.choose(value)
        self.fields["related"].setVisible(kind == RELATION)
        self.fields["label"].setVisible(kind == RELATION)
        self.fields["day"].setVisible(kind in (LIFE_EVENT, GOAL))
        self.fields["amount"].setVisible(kind == GOAL)

    def _say_hints(self, *_args: object) -> None:
        form, kind = self._form, self.kind.value
        if form is None:
            return
        day = whole_date(self.value.value) if kind == EXPIRY else None
        self.fields["value"].show_hint(_arrow(words.day(day)))
        typed = self.day.text()
        happens = whole_date(typed) if whole_date(typed) is not None else day_of(typed, form.today)
        self.fields["day"].show_hint(_arrow(words.day(happens)))
        minor = amount_of(self.amount.text(), form.currency)
        self.fields["amount"].show_hint(_arrow(words.money(minor, form.currency)))

    def _offer_kinds(self) -> None:
        kinds = FACTS if self._form and self._form.editable else KINDS
        self.kind.offer({kind: Text(kind_name(kind), kind_name(kind)) for kind in kinds})

    def _fill_in(self) -> None:
        self.add("kind", N_("What it is"), self.kind)
        self.add("related", N_("Who, of your book"), self.related)
        self.add("value", N_("What was told"), self.value)
        self.add("label", N_("How they are related"), self.label)
        line = self.line()
        self.add("day", N_("Day of it"), self.day, line)
        self.add("amount", N_("Amount"), self.amount, line)
        self.add("source", N_("How it is known"), self.source)
        self.add("note", N_("Note"), self.note)
        self.column.addStretch(1)
        self.source.hint(N_("Choose, or write it"))
        self.label.hint(N_("Choose, or write it"))


def _arrow(text: str | None) -> str:
    return f"→ {text}" if text else ""
