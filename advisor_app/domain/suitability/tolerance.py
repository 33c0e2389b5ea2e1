"""Whether a product is within what a customer tolerates: by a valid assessment, the grades, and the customer's age."""

from collections.abc import Iterator

from advisor_app.domain.assessments import YEAR_MONTHS, age_on, expires_on, months_on
from advisor_app.domain.records import Product, RiskAssessment
from advisor_app.domain.suitability import verdict
from advisor_app.domain.suitability.facts import CustomerFacts, Terms
from advisor_app.domain.suitability.verdict import Refusal


def grade_of(product: Product, terms: Terms) -> str | None:
    """Return the grade that holds: the higher of the bank's and the issuer's, or what kind of issuer it is."""
    return terms.rules.prevailing(product.risk_grade, product.issuer_grade, product.issuer_kind)


def current(customer: CustomerFacts, terms: Terms) -> RiskAssessment | None:
    """Return the last assessment up to today by the clock, whether it still counts or not."""
    until = max(terms.today, terms.clock_day or terms.today)
    taken = [one for one in customer.assessments if one.assessed_on <= until]
    return max(taken, key=lambda one: (one.assessed_on, one.id), default=None)


def tolerance(customer: CustomerFacts, product: Product, terms: Terms) -> Iterator[Refusal]:
    """Find what the assessment, the grades and the age have against a product."""
    assessment = current(customer, terms)
    yield from _assessment(customer, assessment, terms)
    grade = grade_of(product, terms)
    missing = tuple(_missing_grades(product, terms))
    yield from missing
    if assessment is not None and grade is not None and not missing:
        suits = terms.rules.customer_grade(assessment.grade)
        values = {"grade": grade, "own": assessment.grade}
        if suits is None:
            yield Refusal(verdict.CUSTOMER_GRADE_UNKNOWN, values, assessment.assessed_on)
        elif grade not in suits.products:
            yield Refusal(verdict.ABOVE_GRADE, values, assessment.assessed_on)
    yield from _elder(customer, grade, terms)


def _assessment(customer: CustomerFacts, last: RiskAssessment | None, terms: Terms) -> Iterator[Refusal]:
    rules = terms.rules
    if last is None:
        yield Refusal(verdict.NO_ASSESSMENT, {}, customer.data_on)
        return
    day = last.assessed_on
    until = min(last.expires_on, expires_on(day, rules))
    if until < terms.today:
        yield Refusal(verdict.ASSESSMENT_EXPIRED, {"until": until}, day)
    taken = [one for one in customer.assessments if one.assessed_on <= day]
    if not any(one.place in rules.first_assessment_places for one in taken):
        yield Refusal(verdict.ASSESSMENT_ELSEWHERE, {"place": last.place}, day)
    of_day = sum(one.assessed_on == day for one in taken)
    if of_day > rules.assessments_per_day:
        yield Refusal(verdict.ASSESSMENTS_OF_DAY, {"n": of_day, "most": rules.assessments_per_day}, day)
    since = months_on(day, -YEAR_MONTHS)
    of_year = sum(one.assessed_on > since for one in taken)
    if of_year > rules.assessments_per_year:
        yield Refusal(verdict.ASSESSMENTS_OF_YEAR, {"n": of_year, "most": rules.assessments_per_year}, day)


def _missing_grades(product: Product, terms: Terms) -> Iterator[Refusal]:
    rules, as_of = terms.rules, product.as_of
    if product.risk_grade is None and product.issuer_kind not in rules.grade_of:
        yield Refusal(verdict.NO_PRODUCT_GRADE, {}, as_of)
    if product.issuer_grade is None and product.issuer_kind in rules.issuer_graded:
        yield Refusal(verdict.NO_ISSUER_GRADE, {"issuer": product.issuer}, as_of)
    for grade in (product.risk_grade, product.issuer_grade):
        if grade is not None and rules.product_grade(grade) is None:
            yield Refusal(verdict.PRODUCT_GRADE_UNKNOWN, {"grade": grade}, as_of)


def _elder(customer: CustomerFacts, grade: str | None, terms: Terms) -> Iterator[Refusal]:
    elders = terms.rules.elders
    if elders is None:
        return
    if customer.birth_day is None:
        yield Refusal(verdict.NO_BIRTH_DAY, {"age": elders.from_age}, customer.data_on)
        return
    age = age_on(customer.birth_day, terms.today)
    if age >= elders.from_age and grade is not None and grade not in elders.grades:
        yield Refusal(verdict.ELDER, {"age": elders.from_age, "grade": grade}, customer.data_on)
