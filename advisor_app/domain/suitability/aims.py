"""Whether a product fits what a customer wants of the money: goal, horizon, liquidity, and not all in one product."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from advisor_app.domain import money
from advisor_app.domain.assessments import answers_of
from advisor_app.domain.policy.assessment import RiskOption
from advisor_app.domain.records import Product, RiskAssessment
from advisor_app.domain.suitability import verdict
from advisor_app.domain.suitability.facts import CustomerFacts, Terms
from advisor_app.domain.suitability.tolerance import current, grade_of
from advisor_app.domain.suitability.verdict import Refusal

GOAL, HORIZON, LIQUIDITY = "goal", "horizon", "liquidity"
"""The questions of the risk questionnaire that say what the money is for, and how long it can stay away."""
_AIMS = (GOAL, HORIZON, LIQUIDITY)

_YEAR_DAYS, _YEAR_MONTHS = 365, 12


def aims(customer: CustomerFacts, product: Product, terms: Terms) -> Iterator[Refusal]:
    """Find answers of the last assessment that a product does not fit, and those that are missing."""
    assessment = current(customer, terms)
    if assessment is None:
        return
    answered = _answers(assessment, terms)
    day, grade = assessment.assessed_on, grade_of(product, terms)
    for question in _AIMS:
        if question not in answered and terms.rules.answers_needed:
            yield Refusal(verdict.NO_ANSWER, {"question": question}, day)
    if (goal := answered.get(GOAL)) and grade is not None:
        suits = terms.rules.goals.get(goal.code)
        if suits is None:
            yield Refusal(verdict.NO_ANSWER, {"question": GOAL}, day)
        elif grade not in suits:
            yield Refusal(verdict.GOAL, {"goal": goal.name, "grade": grade}, day)
    bound = bound_days(product, terms)
    if bound is None:
        yield Refusal(verdict.NO_TERM, {}, product.as_of)
        return
    if horizon := answered.get(HORIZON):
        yield from _horizon(horizon, bound, grade, day, terms)
    liquidity = answered.get(LIQUIDITY)
    if liquidity and liquidity.notice_days is not None and bound > liquidity.notice_days:
        yield Refusal(verdict.LIQUIDITY, {"needed": bound, "days": liquidity.notice_days}, day)


def bound_days(product: Product, terms: Terms) -> int | None:
    """Return for how many days money is bound in a product, None where nothing says it."""
    if product.notice_days is not None:
        return product.notice_days
    return product.term_days if product.term_days is not None else terms.rules.bound_days.get(product.kind)


def concentration(
    customer: CustomerFacts, product: Product, wanted_minor: int | None, terms: Terms
) -> Iterator[Refusal]:
    """Find a product that would be too large a part of the assets, with what is wanted of it or else its minimum.

    Money that comes from elsewhere makes the assets larger only as far as the product would be worth more than them.
    """
    grade = terms.rules.product_grade(grade_of(product, terms))
    if grade is None or grade.most_percent >= 100:
        return
    held = customer.held.get(product.id, 0)
    more = _in_base(wanted_minor if wanted_minor is not None else product.minimum_minor or 0, product, terms)
    if held is None or more is None:
        yield Refusal(verdict.NO_VALUE, {"currency": product.currency}, customer.data_on)
        return
    whole = max(customer.assets_minor, held + more)
    if (held + more) * 100 > grade.most_percent * whole:
        percent = (held + more) * 100 // whole
        values = {"percent": percent, "most": grade.most_percent, "grade": grade.code}
        yield Refusal(verdict.CONCENTRATION, values, customer.data_on)


def _answers(assessment: RiskAssessment, terms: Terms) -> Mapping[str, RiskOption]:
    """Return the options that were chosen of the questions about the aim, as far as the policy still knows them."""
    told = answers_of(assessment.answers)
    asked = next(
        (one for one in terms.policy.risk_questionnaire if one.code == assessment.questionnaire), None
    )
    if asked is None:
        return {}
    return {
        question.code: option
        for question in asked.questions
        if question.code in _AIMS and (option := question.option(told.get(question.code, "")))
    }


def _horizon(horizon: RiskOption, bound: int, grade: str | None, day: int, terms: Terms) -> Iterator[Refusal]:
    if horizon.months is None:
        return
    defined = terms.rules.product_grade(grade)
    least = defined.horizon_months if defined else 0
    if bound * _YEAR_MONTHS > horizon.months * _YEAR_DAYS:
        least = max(least, -(-bound * _YEAR_MONTHS // _YEAR_DAYS))
    if least > horizon.months:
        yield Refusal(verdict.HORIZON, {"needed": least, "months": horizon.months}, day)


def _in_base(minor: int, product: Product, terms: Terms) -> int | None:
    if product.currency == terms.base_currency:
        return minor
    rate = terms.rates.get(product.currency)
    return (
        None if rate is None else money.convert(minor, product.currency, Decimal(rate), terms.base_currency)
    )
