"""The assessment of how much risk a customer can bear (风险承受能力评估): what answers come to, and when one is taken.

The questions and what answers count are the bank's (`policy.risk_questionnaire`). The device judges by these rules
before it records an assessment, and head office again before it takes one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from advisor_app.domain.dates import add_months, day_of, from_day, to_day
from advisor_app.domain.entries import MISSING, UNKNOWN_CODE, Problem
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.assessment import RiskQuestion, RiskQuestionnaire
from advisor_app.domain.policy.suitability import Suitability
from advisor_app.domain.records import RiskAssessment

YEAR_MONTHS = 12
"""The months in which assessments are counted."""

TOO_MANY_TODAY = "assessments_of_day"
TOO_MANY_IN_YEAR = "assessments_of_year"
FIRST_ELSEWHERE = "assessment_first"
UNKNOWN_QUESTIONS = "assessment_unknown"
RESULT_DIFFERS = "assessment_differs"
REFUSALS = (TOO_MANY_TODAY, TOO_MANY_IN_YEAR, FIRST_ELSEWHERE, UNKNOWN_QUESTIONS, RESULT_DIFFERS)
"""The codes with which head office refuses an assessment, besides those of `write_rules`."""

AGE_DIFFERS = "age_differs"
TOO_YOUNG = "too_young"
"""What can be wrong with an answer, besides the reasons of `entries`."""


@dataclass(frozen=True, slots=True)
class AssessmentEntry:
    """An assessment as it is being taken; `answers` are pairs of a question's code and the option's.

    `questionnaire` is the one that they answer, `place` a code. `confirmed`: the customer has read the answers and
    stands by them.
    """

    customer_id: bytes | None = None
    questionnaire: str = ""
    place: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    confirmed: bool = False


class AssessmentRow(NamedTuple):
    """An assessment with the name of who took it, whether head office has it, and the code of its refusal."""

    assessment: RiskAssessment
    advisor: str | None
    pending: bool
    refused: str | None


class Result(NamedTuple):
    """What answers come to: the points, the grade, and the question whose answer holds it below what points give."""

    score: int
    grade: str
    capped_by: str | None = None


class Refusal(NamedTuple):
    """Why no assessment can be taken now: a code of `REFUSALS` with its values."""

    code: str
    values: Mapping[str, int]


class Allowance(NamedTuple):
    """How many assessments were taken, today and in 12 months, and how many may be; `first`: there is none yet."""

    today: int
    per_day: int
    year: int
    per_year: int
    first: bool
    refusal: Refusal | None


@lru_cache(maxsize=10_000)  # asked again for each product
def months_on(day: int, months: int) -> int:
    """Return the same day of the month so many months on (back where negative), or the last of a shorter month."""
    start = from_day(add_months(day, months))
    last = from_day(add_months(to_day(start), 1) - 1).day
    return to_day(date(start.year, start.month, min(from_day(day).day, last)))


def expires_on(assessed_on: int, rules: Suitability) -> int:
    """Return the last day on which an assessment counts.

    A period of months ends with the day of the same number, as the Civil Code has it.
    """
    return months_on(assessed_on, rules.assessment_months)


def in_use(policy: Policy) -> RiskQuestionnaire | None:
    """Return the questionnaire that is put to customers: the first, if the grades that it gives are the bank's."""
    return next((asked for asked in policy.risk_questionnaire[:1] if fits(policy, asked)), None)


def fits(policy: Policy, asked: RiskQuestionnaire) -> bool:
    """Tell whether the grades that a questionnaire gives are those of the policy, also where it was completed."""
    grades = {grade.code for grade in policy.suitability.customer_grades}
    caps = {option.at_most for question in asked.questions for option in question.options}
    return grades >= {band.grade for band in asked.bands} | (caps - {None})


def allowance(days: Iterable[int], today: int, rules: Suitability) -> Allowance:
    """Return whether another assessment may be taken today; `days` are those of all that the customer has had.

    What was taken after today, by another clock, counts as well.
    """
    known = sorted(days)
    since = months_on(today, -YEAR_MONTHS)
    of_day = known.count(today)
    of_year = sum(day > since for day in known)
    refusal = None
    if of_year >= rules.assessments_per_year:
        # The oldest ones that must have gone before there is room again.
        last = [day for day in known if day > since][-rules.assessments_per_year]
        values = {"most": rules.assessments_per_year, "free_on": months_on(last, YEAR_MONTHS)}
        refusal = Refusal(TOO_MANY_IN_YEAR, values)
    elif of_day >= rules.assessments_per_day:
        refusal = Refusal(TOO_MANY_TODAY, {"most": rules.assessments_per_day, "free_on": today + 1})
    return Allowance(
        of_day, rules.assessments_per_day, of_year, rules.assessments_per_year, not known, refusal
    )


def places(asked: RiskQuestionnaire, rules: Suitability, *, first: bool) -> tuple[str, ...]:
    """Return where an advisor may take the assessment; the first one of a customer not everywhere."""
    return tuple(place for place in asked.places if not first or place in rules.first_assessment_places)


def completed(asked: RiskQuestionnaire, answers: Mapping[str, str], age: int | None) -> dict[str, str]:
    """Return answers with those that the age gives, where it is known."""
    known = {
        question.code: answer_by_age(question, age or 0) for question in asked.questions if question.by_age
    }
    told = {code: option for code, option in known.items() if option is not None and age is not None}
    return {**told, **answers}


def answer_by_age(question: RiskQuestion, age: int) -> str | None:
    """Return the option that is right at an age, None for whoever is younger than any of them says."""
    fitting = [one.code for one in question.options if one.from_age is not None and one.from_age <= age]
    return fitting[-1] if fitting else None


def age_on(birth_day: int, day: int) -> int:
    """Return the age in years on a day."""
    born, then = from_day(birth_day), from_day(day)
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def problems(asked: RiskQuestionnaire, answers: Mapping[str, str], age: int | None) -> tuple[Problem, ...]:
    """Return what is wrong with answers, question by question; an `age` that is not known contradicts nothing."""
    return tuple(_problems(asked, answers, age))


def result(asked: RiskQuestionnaire, answers: Mapping[str, str], rules: Suitability) -> Result:
    """Return what answers come to; they must be complete, KeyError where they are not."""
    grades = [grade.code for grade in rules.customer_grades]
    chosen = {question.code: _chosen(question, answers[question.code]) for question in asked.questions}
    score = sum(option.points for option in chosen.values())
    grade = next(band.grade for band in reversed(asked.bands) if band.points <= score)
    capped_by = None
    for code, option in chosen.items():
        if option.at_most is not None and grades.index(option.at_most) < grades.index(grade):
            grade, capped_by = option.at_most, code
    return Result(score, grade, capped_by)


def refusal(
    row: Mapping[str, Any], days: Sequence[int], policies: Sequence[Policy], time_zone: str
) -> str | None:
    """Return the code with which head office refuses an assessment that a device sends, or None.

    `days` are those of the customer's other assessments, `policies` those that devices may have worked by, the one in
    force first. It sets the limits; the result has to follow from the questions as they stood in any of them.
    """
    try:
        return _refusal(row, days, policies, time_zone)
    except (ValueError, OverflowError):  # a day that no calendar has
        return RESULT_DIFFERS


def _refusal(
    row: Mapping[str, Any], days: Sequence[int], policies: Sequence[Policy], time_zone: str
) -> str | None:
    told = _told(row["answers"])
    asking = [
        (policy, asked)
        for policy in policies
        for asked in policy.risk_questionnaire
        if asked.code == row["questionnaire"] and fits(policy, asked)
    ]
    if not asking:
        return UNKNOWN_QUESTIONS
    if told is None or not any(_follows(row, told, policy, asked) for policy, asked in asking):
        return RESULT_DIFFERS
    if day_of(row["confirmed_at"], time_zone) != row["assessed_on"]:
        return RESULT_DIFFERS
    rules = policies[0].suitability
    found = allowance(days, row["assessed_on"], rules)
    if found.refusal is not None:
        return found.refusal.code
    return None if row["place"] in places(asking[0][1], rules, first=found.first) else FIRST_ELSEWHERE


def _follows(
    row: Mapping[str, Any], told: Mapping[str, str], policy: Policy, asked: RiskQuestionnaire
) -> bool:
    """Tell whether a result follows from its answers by the questions of a policy."""
    if problems(asked, told, None) or row["place"] not in asked.places:
        return False
    found = result(asked, told, policy.suitability)
    until = expires_on(row["assessed_on"], policy.suitability)
    return (found.score, found.grade, until) == (row["score"], row["grade"], row["expires_on"])


def _problems(asked: RiskQuestionnaire, answers: Mapping[str, str], age: int | None) -> Iterator[Problem]:
    for question in asked.questions:
        field, given = field_of(question.code), answers.get(question.code, "")
        if question.by_age and age is not None:
            right = answer_by_age(question, age)
            if given != right:
                yield Problem(field, TOO_YOUNG if right is None else AGE_DIFFERS, {"age": age})
        elif not given:
            yield Problem(field, MISSING)
        elif question.option(given) is None:
            yield Problem(field, UNKNOWN_CODE, {"code": given})
    for code in answers.keys() - {question.code for question in asked.questions}:
        yield Problem(field_of(code), UNKNOWN_CODE, {"code": code})


def field_of(question: str) -> str:
    """Return the name of the field in which a question is answered."""
    return f"answers[{question}]"


def _chosen(question: RiskQuestion, code: str) -> Any:
    option = question.option(code)
    if option is None:
        raise KeyError(code)
    return option


def answers_of(text: str | None) -> dict[str, str]:
    """Return answers as they are kept ({"question": "option"}), none where they cannot be read."""
    return _told(text) or {}


def _told(text: str | None) -> dict[str, str] | None:
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        return None
    return found
