"""What contradicts itself in the rules of suitability and in the questions about risk."""

from collections.abc import Iterator

from advisor_app.domain.policy import assessment
from advisor_app.domain.policy.contradictions.codes import duplicates, undefined
from advisor_app.domain.policy.reading import PolicyError
from advisor_app.domain.policy.schema import Policy
from advisor_app.domain.policy.suitability import code_lists, narrower


def of_grades(policy: Policy) -> Iterator[PolicyError]:
    """Look for grades that are there twice, codes that nothing defines, and tolerance that is allowed less."""
    suitability, codes = policy.suitability, policy.codes
    yield from duplicates("suitability.product_grades", list(suitability.grades))
    yield from duplicates("suitability.customer_grades", [one.code for one in suitability.customer_grades])
    places = suitability.first_assessment_places
    yield from undefined("suitability.first_assessment_places", places, codes.assessment_places)
    for place, used, defined in code_lists(suitability, codes.product_kinds):
        yield from undefined(f"suitability.{place}", used, defined)
    for name in ("grade_of", "issuer_graded", "listed_kinds"):
        yield from undefined(f"suitability.{name}", getattr(suitability, name), codes.issuer_kinds)
    if suitability.credit:
        yield from undefined("suitability.credit.arrears", suitability.credit.arrears, codes.loan_statuses)
    yield from narrower(suitability)


def of_risk_questionnaire(policy: Policy) -> Iterator[PolicyError]:
    """Look for codes that are there twice or that nothing defines, and for answers that lead to no grade."""
    grades = [grade.code for grade in policy.suitability.customer_grades]
    yield from duplicates("risk_questionnaire", [asked.code for asked in policy.risk_questionnaire])
    for number, asked in enumerate(policy.risk_questionnaire, 1):
        key = f"risk_questionnaire[{number}]"
        yield from undefined(f"{key}.places", asked.places, policy.codes.assessment_places)
        yield from undefined(f"{key}.bands", [band.grade for band in asked.bands], grades)
        yield from duplicates(f"{key}.questions", [question.code for question in asked.questions])
        for place, question in enumerate(asked.questions, 1):
            options = f"{key}.questions[{place}].options"
            yield from duplicates(options, [option.code for option in question.options])
            caps = [option.at_most for option in question.options if option.at_most is not None]
            yield from undefined(options, caps, grades)
        yield from assessment.contradictions(key, asked, grades)
