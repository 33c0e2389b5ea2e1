"""What the gate may see of a customer, and what it judges by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.suitability import Suitability
from advisor_app.domain.records import RiskAssessment


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """A customer as the book knows them on `data_on`, the day of the data of the core system.

    `assessments` come in any order. `loans` are the statuses of the loans that run, `currencies` those of the accounts
    that the customer owns. `held` is what each product is worth that the customer has (None: not known) and
    `assets_minor` what everything comes to, both in minor units of the bank's currency.
    """

    data_on: int
    closed_on: int | None = None
    birth_day: int | None = None
    assessments: tuple[RiskAssessment, ...] = ()
    qualified_on: int | None = None
    insurance_checked_on: int | None = None
    credit_grade: str | None = None
    credit_graded_on: int | None = None
    loans: tuple[str | None, ...] = ()
    currencies: frozenset[str] = frozenset()
    held: Mapping[int, int | None] = field(default_factory=dict)
    assets_minor: int = 0


class Terms(NamedTuple):
    """What products are judged by: the policy, the business date, and the bank's currency with the rates of others.

    An assessment counts up to `clock_day`, where that is later: what an advisor took today is younger than the data.
    `catalogue_day` is the day by which the catalogue is stale, where that is another than the business date.
    """

    policy: Policy
    today: int
    base_currency: str
    rates: Mapping[str, str]
    clock_day: int | None = None
    catalogue_day: int | None = None

    @property
    def rules(self) -> Suitability:
        """The section of the policy."""
        return self.policy.suitability
