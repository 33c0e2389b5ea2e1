"""The records of the bank, each declared once: field order is wire order and device column order.

A record is a NamedTuple of plain values, so that a row read from a database, sent as a message and
written to the device's store is the same tuple all the way. Types: `bytes` is a UUIDv7; an `int` called
`…_on`, `day` or `month` counts days since 1970-01-01; one called `…_at` is UTC microseconds; `…_minor` is
money in minor units of the row's currency; rates and quantities are decimal text; 0 and 1 stand for no and yes.
`source_id` names the system and feed that a row came from, and with it the date of the data.

Fields are only ever added at the end of a record, and may be empty; kinds of records are only added. So a client
of an older schema reads what a newer head office sends, and ignores what it does not know.

`ENTITIES` is the register of them all, in an order in which parents come before children.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from advisor_app.domain.records.accounts import (
    Account,
    AccountHolder,
    Card,
    Loan,
    StandingOrder,
    Transaction,
)
from advisor_app.domain.records.bank import (
    Advisor,
    Bank,
    Branch,
    District,
    FxRate,
    Policy,
    Product,
    Source,
)
from advisor_app.domain.records.contacts import (
    Attachment,
    Consent,
    DigitalEvent,
    Feedback,
    Interaction,
    Promise,
    Revision,
    RiskAssessment,
)
from advisor_app.domain.records.insight import Anomaly, Insight, Retained, Scorecard, Target, TierMonth
from advisor_app.domain.records.people import AumMonth, Conversion, Customer, CustomerTier, Household
from advisor_app.domain.records.positions import Holding
from advisor_app.domain.records.work import (
    Call,
    CallList,
    Campaign,
    Cover,
    Covered,
    Opportunity,
    PromptOutcome,
    Proposal,
    Task,
)

Owner = Literal["bank", "household", "customer", "account", "advisor"]


@dataclass(frozen=True, slots=True)
class Entity:
    """How one kind of record is kept.

    `owner` says whose it is and so which devices get it: "bank" rows go to every device, the others
    follow their customer (through the account or household where they hang on one). "advisor" rows follow their
    customer where they name one, and else the book of their advisor. `key` are the
    fields that identify a row on a device. On a device rows lie in the order of `order` and then `key`, so
    that what is read together lies together; `index` are the fields of an index that reads need besides.
    `since` is the schema version that brought the entity, `grown` the one in which its record last grew.
    """

    name: str
    record: Any
    owner: Owner
    key: tuple[str, ...] = ("id",)
    order: tuple[str, ...] = ()
    index: tuple[str, ...] = ()
    since: int = 1
    grown: int = 1

    @property
    def fields(self) -> tuple[str, ...]:
        """The field names in wire order."""
        fields: tuple[str, ...] = self.record._fields
        return fields


_ALL = (
    Entity("bank", Bank, "bank"),
    Entity("sources", Source, "bank"),
    Entity("branches", Branch, "bank"),
    Entity("advisors", Advisor, "bank"),
    Entity("districts", District, "bank"),
    Entity("products", Product, "bank", grown=3),
    Entity("fx_rates", FxRate, "bank"),
    Entity("policies", Policy, "bank"),
    Entity("campaigns", Campaign, "bank", since=3, grown=3),
    Entity("scorecards", Scorecard, "bank", since=3, grown=3),
    Entity("households", Household, "household"),
    Entity("customers", Customer, "customer", index=("household_id",), grown=3),
    Entity("tiers", CustomerTier, "customer", key=("customer_id",)),
    Entity("aum_months", AumMonth, "customer", key=("customer_id", "month")),
    Entity("conversions", Conversion, "customer", order=("customer_id",), index=("prospect_id",), grown=3),
    Entity("accounts", Account, "account"),
    Entity("account_holders", AccountHolder, "customer", order=("customer_id", "account_id")),
    Entity("cards", Card, "customer", order=("customer_id",)),
    Entity("loans", Loan, "account", order=("account_id",)),
    Entity("standing_orders", StandingOrder, "account", order=("account_id",)),
    Entity("transactions", Transaction, "account", key=("account_id", "day", "id")),
    Entity("holdings", Holding, "customer", order=("customer_id",)),
    Entity("interactions", Interaction, "customer", order=("customer_id", "happened_at"), grown=3),
    Entity(
        "feedback",
        Feedback,
        "customer",
        order=("customer_id", "happened_at"),
        # All that the inbox filters and sorts by, so that it looks up the rows that it shows and no others.
        index=("happened_at", "id", "kind", "status", "due_on", "product_id"),
        grown=3,
    ),
    Entity("consents", Consent, "customer", order=("customer_id",), grown=3),
    Entity("risk_assessments", RiskAssessment, "customer", order=("customer_id",), grown=3),
    Entity("digital_events", DigitalEvent, "customer", order=("customer_id", "happened_at")),
    Entity("promises", Promise, "customer", order=("customer_id",), since=2, grown=2),
    Entity("attachments", Attachment, "customer", order=("customer_id",), since=2, grown=2),
    Entity("revisions", Revision, "customer", order=("customer_id", "row_id"), since=2, grown=2),
    Entity("tasks", Task, "advisor", order=("due_on",), index=("customer_id",), since=3, grown=3),
    Entity("proposals", Proposal, "customer", order=("customer_id",), since=3, grown=3),
    Entity("opportunities", Opportunity, "customer", order=("customer_id",), since=3, grown=3),
    Entity("call_lists", CallList, "advisor", since=3, grown=3),
    Entity("calls", Call, "customer", order=("customer_id",), index=("list_id",), since=3, grown=3),
    Entity("covers", Cover, "advisor", since=3, grown=3),
    Entity("covered", Covered, "customer", order=("customer_id",), since=3, grown=3),
    Entity("prompt_outcomes", PromptOutcome, "customer", order=("customer_id",), since=3, grown=3),
    Entity("tier_months", TierMonth, "customer", key=("customer_id", "month"), since=3, grown=3),
    Entity("retention", Retained, "customer", key=("customer_id", "holding_id"), since=3, grown=3),
    Entity("insights", Insight, "customer", key=("customer_id", "kind"), since=3, grown=3),
    Entity("anomalies", Anomaly, "customer", order=("customer_id",), since=3, grown=3),
    Entity("targets", Target, "advisor", since=3, grown=3),
)

ENTITIES: Mapping[str, Entity] = MappingProxyType({entity.name: entity for entity in _ALL})

__all__ = [
    "ENTITIES",
    "Account",
    "AccountHolder",
    "Advisor",
    "Anomaly",
    "Attachment",
    "AumMonth",
    "Bank",
    "Branch",
    "Call",
    "CallList",
    "Campaign",
    "Card",
    "Consent",
    "Conversion",
    "Cover",
    "Covered",
    "Customer",
    "CustomerTier",
    "DigitalEvent",
    "District",
    "Entity",
    "Feedback",
    "FxRate",
    "Holding",
    "Household",
    "Insight",
    "Interaction",
    "Loan",
    "Opportunity",
    "Owner",
    "Policy",
    "Product",
    "Promise",
    "PromptOutcome",
    "Proposal",
    "Retained",
    "Revision",
    "RiskAssessment",
    "Scorecard",
    "Source",
    "StandingOrder",
    "Target",
    "Task",
    "TierMonth",
    "Transaction",
]
