"""What the gate says of a product for a customer, and the names of its rules."""

from collections.abc import Mapping
from typing import Any, NamedTuple

CUSTOMER_LEFT = "customer_left"
KIND_WITHOUT_RULES = "kind_without_rules"
NOT_ON_SALE_YET = "not_on_sale_yet"
SALE_ENDED = "sale_ended"
STALE = "stale"
SOLD_OUT = "sold_out"
ABOVE_QUOTA = "above_quota"
BELOW_MINIMUM = "below_minimum"
NO_ACCOUNT_IN_CURRENCY = "no_account_in_currency"
ISSUER_UNKNOWN = "issuer_unknown"
NOT_LISTED = "not_listed"
NO_ASSESSMENT = "no_assessment"
ASSESSMENT_EXPIRED = "assessment_expired"
ASSESSMENT_ELSEWHERE = "assessment_elsewhere"
ASSESSMENTS_OF_DAY = "assessments_of_day"
ASSESSMENTS_OF_YEAR = "assessments_of_year"
CUSTOMER_GRADE_UNKNOWN = "customer_grade_unknown"
NO_PRODUCT_GRADE = "no_product_grade"
NO_ISSUER_GRADE = "no_issuer_grade"
PRODUCT_GRADE_UNKNOWN = "product_grade_unknown"
ABOVE_GRADE = "above_grade"
NO_BIRTH_DAY = "no_birth_day"
ELDER = "elder"
NO_ANSWER = "no_answer"
GOAL = "goal"
NO_TERM = "no_term"
HORIZON = "horizon"
LIQUIDITY = "liquidity"
NO_VALUE = "no_value"
CONCENTRATION = "concentration"
PLACEMENT_UNKNOWN = "placement_unknown"
NOT_QUALIFIED = "not_qualified"
QUALIFICATION_EXPIRED = "qualification_expired"
COOLING_OFF = "cooling_off"
NO_INSURANCE_CHECK = "no_insurance_check"
INSURANCE_CHECK_EXPIRED = "insurance_check_expired"
CREDIT_AGE = "credit_age"
ARREARS = "arrears"
LOAN_STATUS_UNKNOWN = "loan_status_unknown"
NO_CREDIT_GRADE = "no_credit_grade"
CREDIT_GRADE_EXPIRED = "credit_grade_expired"
CREDIT_GRADE = "credit_grade"

RULES = frozenset(value for name, value in globals().items() if name.isupper())
"""Every rule that can refuse a product."""

DUAL_RECORDING = "dual_recording"
COOLING_OFF_AFTER = "cooling_off_after"
CONDITIONS = frozenset({DUAL_RECORDING, COOLING_OFF_AFTER})
"""What must be done where a product is sold: the sale is recorded, the customer may still withdraw."""


class Refusal(NamedTuple):
    """One rule that stands against a product: its values, and the day of the data that it used, where they have one."""

    rule: str
    values: Mapping[str, Any] = {}
    data_on: int | None = None


class Verdict(NamedTuple):
    """Whether a product may be recommended to a customer, by which rules and which data.

    `grade` is the grade that holds, the higher of two. `data_on` is the day of the oldest data that counted.
    """

    product_id: int
    grade: str | None
    refusals: tuple[Refusal, ...]
    conditions: tuple[str, ...]
    policy_version: int
    data_on: int

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return not self.refusals
