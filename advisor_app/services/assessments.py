"""The assessment of how much risk a customer can bear: whether one may be taken, taking it, and those that were.

The result follows from answers that the customer has confirmed, and is told after that: what comes out is no reason to
answer otherwise. What is recorded stands.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from advisor_app import words
from advisor_app.data import form_drafts, writes
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, assessments, customers
from advisor_app.data.reads.rows import one
from advisor_app.domain import assessments as domain
from advisor_app.domain import entries
from advisor_app.domain.assessments import Allowance, AssessmentEntry, AssessmentRow, Result
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.assessment import RiskQuestionnaire
from advisor_app.domain.prompts.clearing import BY_ASSESSMENT
from advisor_app.domain.records import RiskAssessment
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services import prompt_engine, prompts
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.form_rules import terms
from advisor_app.services.open_book import Book

DRAFT = "assessment"
"""The kind of form under which an assessment that was begun is kept."""

_LIMITS = {
    domain.TOO_MANY_TODAY: N_(
        "This customer has been assessed {most} times today, as often as the rules allow. The next one: tomorrow."
    ),
    domain.TOO_MANY_IN_YEAR: N_(
        "This customer has been assessed {most} times in 12 months, as often as the rules allow. The next one: "
        "from {day} on."
    ),
}
_SENTENCES = {
    entries.MISSING: N_("Choose an answer."),
    entries.UNKNOWN_CODE: N_("This answer is not among those of the questionnaire."),
    domain.AGE_DIFFERS: N_("The customer is {age} years old, and this answer says otherwise."),
    domain.TOO_YOUNG: N_("The customer is {age} years old, which is too young for this questionnaire."),
}


class _Day(int):
    """A day as a value of an error, written when that is read."""

    def __str__(self) -> str:
        return words.day(int(self)) or words.NOTHING


@dataclass(frozen=True, slots=True)
class AssessmentForm:
    """What taking an assessment needs to know.

    `places` are those where it may be taken, `known` the answers that follow from the customer's age.
    `refusal` says why none can be taken now.
    """

    policy: Policy
    today: int
    customer: CustomerRow
    asked: RiskQuestionnaire
    places: tuple[str, ...]
    known: tuple[tuple[str, str], ...]
    allowance: Allowance
    refusal: FieldError | None
    last: RiskAssessment | None


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment that was recorded: what the answers came to, and how many prompts it has cleared."""

    assessment: RiskAssessment
    result: Result
    cleared: int


@dataclass(frozen=True, slots=True)
class Assessments:
    """The assessments of a customer, newest first, and whether another one may be taken.

    `refusal` says why not; `today` is by the clock.
    """

    rows: tuple[AssessmentRow, ...]
    policy: Policy
    today: int
    allowance: Allowance
    refusal: FieldError | None

    @property
    def newest(self) -> RiskAssessment | None:
        """The one that counts, if it has not expired."""
        return next((row.assessment for row in self.rows if row.refused is None), None)


def customer_assessments(book: Book, customer_id: bytes, *, now: int | None = None) -> Assessments:
    """Return those of a customer. Raises InputError for somebody who is not in the book."""
    with book.store.read() as tx:
        rules, _bank = terms(tx, now)
        _row(tx, customer_id)
        found = assessments.of_customer(tx, customer_id)
        allowed = _allowance(found, rules.today, rules.policy)
        return Assessments(found, rules.policy, rules.today, allowed, _limit(allowed))


def assessment_form(book: Book, customer_id: bytes, *, now: int | None = None) -> AssessmentForm:
    """Return what is needed to take an assessment, also where none may be taken.

    Raises InputError for somebody who is not in the book or has left the bank, and where the bank has no questionnaire.
    """
    with book.store.read() as tx:
        rules, _bank = terms(tx, now)
        row, asked = _row(tx, customer_id), _asked(rules.policy)
        if row.closed_on is not None and row.closed_on <= rules.today:
            raise InputError(N_("This customer has left the bank."))
        found = assessments.of_customer(tx, customer_id)
        allowed = _allowance(found, rules.today, rules.policy)
        age = _age(tx, customer_id, rules.today)
        return AssessmentForm(
            policy=rules.policy,
            today=rules.today,
            customer=row,
            asked=asked,
            places=domain.places(asked, rules.policy.suitability, first=allowed.first),
            known=tuple(domain.completed(asked, {}, age).items()),
            allowance=allowed,
            refusal=_limit(allowed) or _too_young(asked, age),
            last=next((one.assessment for one in found if one.refused is None), None),
        )


def record_assessment(book: Book, entry: AssessmentEntry, *, now: int | None = None) -> Assessed:
    """Record an assessment that the customer has confirmed, with the prompts that it clears; its draft goes.

    Raises IssuesError with a FieldError for each fault, InputError as `assessment_form` does.
    """
    at = utc_now() if now is None else now
    form = assessment_form(book, entry.customer_id or b"", now=at)
    with book.store.write() as tx:
        customer_id = form.customer.id
        allowed = _allowance(assessments.of_customer(tx, customer_id), form.today, form.policy)
        age = _age(tx, customer_id, form.today)
        answers = domain.completed(form.asked, dict(entry.answers), age)
        if faults := _faults(entry, answers, form, allowed, age):
            raise not_saved(faults)
        found = domain.result(form.asked, answers, form.policy.suitability)
        row = RiskAssessment(
            id=new_id(),
            customer_id=customer_id,
            grade=found.grade,
            assessed_on=form.today,
            expires_on=domain.expires_on(form.today, form.policy.suitability),
            place=entry.place,
            questionnaire=form.asked.code,
            answers=json.dumps(answers, sort_keys=True),
            score=found.score,
            confirmed_at=at,
            advisor_id=advisors.own(tx, book.store.actor),
        )
        judged = prompt_engine.of_customers(tx, [customer_id], at).get(customer_id)
        asking = [prompt for prompt in judged.prompts if prompt.rule in BY_ASSESSMENT] if judged else []
        writes.insert(tx, book.store, row, action="assessment.record")
        cleared = prompts.settle_answered(tx, book, asking, {}, at)
        form_drafts.forget(tx, DRAFT)
    return Assessed(row, found, len(cleared))


def _faults(
    entry: AssessmentEntry, answers: dict[str, str], form: AssessmentForm, allowed: Allowance, age: int | None
) -> list[FieldError]:
    faults: list[FieldError] = [limit] if (limit := _limit(allowed)) else []
    if entry.questionnaire != form.asked.code:
        faults.append(FieldError(N_("The bank has other questions since. Begin again.")))
    if not entry.place:
        faults.append(FieldError(N_("Choose one."), field="place"))
    elif entry.place not in form.asked.places:
        message = N_("“{code}” is not in the list of the bank.")
        faults.append(FieldError(message, field="place", code=entry.place))
    elif entry.place not in form.places:
        message = N_("The first assessment of a customer is taken at an outlet.")
        faults.append(FieldError(message, field="place"))
    faults += (
        FieldError(_SENTENCES[problem.reason], field=problem.field, **problem.values)
        for problem in domain.problems(form.asked, answers, age)
    )
    if not entry.confirmed:
        faults.append(FieldError(N_("The customer has not confirmed the answers yet."), field="confirmed"))
    return faults


def _allowance(found: Iterable[AssessmentRow], today: int, policy: Policy) -> Allowance:
    days = (row.assessment.assessed_on for row in found if row.refused is None)
    return domain.allowance(days, today, policy.suitability)


def _limit(allowed: Allowance) -> FieldError | None:
    refusal = allowed.refusal
    if refusal is None:
        return None
    return FieldError(_LIMITS[refusal.code], most=refusal.values["most"], day=_Day(refusal.values["free_on"]))


def _too_young(asked: RiskQuestionnaire, age: int | None) -> FieldError | None:
    young = (one for one in domain.problems(asked, {}, age) if one.reason == domain.TOO_YOUNG)
    return next((FieldError(_SENTENCES[one.reason], **one.values) for one in young), None)


def _asked(policy: Policy) -> RiskQuestionnaire:
    asked = domain.in_use(policy)
    if asked is None:
        raise InputError(N_("The bank has published no questions for assessments."))
    return asked


def _row(tx: Transaction, customer_id: bytes) -> CustomerRow:
    row = customers.get(tx, customer_id)
    if row is None:
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
    return row


def _age(tx: Transaction, customer_id: bytes, today: int) -> int | None:
    found = one(tx, "SELECT birth_day FROM customers WHERE id = :id", id=customer_id)
    return domain.age_on(found[0], today) if found and found[0] is not None else None
