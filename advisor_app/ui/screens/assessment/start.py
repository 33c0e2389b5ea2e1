"""Before the questions: what there is, how many more are allowed, and where the assessment is taken."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.services.assessments import AssessmentForm
from advisor_app.ui.models.assessments import allowance_words, grade_words
from advisor_app.ui.screens.contact.chips import CodeChips
from advisor_app.ui.screens.contact.fields import Field
from advisor_app.ui.widgets.label import Label


class StartPage(QWidget):
    """What an advisor sees before the customer is asked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: AssessmentForm | None = None
        self.name = Label(kind="display", wrap=True)
        self.last, self.count = Label(wrap=True), Label(kind="muted", wrap=True)
        self.refusal = Label(kind="bad", wrap=True)
        self.place = CodeChips({"outlet": "landmark", "visit": "map-pin"})
        self.field = Field(N_("Where it is taken"), self.place)
        self.advice = Label(kind="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(12)
        for widget in (self.name, self.last, self.count, self.refusal, self.field, self.advice):
            column.addWidget(widget)
        column.addStretch(1)

    @property
    def first(self) -> QWidget:
        """Where the place is chosen."""
        return self.place

    def show_form(self, form: AssessmentForm) -> None:
        """Show what there is of a customer."""
        self._form = form
        names = form.policy.codes.assessment_places
        self.place.offer({code: names[code] for code in form.places if code in names})
        self.field.setVisible(form.refusal is None)
        self.render_words()

    def render_words(self) -> None:
        """Say everything in the present language."""
        form = self._form
        if form is None:
            return
        self.name.setText(form.asked.name.in_language(current_language()))
        self.last.setText(self._last(form))
        self.count.setText(allowance_words(form.allowance))
        self.refusal.setText("" if form.refusal is None else f"✗ {form.refusal}")
        self.refusal.setVisible(form.refusal is not None)
        first = form.allowance.first and form.refusal is None
        self.field.show_hint(_("The first assessment is taken at an outlet.") if first else "")
        self.advice.setText(
            _(
                "The customer answers; you read out or turn the screen. The result is told after the customer has "
                "confirmed the answers, and stands from then on."
            )
        )
        self.advice.setVisible(form.refusal is None)

    def _last(self, form: AssessmentForm) -> str:
        last = form.last
        if last is None:
            return _("This customer has never been assessed.")
        values = {"grade": grade_words(form.policy, last.grade), "day": words.day(last.expires_on)}
        if last.expires_on < form.today:
            return _("The last assessment came to {grade}, and expired on {day}.", **values)
        return _("The last assessment came to {grade}, and is valid until {day}.", **values)
