"""What some products ask besides: a qualified investor, a check of insurance needs, eligibility for credit."""

from collections.abc import Iterator

from advisor_app.domain.assessments import age_on, months_on
from advisor_app.domain.records import Product
from advisor_app.domain.suitability import verdict
from advisor_app.domain.suitability.facts import CustomerFacts, Terms
from advisor_app.domain.suitability.verdict import Refusal

PRIVATE = "private"


def placement(customer: CustomerFacts, product: Product, terms: Terms) -> Iterator[Refusal]:
    """Find a private product for somebody who is not a qualified investor, or not for long enough."""
    rules, found_on = terms.rules.private, customer.qualified_on
    if product.placement is None and rules is not None and product.kind in rules.asked_of:
        yield Refusal(verdict.PLACEMENT_UNKNOWN, {}, product.as_of)
    if product.placement != PRIVATE:
        return
    if rules is None:
        yield Refusal(verdict.KIND_WITHOUT_RULES, {"kind": product.kind}, product.as_of)
    elif found_on is None or found_on > terms.today:
        yield Refusal(verdict.NOT_QUALIFIED, {}, customer.data_on)
    elif (until := months_on(found_on, rules.months)) < terms.today:
        yield Refusal(verdict.QUALIFICATION_EXPIRED, {"until": until}, found_on)
    elif (free := found_on + rules.cooling_off_days) > terms.today:
        yield Refusal(verdict.COOLING_OFF, {"on": free}, found_on)


def insurance(customer: CustomerFacts, terms: Terms) -> Iterator[Refusal]:
    """Find that nobody has looked, or not of late, whether the customer needs an insurance and can pay for it."""
    checked = customer.insurance_checked_on
    if checked is None or checked > terms.today:
        yield Refusal(verdict.NO_INSURANCE_CHECK, {}, customer.data_on)
    elif (until := months_on(checked, terms.rules.insurance_months)) < terms.today:
        yield Refusal(verdict.INSURANCE_CHECK_EXPIRED, {"until": until}, checked)


def credit(customer: CustomerFacts, product: Product, terms: Terms) -> Iterator[Refusal]:
    """Find what stands against a loan or a card: the age, loans in arrears, the internal grade."""
    rules, day = terms.rules.credit, customer.data_on
    if rules is None:
        yield Refusal(verdict.KIND_WITHOUT_RULES, {"kind": product.kind}, product.as_of)
        return
    ages = {"from_age": rules.from_age, "to_age": rules.to_age}
    if customer.birth_day is None:
        yield Refusal(verdict.NO_BIRTH_DAY, {"age": rules.from_age}, day)
    elif not rules.from_age <= age_on(customer.birth_day, terms.today) <= rules.to_age:
        yield Refusal(verdict.CREDIT_AGE, ages, day)
    if any(status in rules.arrears for status in customer.loans):
        yield Refusal(verdict.ARREARS, {}, day)
    elif None in customer.loans:
        yield Refusal(verdict.LOAN_STATUS_UNKNOWN, {}, day)
    graded = customer.credit_graded_on
    if customer.credit_grade is None or graded is None or graded > terms.today:
        yield Refusal(verdict.NO_CREDIT_GRADE, {}, day)
        return
    if (until := months_on(graded, rules.months)) < terms.today:
        yield Refusal(verdict.CREDIT_GRADE_EXPIRED, {"until": until}, graded)
    if customer.credit_grade not in rules.grades:
        yield Refusal(verdict.CREDIT_GRADE, {"grade": customer.credit_grade}, graded)
