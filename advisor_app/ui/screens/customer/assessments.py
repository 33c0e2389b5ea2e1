"""The card of a customer's assessments of risk: what counts until when, all that were taken, and taking another."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.assessments import Assessments, customer_assessments
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.assessments import AssessmentsModel, allowance_words, grade_words
from advisor_app.ui.say import say
from advisor_app.ui.screens.assessment.wanted import assess
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label

_LOWEST = 120


class AssessmentsCard(Card):
    """The assessments of one customer; they are read when a profile is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Risk assessment"), parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: Assessments | None = None
        self.take_button = QPushButton()
        self.take_button.setProperty("kind", "quiet")
        self.take_button.setIcon(icon("shield-check"))
        say(self.take_button.setText, N_("Take the assessment…"))
        say(self.take_button.setToolTip, N_("Take the risk assessment of this customer (Ctrl+Shift+A)"))
        self.head.addWidget(self.take_button)
        self.state, self.allowed = Label(wrap=True), Label(kind="small", wrap=True)
        self.model = AssessmentsModel()
        self.list = EntryList(self.model, line=False)
        self.list.setMinimumHeight(_LOWEST)
        say(self.list.setAccessibleName, N_("All assessments of this customer"))
        for widget in (self.state, self.allowed):
            self.body.addWidget(widget)
        self.body.addWidget(self.list, 1)
        self.take_button.clicked.connect(self._on_take_clicked)
        self._render()

    def show_profile(self, profile: Profile) -> None:
        """Read the assessments of a customer; of the same one what is shown stays until they are read."""
        customer = profile.person.id
        if customer != self._customer:
            self.clear()
            self._customer = customer
        service = partial(customer_assessments, customer_id=customer)
        self._desk.ask(self, service, partial(self._on_read, customer), key="assessments")

    def clear(self) -> None:
        """Forget the customer."""
        self._customer = self._found = None
        self.model.set_rows(())
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()
            self._render()

    def _on_read(self, customer: bytes, found: Assessments) -> None:
        if customer == self._customer:
            self._found = found
            self.model.show(found)
            self._render()

    def _on_take_clicked(self) -> None:
        if self._customer is not None:
            assess(self._desk, self._customer)

    def _render(self) -> None:
        found = self._found
        self.take_button.setEnabled(found is not None)
        self.list.setVisible(found is not None and bool(found.rows))
        if found is None:
            self.state.setText("")
            self.allowed.setText("")
            return
        newest = found.newest
        if newest is None:
            self.state.setText(_("Never assessed: deposits only may be offered."))
            self.state.be("warn")
        else:
            values = {"grade": grade_words(found.policy, newest.grade), "day": words.day(newest.expires_on)}
            expired = newest.expires_on < found.today
            self.state.setText(
                _("{grade}, expired on {day}", **values)
                if expired
                else _("{grade}, valid until {day}", **values)
            )
            self.state.be("bad" if expired else "heading")
        self.allowed.setText(str(found.refusal) if found.refusal else allowance_words(found.allowance))
