"""The words of the gate: why a product may not be recommended, and what must be done where one is sold."""

from collections.abc import Iterable
from typing import Any

from advisor_app import words
from advisor_app.domain.policy import Policy, Text
from advisor_app.domain.suitability import Refusal, Verdict, verdict
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _

_SENTENCES = {
    verdict.CUSTOMER_LEFT: N_("the customer left the bank on {on}"),
    verdict.KIND_WITHOUT_RULES: N_("the policy has no rules for products of the kind “{kind}”"),
    verdict.NOT_ON_SALE_YET: N_("it is on sale from {on}"),
    verdict.SALE_ENDED: N_("its sale ended on {on}"),
    verdict.STALE: N_("its entry in the catalogue is {days} days old, more than {most}"),
    verdict.SOLD_OUT: N_("its quota is used up"),
    verdict.ABOVE_QUOTA: N_("only {amount} of its quota are left"),
    verdict.BELOW_MINIMUM: N_("it takes {amount} at least"),
    verdict.NO_ACCOUNT_IN_CURRENCY: N_("the customer has no account in {currency}"),
    verdict.ISSUER_UNKNOWN: N_("the catalogue does not say who issues it"),
    verdict.NOT_LISTED: N_("“{issuer}” is not on the list of issuers that the bank sells for"),
    verdict.NO_ASSESSMENT: N_("there is no risk assessment, so deposits only"),
    verdict.ASSESSMENT_EXPIRED: N_("the risk assessment of {data_on} ended on {until}"),
    verdict.ASSESSMENT_ELSEWHERE: N_("no risk assessment was taken face to face at an outlet yet"),
    verdict.ASSESSMENTS_OF_DAY: N_("{n} risk assessments were taken on {data_on}, more than {most}"),
    verdict.ASSESSMENTS_OF_YEAR: N_("{n} risk assessments were taken within 12 months, more than {most}"),
    verdict.CUSTOMER_GRADE_UNKNOWN: N_("the policy does not know the customer's grade {own}"),
    verdict.NO_PRODUCT_GRADE: N_("it has no risk grade"),
    verdict.NO_ISSUER_GRADE: N_("the issuer's own risk grade is not known"),
    verdict.PRODUCT_GRADE_UNKNOWN: N_("the policy does not know its risk grade {grade}"),
    verdict.ABOVE_GRADE: N_("its risk {grade} is more than {own} tolerates, as assessed on {data_on}"),
    verdict.NO_BIRTH_DAY: N_("the birthday is not known, and age counts here"),
    verdict.ELDER: N_("from the age of {age} on, {grade} is not offered"),
    verdict.NO_ANSWER: N_("the assessment of {data_on} does not say the customer's {question}"),
    verdict.GOAL: N_("its risk {grade} does not fit the goal “{goal}”"),
    verdict.NO_TERM: N_("the catalogue does not say how long the money is bound"),
    verdict.HORIZON: N_("it is for {needed} months or more, the customer can leave the money for {months}"),
    verdict.LIQUIDITY: N_("the money is bound for {needed} days, the customer may need it within {days}"),
    verdict.NO_VALUE: N_(
        "the share of the assets cannot be worked out: there is no value or rate in {currency}"
    ),
    verdict.CONCENTRATION: N_("it would be {percent} % of the assets, at {grade} at most {most} %"),
    verdict.PLACEMENT_UNKNOWN: N_("the catalogue does not say whether it is public or private"),
    verdict.NOT_QUALIFIED: N_("it is private, and the customer is not known as a qualified investor"),
    verdict.QUALIFICATION_EXPIRED: N_("the qualification of {data_on} as an investor ended on {until}"),
    verdict.COOLING_OFF: N_("the cooling-off after the qualification of {data_on} ends on {on}"),
    verdict.NO_INSURANCE_CHECK: N_("needs and means for insurance were not checked"),
    verdict.INSURANCE_CHECK_EXPIRED: N_("the check of needs and means of {data_on} ended on {until}"),
    verdict.CREDIT_AGE: N_("credit is for ages from {from_age} to {to_age}"),
    verdict.ARREARS: N_("a loan is in arrears"),
    verdict.LOAN_STATUS_UNKNOWN: N_("how a loan is repaid is not known"),
    verdict.NO_CREDIT_GRADE: N_("there is no internal credit grade"),
    verdict.CREDIT_GRADE_EXPIRED: N_("the internal credit grade of {data_on} ended on {until}"),
    verdict.CREDIT_GRADE: N_("the internal credit grade {grade} is not enough"),
}
_CONDITIONS = {
    verdict.DUAL_RECORDING: N_("The sale is recorded in sound and picture."),
    verdict.COOLING_OFF_AFTER: N_("The customer may withdraw within the cooling-off period."),
}
QUESTIONS = {
    "goal": N_("goal"),
    "horizon": N_("horizon"),
    "liquidity": N_("need of liquidity"),
}
_DAYS = ("on", "until")


def refusal(one: Refusal, policy: Policy) -> str:
    """Return one refusal as a part of a sentence."""
    values: dict[str, Any] = {**one.values, "data_on": words.day(one.data_on)}
    for name in _DAYS:
        values[name] = words.day(values.get(name))
    if "minor" in values:
        values["amount"] = words.money(values["minor"], values["currency"])
    if "kind" in values:
        values["kind"] = words.code(policy.codes.product_kinds, values["kind"])
    if "question" in values:
        values["question"] = _(QUESTIONS[values["question"]])
    if isinstance(values.get("goal"), Text):
        values["goal"] = values["goal"].in_language(current_language())
    if values.get("issuer", "") is None:
        values["issuer"] = words.NOTHING
    return _(_SENTENCES[one.rule], **values)


def why(refusals: Iterable[Refusal], policy: Policy) -> str:
    """Return what stands against a product in one line."""
    return _("; ").join(dict.fromkeys(refusal(one, policy) for one in refusals))


def condition(code: str) -> str:
    """Return what must be done where the product is sold."""
    return _(_CONDITIONS[code])


class WhyNot:
    """What stands against a product as a value of an error, worded when it is read."""

    def __init__(self, judged: Verdict, policy: Policy) -> None:
        self._judged, self._policy = judged, policy

    def __str__(self) -> str:
        return why(self._judged.refusals, self._policy)
