"""What a policy says: the sections of the document as frozen dataclasses, with the limits of each value.

A section or key is added here when something reads it, and not before. Amounts are whole units of the bank's
base currency; codes are those of the records.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from advisor_app.domain.policy.anomalies import ANOMALIES_UNSAID, AnomalyRules
from advisor_app.domain.policy.assessment import RiskQuestionnaire
from advisor_app.domain.policy.calls import CALLS_UNSAID, Calls
from advisor_app.domain.policy.consent import CONSENT_UNSAID, ConsentRules
from advisor_app.domain.policy.contacts import CONTACTS_UNSAID, Contacts
from advisor_app.domain.policy.contribution import CONTRIBUTION_UNSAID, ContributionRules
from advisor_app.domain.policy.duplicates import DUPLICATES_UNSAID, Duplicates
from advisor_app.domain.policy.features import FEATURES_UNSAID, FeatureRules
from advisor_app.domain.policy.feedback import (
    COMPLAINTS_UNSAID,
    SURVEYS_UNSAID,
    Complaints,
    Questionnaire,
    Surveys,
)
from advisor_app.domain.policy.insight_rules import INSIGHTS_UNSAID, InsightRules
from advisor_app.domain.policy.ledger import LEDGER_UNSAID, Ledger
from advisor_app.domain.policy.predictions import PREDICTIONS_UNSAID, PredictionRules
from advisor_app.domain.policy.prompts import PROMPTS_UNSAID, Prompts
from advisor_app.domain.policy.pursuits import OPPORTUNITIES_UNSAID, Opportunities
from advisor_app.domain.policy.quiet import QUIET_UNSAID, QuietRules
from advisor_app.domain.policy.reading import Between, Code, Filled
from advisor_app.domain.policy.suitability import Suitability
from advisor_app.domain.policy.tasks import TASKS_UNSAID, TaskRules
from advisor_app.domain.policy.text import Text
from advisor_app.domain.policy.tiers import TIER_RULES_UNSAID, Entitlement, TierRules
from advisor_app.domain.policy.training import TRAINING_UNSAID, TrainingRules

FORMAT = 1
"""The format of the document that this program reads."""

_Months = Annotated[int, Between(0, 120)]
_Days = Annotated[int, Between(1, 3660)]


@dataclass(frozen=True, slots=True)
class Head:
    """Which document this is; of several published ones the highest version is in force."""

    format: int
    version: Annotated[int, Between(1, 2**31 - 1)]
    title: Text


@dataclass(frozen=True, slots=True)
class Bank:
    """What a new bank starts with."""

    time_zone: str


@dataclass(frozen=True, slots=True)
class Aum:
    """What counts as assets under management, and how far back it is computed."""

    holdings: Annotated[tuple[Code, ...], Filled()]
    history_months: Annotated[int, Between(1, 120)]
    rate_valid_days: _Days


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier (客户层级); the first one has no cut-off: it is that of people without an active holding.

    Below its cut-off a tier is kept for `grace_months`, and for one where that is 0, as whole months count.
    """

    code: Code
    name: Text
    grace_months: _Months
    cut_off: Annotated[int, Between(0, 10**12)] | None = None
    entitlements: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a customer is contacted: `days` by tier; a tier that is not named is contacted by event."""

    amber_percent: Annotated[int, Between(1, 100)]
    two_way_outcomes: Annotated[tuple[Code, ...], Filled()]
    days: Mapping[Code, _Days]


@dataclass(frozen=True, slots=True)
class Flows:
    """What categories of transactions mean: `internal` ones bring the bank no money and take none from it.

    `spending` is what a customer's spending is made of; no category is both.
    """

    internal: tuple[Code, ...]
    spending: Annotated[tuple[Code, ...], Filled()]


UNSAID = Flows((), ())
"""The flows of a document from before that section was known: the bank's other rules stay in force without it."""


@dataclass(frozen=True, slots=True)
class Sync:
    """How a device and head office agree.

    A device synchronises every `every_minutes`, earlier or later by up to `jitter_percent` of that. A sync that would
    take more than `hold_percent` of the book out of it, and at least `hold_customers`, waits for a person.
    """

    every_minutes: Annotated[int, Between(1, 24 * 60)]
    jitter_percent: Annotated[int, Between(0, 50)]
    hold_percent: Annotated[int, Between(1, 100)]
    hold_customers: Annotated[int, Between(1, 100_000)]
    attachment_bytes: Annotated[int, Between(0, 1 << 20)]


SYNC_UNSAID = Sync(60, 20, 1, 1, 0)
"""The section of a document from before it was known: everything waits for a person."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How many characters at the start and at the end of a number are shown."""

    head: Annotated[int, Between(0, 6)]
    tail: Annotated[int, Between(0, 4)]


@dataclass(frozen=True, slots=True)
class Masking:
    """What may be seen of a number without a reason."""

    phone: Ends
    id_number: Ends
    card_number: Ends


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what is kept; a bank can keep longer than the law asks, not shorter."""

    access_log_months: Annotated[int, Between(6, 1200)]
    customer_years: Annotated[int, Between(10, 100)]
    impact_assessment_years: Annotated[int, Between(3, 100)]
    training_months: Annotated[int, Between(1, 12)]


Names = Mapping[Code, Text]


@dataclass(frozen=True, slots=True)
class Codes:
    """The names of codes, one list for each field of the records that holds codes."""

    product_kinds: Names
    issuer_kinds: Names
    account_kinds: Names
    holder_roles: Names
    household_roles: Names
    customer_kinds: Names
    sexes: Names
    id_kinds: Names
    card_kinds: Names
    loan_kinds: Names
    loan_statuses: Names
    statements: Names
    transaction_kinds: Names
    transaction_channels: Names
    transaction_categories: Names
    contact_channels: Names
    contact_directions: Names
    contact_purposes: Names
    contact_outcomes: Names
    consent_channels: Names
    consent_purposes: Names
    consent_sources: Names
    assessment_places: Names
    feedback_kinds: Names
    feedback_channels: Names
    feedback_statuses: Names
    digital_channels: Names
    digital_kinds: Names
    digital_bases: Names
    conversion_states: Names
    # Not in documents from before: what these name is shown by its code there, and typed in words.
    lost_reasons: Names = field(default_factory=dict)
    detail_sources: Names = field(default_factory=dict)
    prospect_sources: Names = field(default_factory=dict)
    life_events: Names = field(default_factory=dict)
    relations: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy, valid in itself."""

    policy: Head
    bank: Bank
    aum: Aum
    tiers: Annotated[tuple[Tier, ...], Filled()]
    rhythm: Rhythm
    suitability: Suitability
    masking: Masking
    retention: Retention
    codes: Codes
    flows: Flows = UNSAID
    quiet: QuietRules = QUIET_UNSAID
    contacts: Contacts = CONTACTS_UNSAID
    tasks: TaskRules = TASKS_UNSAID
    sync: Sync = SYNC_UNSAID
    duplicates: Duplicates = DUPLICATES_UNSAID
    consent: ConsentRules = CONSENT_UNSAID
    complaints: Complaints = COMPLAINTS_UNSAID
    surveys: Surveys = SURVEYS_UNSAID
    calls: Calls = CALLS_UNSAID
    questionnaires: tuple[Questionnaire, ...] = ()
    risk_questionnaire: tuple[RiskQuestionnaire, ...] = ()
    opportunities: Opportunities = OPPORTUNITIES_UNSAID
    prompts: Prompts = PROMPTS_UNSAID
    ledger: Ledger = LEDGER_UNSAID
    training: TrainingRules = TRAINING_UNSAID
    features: FeatureRules = FEATURES_UNSAID
    insights: InsightRules = INSIGHTS_UNSAID
    anomalies: AnomalyRules = ANOMALIES_UNSAID
    predictions: PredictionRules = PREDICTIONS_UNSAID
    contribution: ContributionRules = CONTRIBUTION_UNSAID
    tier_rules: TierRules = TIER_RULES_UNSAID
    entitlements: tuple[Entitlement, ...] = ()

    @property
    def version(self) -> int:
        """The version under which it is published."""
        return self.policy.version

    def tier(self, code: str) -> Tier:
        """Return the tier with a code; KeyError if there is none."""
        for tier in self.tiers:
            if tier.code == code:
                return tier
        raise KeyError(code)


def name_of(names: Names, code: str, language: str) -> str:
    """Return what `names`, a list of `Codes`, calls a code; the code itself where it has no name."""
    text = names.get(code)
    return text.in_language(language) if text else code
