"""Assessments of risk in words, and the list of all that a customer has had."""

from advisor_app import words
from advisor_app.domain.assessments import Allowance, AssessmentRow, answers_of
from advisor_app.domain.policy import Policy
from advisor_app.i18n import current_language
from advisor_app.i18n import gettext as _
from advisor_app.services.assessments import Assessments
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone

_AIMS = ("goal", "horizon", "liquidity")
"""The questions whose answers are shown beside the grade: what else a product has to suit."""


class AssessmentsModel(EntriesModel[AssessmentRow]):
    """The assessments of one customer, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Assessments | None = None

    def show(self, found: Assessments) -> None:
        """Show those of a customer."""
        self._found = found
        self.set_rows(found.rows)

    def entry(self, row: AssessmentRow) -> Entry:
        """Return what one says."""
        found = self._found
        if found is None:
            return Entry("")
        one, policy = row.assessment, found.policy
        place = words.code(policy.codes.assessment_places, one.place)
        until = _("Valid until {day}", day=words.column_day(one.expires_on))
        pending = _("not sent yet") if row.pending and row.refused is None else ""
        refused = _("refused by head office") if row.refused else ""
        score = "" if one.score is None else _("{score} points", score=one.score)
        return Entry(
            grade_words(policy, one.grade),
            drawing="ban" if row.refused else "shield-check",
            tone=Tone.BAD if row.refused else Tone.GOLD,
            badge=place or "",
            body=aims(policy, one.questionnaire, one.answers),
            foot=" · ".join(filter(None, (score, until, row.advisor, pending))),
            stamp=words.column_day(one.assessed_on),
            mark=refused,
            mark_tone=Tone.BAD,
        )


def aims(policy: Policy, questionnaire: str | None, answers: str | None) -> str:
    """Return what the customer said of goal, horizon and liquidity, where the questions are still known."""
    asked = next((one for one in policy.risk_questionnaire if one.code == questionnaire), None)
    told = answers_of(answers)
    if asked is None:
        return ""
    questions = ((asked.question(code), told.get(code, "")) for code in _AIMS)
    options = [question.option(answer) for question, answer in questions if question is not None]
    return " · ".join(one.name.in_language(current_language()) for one in options if one is not None)


def grade_words(policy: Policy, code: str) -> str:
    """Return a grade of risk tolerance with its name: C4 进取型."""
    grade = policy.suitability.customer_grade(code)
    return code if grade is None else f"{code} {grade.name.in_language(current_language())}"


def suiting_words(policy: Policy, code: str) -> str:
    """Return the grades of product that suit a grade of tolerance, with their names."""
    grade = policy.suitability.customer_grade(code)
    names = {one.code: one.name.in_language(current_language()) for one in policy.suitability.product_grades}
    return _(", ").join(f"{one} {names[one]}" for one in (grade.products if grade else ()))


def allowance_words(allowed: Allowance) -> str:
    """Return how many assessments were taken, of how many that may be."""
    return _(
        "Taken today: {today} of {per_day}; in 12 months: {year} of {per_year}, counting all channels.",
        today=allowed.today,
        per_day=allowed.per_day,
        year=allowed.year,
        per_year=allowed.per_year,
    )
