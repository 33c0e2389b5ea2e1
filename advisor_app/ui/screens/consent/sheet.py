"""Recording a consent: for what, whether it was given or withdrawn, where, and how that is known."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advisor_app.domain.contacts import SHORT_CHARACTERS
from advisor_app.domain.permission import ALL
from advisor_app.errors import AppError, FieldError, IssuesError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.consents import ConsentEntry, record_consent
from advisor_app.services.contact_form import ContactForm, contact_form
from advisor_app.services.edit_contact import Edited
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.consent.wanted import NewConsent, told
from advisor_app.ui.screens.contact.fields import Field, options
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.sheet import Sheet


class ConsentSheet(Sheet):
    """The panel in which a consent is recorded."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Record consent"), "shield-check", area)
        self._desk = desk
        self._form: ContactForm | None = None
        self._wanted: NewConsent | None = None
        self._begun = ConsentEntry("", "", granted=True)
        self._saving = self._resumed = False
        self.channel, self.purpose, self.granted, self.source = (Choice() for _place in range(4))
        self.evidence = QLineEdit()
        self.evidence.setMaxLength(SHORT_CHARACTERS)
        say(self.evidence.setPlaceholderText, N_("Number of the form, or the customer's words"))
        self.fields = {
            "channel": Field(N_("Channel"), self.channel),
            "purpose": Field(N_("Purpose"), self.purpose),
            "granted": Field(N_("The customer"), self.granted),
            "source": Field(N_("Where"), self.source),
            "evidence": Field(N_("How it is known"), self.evidence),
        }
        self._fill()
        for name, choice in self._choices():
            choice.chosen.connect(partial(self._on_edited, name))
        self.evidence.textEdited.connect(partial(self._on_edited, "evidence"))
        self.evidence.returnPressed.connect(self.save)
        desk.background.crashed.connect(self._on_crashed)

    @property
    def entry(self) -> ConsentEntry:
        """What stands in the form."""
        return ConsentEntry(
            self.channel.value or "",
            self.purpose.value or "",
            granted=bool(self.granted.value),
            source=self.source.value or "",
            evidence=self.evidence.text(),
        )

    @property
    def used(self) -> bool:
        """Whether something was typed."""
        return self.is_open and (self._resumed or self.entry != self._begun)

    def open(self, wanted: object) -> None:
        """Come up for a consent; a form in which something was typed goes on."""
        if isinstance(wanted, NewConsent) and not self.used:
            self._wanted, self._begun = wanted, wanted.entry
            self._saving = self._resumed = False
            self.subtitle.setText(wanted.name)
            self._show_errors(())
            self._desk.ask(self, contact_form, self._on_form, key="form", failed=self._on_form_failed)
        self.appear(self.evidence if self._wanted and self._wanted.entry.granted else self.granted)

    def save(self) -> None:
        """Record it if nothing is wrong with it."""
        if self._saving or self._wanted is None or self._form is None:
            return
        self._saving = True
        entry = self.entry
        service = partial(record_consent, customer_id=self._wanted.customer_id, entry=entry)
        self._desk.ask(self, service, partial(self._on_recorded, entry), failed=self._on_refused)

    def leave(self) -> None:
        """Close; what was typed can be gone on with."""
        wanted, entry, typed = self._wanted, self.entry, self.used
        self.vanish()
        if typed and wanted:
            again = partial(self._reopen, wanted._replace(entry=entry))
            self._desk.offered.emit(_("This was not recorded."), _("Go on"), again)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._form:
            self._show(self.entry)
            self._say_state()

    def _on_form(self, form: ContactForm) -> None:
        self._form = form
        self._show(self._begun)
        self._begun = self.entry

    def _on_form_failed(self, error: AppError) -> None:
        self.vanish()
        self._desk.failed.emit(error)

    def _on_edited(self, name: str, *_text: str) -> None:
        self.fields[name].show_errors([])
        if name in ("channel", "purpose"):
            self._offer_answers()
        self._say_state()

    def _on_recorded(self, entry: ConsentEntry, edited: Edited) -> None:
        self._saving = False
        self.vanish()
        told(self._desk, self, entry, edited)

    def _on_refused(self, error: AppError) -> None:
        self._saving = False
        if isinstance(error, IssuesError):
            self._show_errors(error.issues)
        else:
            self._desk.failed.emit(error)

    def _on_crashed(self, _error: BaseException) -> None:
        self._saving = False

    def _reopen(self, wanted: NewConsent) -> None:
        self.open(wanted)
        self._resumed = True

    def _show(self, entry: ConsentEntry) -> None:
        if self._form is None:
            return
        codes = self._form.policy.codes
        self.channel.offer(options(codes.consent_channels, entry.channel)[1:])
        self.purpose.offer(options(codes.consent_purposes, entry.purpose)[1:])
        self.source.offer(options(codes.consent_sources, entry.source))
        self.channel.choose(entry.channel)
        self.purpose.choose(entry.purpose)
        self._offer_answers()
        self.source.choose(entry.source)
        self.granted.choose(entry.granted)
        if self.evidence.text() != entry.evidence:
            self.evidence.setText(entry.evidence)

    def _offer_answers(self) -> None:
        """Offer what the customer can have said: for everything at once it is do-not-contact."""
        if self.channel.value == self.purpose.value == ALL:
            answers = [(True, _("may be contacted again")), (False, _("is not to be contacted"))]
        else:
            answers = [(True, _("has given consent")), (False, _("has withdrawn it"))]
        self.granted.offer(answers)

    def _show_errors(self, errors: Iterable[AppError]) -> None:
        wrong = [error for error in errors if isinstance(error, FieldError)]
        for name, field in self.fields.items():
            field.show_errors([error for error in wrong if error.field == name])
        if first := next((field for field in self.fields.values() if field.errors), None):
            first.editor.setFocus(Qt.FocusReason.TabFocusReason)
        self._say_state()

    def _say_state(self) -> None:
        wrong = sum(bool(field.errors) for field in self.fields.values())
        text = ngettext("{n} field needs attention", "{n} fields need attention", wrong) if wrong else ""
        self.state.setText(text)

    def _choices(self) -> tuple[tuple[str, Choice], ...]:
        return (
            ("channel", self.channel),
            ("purpose", self.purpose),
            ("granted", self.granted),
            ("source", self.source),
        )

    def _fill(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(20, 4, 20, 16)
        column.setSpacing(12)
        for names in (("channel", "purpose"), ("granted", "source"), ("evidence",)):
            line = QHBoxLayout()
            line.setSpacing(12)
            for name in names:
                line.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)
        column.addStretch(1)
        self.body.addLayout(column, 1)
