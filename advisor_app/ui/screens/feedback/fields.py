"""The fields of new feedback: they hold what is typed, whatever it is, and say beside each what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain import complaints
from advisor_app.domain.feedback import COMPLAINT, SURVEY, FeedbackEntry
from advisor_app.domain.spoken_dates import day_of
from advisor_app.domain.written import ContactDetail
from advisor_app.errors import AppError, FieldError
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.services.customer_contacts import CustomerContacts
from advisor_app.services.record_feedback import FeedbackForm
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.feedback import KIND_DRAWINGS
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.chips import CodeChips
from advisor_app.ui.screens.contact.customers_field import CustomersField
from advisor_app.ui.screens.contact.fields import Field, NoteField, SpokenDay, put
from advisor_app.ui.screens.contact.spoken import day_hint, day_shown, time_hint
from advisor_app.ui.screens.feedback.answers import AnswersField
from advisor_app.ui.widgets.choice import Choice

_LINES = (4, 12)
_GAP, _BESIDE, _LEAST_LETTERS = 12, 12, 6


class FeedbackFields(QWidget):
    """All that feedback is recorded with. `over` is what panels of these fields may lie on."""

    edited = Signal()
    """Something was changed by hand."""
    customer_changed = Signal()

    def __init__(self, desk: Desk, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: FeedbackForm | None = None
        self._contacts: Sequence[ContactDetail] = ()
        self._heard: CustomerContacts | None = None
        self.customer = CustomersField(desk, over)
        self.kind, self.channel = CodeChips(KIND_DRAWINGS), CodeChips({})
        self.questionnaire, self.answers, self.text = Choice(), AnswersField(), NoteField(*_LINES)
        self.day, self.time = SpokenDay(), QLineEdit()
        self.product, self.contact, self.handler, self.about = Choice(), Choice(), Choice(), Choice()
        self.complex, self.follow_up = QCheckBox(), QCheckBox()
        self.fields = {
            "kind": Field(N_("Kind"), self.kind),
            "customer_id": Field(N_("Customer"), self.customer),
            "channel": Field(N_("How it reached the bank"), self.channel),
            "questionnaire": Field(N_("Questionnaire"), self.questionnaire),
            "answers": Field(N_("Answers"), self.answers),
            "text": Field(N_("What the customer said"), self.text),
            "day": Field(N_("Day"), self.day),
            "time": Field(N_("Time"), self.time),
            "handler_id": Field(N_("Handler"), self.handler),
            "about_id": Field(N_("Complaint about"), self.about),
            "product_id": Field(N_("Product"), self.product),
            "interaction_id": Field(N_("About a contact"), self.contact),
        }
        self._lay_out()
        self._wire()

    @property
    def entry(self) -> FeedbackEntry:
        """What stands in the fields."""
        kind = self.kind.value
        complaint, survey = kind == COMPLAINT, kind == SURVEY
        return FeedbackEntry(
            customer_id=self.customer.ids[0] if self.customer.ids else None,
            kind=kind,
            channel=self.channel.value,
            text=self.text.toPlainText(),
            day=self.day.text(),
            time=self.time.text(),
            product_id=self.product.value,
            interaction_id=self.contact.value,
            questionnaire=(self.questionnaire.value or "") if survey else "",
            answers=self.answers.answers if survey else (),
            handler_id=self.handler.value if complaint else None,
            about_id=self.about.value if complaint else None,
            is_complex=complaint and self.complex.isChecked(),
            follow_up=not complaint and self.follow_up.isChecked(),
        )

    def offer(self, form: FeedbackForm) -> None:
        """Offer what the bank has to choose from, and read days by today."""
        self._form = form
        self.day.today = form.today
        self._name()
        self._arrange()

    def offer_contacts(self, found: CustomerContacts | None) -> None:
        """Offer the newest contacts of the customer as what the feedback is about."""
        self._heard, self._contacts = found, found.rows if found else ()
        self._name_contacts()

    def show_entry(self, entry: FeedbackEntry) -> None:
        """Show an entry without telling anybody."""
        self.blockSignals(True)
        self.customer.show_customers((entry.customer_id,) if entry.customer_id else ())
        self.kind.choose(entry.kind)
        self.channel.choose(entry.channel)
        put(self.text, entry.text)
        put(self.day, entry.day)
        put(self.time, entry.time)
        self.product.choose(entry.product_id)
        self.contact.choose(entry.interaction_id)
        self.questionnaire.choose(entry.questionnaire or self.questionnaire.value)
        self._arrange()
        self.answers.show_answers(entry.answers)
        self.handler.choose(entry.handler_id)
        self.about.choose(entry.about_id)
        self.complex.setChecked(entry.is_complex)
        self.follow_up.setChecked(entry.follow_up)
        self.show_errors([])
        self._show_hints()
        self.blockSignals(False)

    def blank(self, entry: FeedbackEntry) -> FeedbackEntry:
        """Return an entry with what a new form begins with: a complaint is mine to answer unless it says otherwise."""
        return replace(entry, handler_id=self._form.advisor_id if self._form else None)

    def show_errors(self, errors: Iterable[AppError]) -> QWidget | None:
        """Say beside each field what is wrong with it, and return the first that is wrong, to type in."""
        of_field: dict[str, list[FieldError]] = {}
        for error in errors:
            if isinstance(error, FieldError):
                of_field.setdefault(error.field.partition("[")[0], []).append(error)
        first: QWidget | None = None
        for name, field in self.fields.items():
            wrong = of_field.get(name, [])
            inner = self.answers.show_errors(wrong) if name == "answers" else None
            field.show_errors([] if name == "answers" else list(wrong))
            if wrong and first is None:
                first = inner or field.editor
        return first

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()
            self._name_contacts()
            self._show_hints()

    def _on_edited(self, name: str, *_value: object) -> None:
        if (field := self.fields.get(name)) is not None and field.errors:
            field.show_errors([])
        self._arrange()
        self.edited.emit()

    def _on_customer_added(self, key: bytes) -> None:
        self.customer.show_customers(
            (key,)
        )  # feedback is of one customer: the new one takes the old one's place
        self._on_customer()

    def _on_customer(self, *_key: object) -> None:
        self.offer_contacts(None)
        self._on_edited("customer_id")
        self.customer_changed.emit()

    def _arrange(self) -> None:
        """Show what the kind asks for."""
        complaint, survey = self.kind.value == COMPLAINT, self.kind.value == SURVEY
        for name in ("handler_id", "about_id"):
            self.fields[name].setVisible(complaint)
        for name in ("questionnaire", "answers"):
            self.fields[name].setVisible(survey)
        self.complex.setVisible(complaint)
        self.follow_up.setVisible(not complaint)
        asked = self._form.policy.questionnaires if self._form and survey else ()
        chosen = next((one for one in asked if one.code == self.questionnaire.value), None)
        self.answers.ask(chosen)
        self._show_hints()

    def _name(self) -> None:
        form = self._form
        if form is None:
            return
        codes, language = form.policy.codes, current_language()
        self.kind.offer(codes.feedback_kinds)
        self.channel.offer(codes.feedback_channels)
        self.questionnaire.offer(
            [(one.code, one.name.in_language(language)) for one in form.policy.questionnaires]
        )
        people = [(one.id, " · ".join(filter(None, (one.name, one.number)))) for one in form.colleagues]
        mine = [(key, _("{name} (me)", name=name)) for key, name in people if key == form.advisor_id]
        others = [pair for pair in people if pair[0] != form.advisor_id]
        self.handler.offer([*mine, (None, _("Nobody yet")), *others])
        self.about.offer([(None, _("Nobody in particular")), *people])
        self.product.offer([(None, _("None")), *form.products])

    def _name_contacts(self) -> None:
        found = self._heard
        offered: list[tuple[bytes | None, str]] = [(None, _("None"))]
        if found is not None and found.bank is not None:
            names = found.policy.codes.contact_channels
            offered += [
                (
                    one.id,
                    f"{words.column_time(one.happened_at, found.bank)} {words.code(names, one.channel) or ''}",
                )
                for one in self._contacts
            ]
        self.contact.offer(offered)

    def _show_hints(self) -> None:
        form = self._form
        if form is None:
            return
        self.fields["day"].show_hint(day_hint(self.day.text(), form.today))
        self.fields["time"].show_hint(time_hint(self.time.text()))
        due = ""
        if self.kind.value == COMPLAINT:
            text = self.day.text()
            received = day_of(text, form.today) if text.strip() else form.today
            if received is not None:
                rules = form.policy.complaints
                last = complaints.due_on(rules, received, is_complex=self.complex.isChecked())
                due = _("The answer is due by {day}.", day=day_shown(last))
        self.fields["handler_id"].show_hint(due)

    def _lay_out(self) -> None:
        say(self.complex.setText, N_("Complex: it takes longer to answer"))
        say(self.follow_up.setText, N_("Somebody has to see to it: keep it open"))
        say(self.day.setPlaceholderText, N_("today"))
        say(self.time.setPlaceholderText, N_("now"))
        say(self.text.setPlaceholderText, N_("In the customer's own words where possible"))
        for choice in (self.questionnaire, self.product, self.contact, self.handler, self.about):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_LEAST_LETTERS)
            choice.setMaximumWidth(_UNBOUND)
        self.kind.choose(COMPLAINT)
        self._name_contacts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 4, 20, 16)
        layout.setSpacing(_GAP)
        for row in (
            ("kind",),
            ("customer_id",),
            ("channel",),
            ("questionnaire",),
            ("answers",),
            ("text",),
            ("day", "time"),
            ("handler_id", "about_id"),
        ):
            layout.addLayout(self._row(row))
        layout.addWidget(self.complex)
        layout.addWidget(self.follow_up)
        layout.addLayout(self._row(("product_id", "interaction_id")))
        layout.addStretch(1)
        self._arrange()

    def _row(self, names: Sequence[str]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(_BESIDE)
        for name in names:
            line.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        return line

    def _wire(self) -> None:
        for signal, name in (
            (self.kind.chosen, "kind"),
            (self.channel.chosen, "channel"),
            (self.questionnaire.chosen, "questionnaire"),
            (self.answers.edited, "answers"),
            (self.text.textChanged, "text"),
            (self.day.textChanged, "day"),
            (self.time.textChanged, "time"),
            (self.product.chosen, "product_id"),
            (self.contact.chosen, "interaction_id"),
            (self.handler.chosen, "handler_id"),
            (self.about.chosen, "about_id"),
            (self.complex.toggled, "is_complex"),
            (self.follow_up.toggled, "follow_up"),
        ):
            signal.connect(partial(self._on_edited, name))
        self.customer.added.connect(self._on_customer_added)
        self.customer.removed.connect(self._on_customer)


_UNBOUND = 16_777_215  # Qt's own widest
