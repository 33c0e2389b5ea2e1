"""What a policy says about suitability (适当性): grades, and what else a product asks of whoever it is offered to.

What a document does not say is not guessed: a kind of product without `checks` is offered to nobody, and neither is
a private product or a loan without the rules for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from advisor_app.domain.policy.contacts import OneOf
from advisor_app.domain.policy.reading import Between, Code, Filled, PolicyError
from advisor_app.domain.policy.text import Text

GRADE = "grade"
INSURANCE = "insurance"
CREDIT = "credit"
CHECKS = (GRADE, INSURANCE, CREDIT)
"""Against the customer's risk tolerance and aims; against needs and means for insurance; against arrears and grade."""

NARROWER = "narrower"

_Age = Annotated[int, Between(0, 150)]
_Months = Annotated[int, Between(1, 120)]
_Percent = Annotated[int, Between(1, 100)]
_Check = Annotated[str, OneOf(CHECKS)]
_Direction = Annotated[str, OneOf(("in", "out"))]


@dataclass(frozen=True, slots=True)
class ProductGrade:
    """A risk grade of products; listed from the least risk to the most.

    Money in such a product is left there for `horizon_months` at least, and is at most `most_percent` of the
    customer's assets in any one of them.
    """

    code: Code
    name: Text
    horizon_months: Annotated[int, Between(0, 1200)] = 0
    most_percent: _Percent = 100


@dataclass(frozen=True, slots=True)
class CustomerGrade:
    """A grade of risk tolerance and the grades of product that suit it; listed from the least to the most."""

    code: Code
    name: Text
    products: Annotated[tuple[Code, ...], Filled()]


@dataclass(frozen=True, slots=True)
class Elders:
    """Customers from an age on are offered products of `grades` only."""

    from_age: _Age
    grades: Annotated[tuple[Code, ...], Filled()]


@dataclass(frozen=True, slots=True)
class Recording:
    """The sale of products of `kinds`, and of any that is checked to a customer of an age, is recorded (双录)."""

    kinds: tuple[Code, ...]
    from_age: _Age | None = None


@dataclass(frozen=True, slots=True)
class PrivatePlacement:
    """Private products: for qualified investors, found so at most `months` ago and at least `cooling_off_days`.

    Of the kinds `asked_of` it must be known whether a product is public or private.
    """

    asked_of: tuple[Code, ...]
    months: _Months
    cooling_off_days: Annotated[int, Between(0, 366)]


@dataclass(frozen=True, slots=True)
class CreditRules:
    """Who may be offered a loan or a card: of an age in whole years, without `arrears`, with one of `grades`.

    The internal grade is at most `months` old; loans in a status of `arrears` stand against it while they run.
    """

    from_age: _Age
    to_age: _Age
    arrears: tuple[Code, ...]
    grades: Annotated[tuple[Code, ...], Filled()]
    months: _Months


@dataclass(frozen=True, slots=True)
class Suitability:
    """What may be recommended to whom.

    `checks` are those of each kind of product; one with a grade is checked against the customer's in any case.
    `grade_of` is the grade of products by a kind of issuer of which the catalogue gives none; of the kinds
    `issuer_graded` the issuer's own must be known as well. Issuers of the kinds `listed_kinds` must stand on the
    `whitelist`. `bound_days` is how long money is bound in a kind of product of which the catalogue does not say it.
    `goals` are the product grades that suit what a customer invests for. A customer whose goal, horizon and need of
    liquidity are not known is refused where `answers_needed` says so, and a catalogue entry older than `product_days`.
    A contact of the directions `refused` is not saved with a product that does not suit; in others it is pointed out.
    """

    assessment_months: Annotated[int, Between(1, 12)]
    assessments_per_day: Annotated[int, Between(1, 2)]
    assessments_per_year: Annotated[int, Between(1, 8)]
    first_assessment_places: Annotated[tuple[Code, ...], Filled()]
    customer_grades: Annotated[tuple[CustomerGrade, ...], Filled()]
    product_grades: Annotated[tuple[ProductGrade, ...], Filled()]
    checks: Mapping[Code, tuple[_Check, ...]] = field(default_factory=dict)
    grade_of: Mapping[Code, Code] = field(default_factory=dict)
    issuer_graded: tuple[Code, ...] = ()
    listed_kinds: tuple[Code, ...] = ()
    whitelist: tuple[str, ...] = ()
    bound_days: Mapping[Code, Annotated[int, Between(0, 36_600)]] = field(default_factory=dict)
    goals: Mapping[Code, tuple[Code, ...]] = field(default_factory=dict)
    answers_needed: bool = True
    product_days: Annotated[int, Between(0, 366)] = 0
    insurance_months: _Months = 12
    refused: tuple[_Direction, ...] = ()
    elders: Elders | None = None
    recording: Recording | None = None
    private: PrivatePlacement | None = None
    credit: CreditRules | None = None

    @property
    def grades(self) -> tuple[str, ...]:
        """The codes of the product grades, from the least risk to the most."""
        return tuple(grade.code for grade in self.product_grades)

    def product_grade(self, code: str | None) -> ProductGrade | None:
        """Return a product grade, None for a code that there is not."""
        return next((grade for grade in self.product_grades if grade.code == code), None)

    def customer_grade(self, code: str | None) -> CustomerGrade | None:
        """Return a grade of risk tolerance, None for a code that there is not."""
        return next((grade for grade in self.customer_grades if grade.code == code), None)

    def prevailing(self, own: str | None, issuers: str | None, issuer_kind: str | None) -> str | None:
        """Return the grade of a product that prevails: the higher of the bank's own and its issuer's.

        Where the bank has none, it is that of the kind of issuer.
        """
        return self.higher(own or self.grade_of.get(issuer_kind or ""), issuers)

    def higher(self, *grades: str | None) -> str | None:
        """Return the riskiest of product grades, those that are None or not defined left out."""
        return next((one.code for one in reversed(self.product_grades) if one.code in grades), None)


def narrower(suitability: Suitability) -> Iterator[PolicyError]:
    """Look for grades of more tolerance that are allowed less than one below."""
    allowed: frozenset[str] = frozenset()
    for number, grade in enumerate(suitability.customer_grades, 1):
        if not allowed <= frozenset(grade.products):
            lacks = sorted(allowed - frozenset(grade.products))
            yield PolicyError(f"suitability.customer_grades[{number}].products", NARROWER, lacks=lacks)
        allowed = frozenset(grade.products)


def code_lists(
    suitability: Suitability, kinds: Mapping[str, object]
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield where codes are used, which they are, and which are defined; `kinds` are the kinds of product."""
    grades, products = suitability.grades, tuple(kinds)
    for number, grade in enumerate(suitability.customer_grades, 1):
        yield f"customer_grades[{number}].products", grade.products, grades
    yield "checks", tuple(suitability.checks), products
    yield "bound_days", tuple(suitability.bound_days), products
    yield "grade_of", tuple(suitability.grade_of.values()), grades
    for goal, suits in suitability.goals.items():
        yield f"goals.{goal}", suits, grades
    if suitability.elders:
        yield "elders.grades", suitability.elders.grades, grades
    if suitability.recording:
        yield "recording.kinds", suitability.recording.kinds, products
    if suitability.private:
        yield "private.asked_of", suitability.private.asked_of, products
