"""The form of a prospect, new or one's own: who it is and how to be reached; who may be the same is shown meanwhile."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.duplicates import Candidate
from advisor_app.domain.entries import whole_date
from advisor_app.domain.personal import RESIDENT_ID, birth_day
from advisor_app.domain.prospects import ProspectEntry
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.prospects import (
    ProspectForm,
    ProspectSaved,
    add_prospect,
    close_prospect,
    edit_prospect,
    prospect_form,
)
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import SpokenDay, put
from advisor_app.ui.screens.form_sheet import FormSheet
from advisor_app.ui.screens.prospects.office import OfficeField
from advisor_app.ui.screens.prospects.same import SameField
from advisor_app.ui.screens.prospects.wanted import PROSPECT, ProspectWanted
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.words_choice import WordsChoice

_PAUSE_MS, _WIDE = 250, 1_000


class ProspectSheet(FormSheet):
    """The panel in which a prospect is recorded or edited."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(desk, N_("Prospect"), "user-plus", area, PROSPECT, ProspectEntry)
        self._form: ProspectForm | None = None
        self.name, self.phone, self.email = QLineEdit(), QLineEdit(), QLineEdit()
        self.id_number, self.address, self.occupation = QLineEdit(), QLineEdit(), QLineEdit()
        self.id_kind, self.sex = Choice(), Choice()
        self.born, self.source = SpokenDay(), WordsChoice()
        self.same, self.office = SameField(desk), OfficeField(desk)
        self.give_up_button = QPushButton()
        self.give_up_button.setProperty("kind", "quiet")
        say(self.give_up_button.setText, N_("Stop pursuing"))
        say(self.give_up_button.setToolTip, N_("The prospect is not pursued any more; the record stays."))
        self.give_up_button.clicked.connect(self._on_give_up_clicked)
        self.foot.insertWidget(1, self.give_up_button)
        for choice in (self.id_kind, self.sex):
            choice.setMaximumWidth(_WIDE)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._compare)
        self._fill_in()
        for field in (
            self.name,
            self.phone,
            self.email,
            self.id_number,
            self.address,
            self.occupation,
            self.born,
        ):
            field.textChanged.connect(self._on_edited)
        for choice in (self.id_kind, self.sex):
            choice.chosen.connect(self._on_edited)
        self.source.edited.connect(self._on_edited)
        self.born.textChanged.connect(self._say_birthday)
        self.id_number.textChanged.connect(self._say_birthday)
        self.same.chosen.connect(self._on_same_chosen)

    @property
    def entry(self) -> ProspectEntry:
        """What is typed."""
        return ProspectEntry(
            name=self.name.text(),
            sex=self.sex.value or "",
            phone=self.phone.text(),
            id_kind=self._id_kind(),
            id_number=self.id_number.text(),
            birth_day=self.born.text(),
            email=self.email.text(),
            address=self.address.text(),
            occupation=self.occupation.text(),
            source=self.source.value,
        )

    @property
    def first(self) -> QWidget:
        """The name."""
        return self.name

    def show_entry(self, entry: ProspectEntry) -> None:
        """Let the fields hold an entry."""
        for field, text in (
            (self.name, entry.name),
            (self.phone, entry.phone),
            (self.id_number, entry.id_number),
            (self.born, entry.birth_day),
            (self.email, entry.email),
            (self.address, entry.address),
            (self.occupation, entry.occupation),
        ):
            put(field, text)
        self.sex.choose(entry.sex or None)
        self.id_kind.choose(entry.id_kind or next(iter(self._id_kinds()), None))
        self.source.choose(entry.source)
        self.same.clear()
        self.office.clear()
        self._say_birthday()

    def reading(self, wanted: Any) -> Callable[[Book], ProspectForm]:
        """Return the service that reads what the form is made of."""
        self._wanted = wanted if isinstance(wanted, ProspectWanted) else ProspectWanted()
        return partial(prospect_form, prospect_id=self._wanted.prospect_id)

    def offer(self, form: ProspectForm) -> ProspectEntry:
        """Work by the rules of the bank."""
        self._form = form
        self.born.today = form.today
        self.source.offer(form.policy.codes.prospect_sources)
        self._offer_names()
        self.give_up_button.setVisible(self._wanted.prospect_id is not None)
        return form.entry

    def writing(self) -> Callable[[Book], ProspectSaved]:
        """Return the service that saves it."""
        if self._wanted.prospect_id is None or self._form is None:
            return partial(add_prospect, entry=self.entry)
        return partial(
            edit_prospect, prospect_id=self._wanted.prospect_id, entry=self.entry, shown=self._form.entry
        )

    def saved(self, answer: ProspectSaved) -> str:
        """Show who is new, and say what was saved."""
        if self._wanted.prospect_id is not None:
            return _("The prospect is changed.")
        self._desk.customer_wanted.emit(answer.customer_id)
        return _("The prospect is recorded.")

    def about(self) -> str:
        """Return who is edited."""
        wanted = self._wanted or ProspectWanted()
        return (wanted.prospect_id or b"").hex()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._form is not None:
            self._offer_names()
            self._say_birthday()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._pause.stop()
        self.office.stop()

    def _on_edited(self, *_args: object) -> None:
        super()._on_edited()
        if self._read:
            self._pause.start()

    def _on_same_chosen(self, customer_id: bytes) -> None:
        self.leave()
        self._desk.customer_wanted.emit(customer_id)

    def _on_give_up_clicked(self) -> None:
        if self._wanted.prospect_id is not None:
            service = partial(close_prospect, prospect_id=self._wanted.prospect_id)
            self._desk.ask(self, service, self._on_given_up)

    def _on_given_up(self, edited: Edited) -> None:
        self._forget()
        self.vanish()
        self._desk.book_changed.emit()
        told = _("The prospect is given up.")
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, edited.mutations))

    def _compare(self) -> None:
        """Look who in the book may be the same; what is masked still is compared by nobody."""
        shown = self._form.entry if self._form else ProspectEntry()
        entry = self.entry
        self.same.look(
            name=entry.name,
            birth_day=self._birth_day(),
            phone="" if entry.phone == shown.phone and self._wanted.prospect_id else entry.phone,
            id_number=""
            if entry.id_number == shown.id_number and self._wanted.prospect_id
            else entry.id_number,
            besides=self._wanted.prospect_id,
        )
        if self._wanted.prospect_id is None:
            self.office.look(
                Candidate(
                    entry.name.strip() or None,
                    self._birth_day(),
                    entry.phone or None,
                    entry.id_number or None,
                )
            )

    def _birth_day(self) -> int | None:
        typed = whole_date(self.born.text())
        said = birth_day(self.id_number.text().strip().upper())
        return said if typed is None and self.id_kind.value == RESIDENT_ID else typed

    def _say_birthday(self, _text: str = "") -> None:
        day = self._birth_day()
        known = "" if day is None else words.day(day)
        self.fields["birth_day"].show_hint(f"→ {known}" if known else "")

    def _id_kind(self) -> str:
        """Return the kind of document, empty while no number of one is typed."""
        return (self.id_kind.value or "") if self.id_number.text().strip() else ""

    def _id_kinds(self) -> list[str]:
        return list(self._form.policy.codes.id_kinds) if self._form else []

    def _offer_names(self) -> None:
        if self._form is None:
            return
        codes = self._form.policy.codes
        self.id_kind.offer([(code, words.code(codes.id_kinds, code) or code) for code in codes.id_kinds])
        sexes = [(code, words.code(codes.sexes, code) or code) for code in codes.sexes]
        self.sex.offer([(None, words.NOTHING), *sexes])

    def _fill_in(self) -> None:
        line = self.line()
        self.add("name", N_("Name"), self.name, line)
        self.add("sex", N_("Sex"), self.sex, line)
        line = self.line()
        self.add("phone", N_("Phone"), self.phone, line)
        self.add("email", N_("E-mail"), self.email, line)
        line = self.line()
        self.add("id_kind", N_("Identity document"), self.id_kind, line)
        self.add("id_number", N_("Number of the document"), self.id_number, line)
        line = self.line()
        self.add("birth_day", N_("Birthday"), self.born, line)
        self.add("occupation", N_("Occupation"), self.occupation, line)
        self.add("address", N_("Address"), self.address)
        self.add("source", N_("Came to us through"), self.source)
        self.column.addWidget(self.same)
        self.column.addWidget(self.office)
        self.column.addStretch(1)
        say(self.born.setPlaceholderText, N_("1961-03-09; read from an identity card"))
        self.source.hint(N_("Choose, or write it"))
