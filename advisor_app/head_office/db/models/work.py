"""What advisors plan and pursue: tasks, proposals, opportunities, campaigns, call lists, covers, prompts."""

from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import (
    AdvisorId,
    Base,
    CustomerId,
    Day,
    Instant,
    Minor,
    Serial,
    Uuid,
)

InteractionId = Annotated[bytes, mapped_column(LargeBinary(16), ForeignKey("interactions.id"))]
ProductId = Annotated[int, mapped_column(BigInteger, ForeignKey("products.id"))]


class Task(Base):
    """A task or an appointment, for a customer or of the advisor alone."""

    __tablename__ = "tasks"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId | None]
    advisor_id: Mapped[AdvisorId | None] = mapped_column(index=True)
    kind: Mapped[str]
    title: Mapped[str]
    note: Mapped[str | None]
    place: Mapped[str | None]
    due_on: Mapped[Day]
    starts_at: Mapped[Instant | None]
    ends_at: Mapped[Instant | None]
    remind_minutes: Mapped[int | None]
    repeats: Mapped[str | None]
    series_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    uid: Mapped[str | None]
    origin: Mapped[str | None]
    interaction_id: Mapped[InteractionId | None]
    status: Mapped[str | None]
    settled_at: Mapped[Instant | None]
    settled_by: Mapped[InteractionId | None]
    made_at: Mapped[Instant]


class Proposal(Base):
    """What an advisor learned about a customer, and what was decided about it."""

    __tablename__ = "proposals"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    advisor_id: Mapped[AdvisorId | None]
    kind: Mapped[str]
    field: Mapped[str | None]
    value: Mapped[str]
    old: Mapped[str | None]
    label: Mapped[str | None]
    happens_on: Mapped[Day | None]
    amount_minor: Mapped[Minor | None]
    currency: Mapped[str | None]
    related_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    source: Mapped[str]
    note: Mapped[str | None]
    interaction_id: Mapped[InteractionId | None]
    state: Mapped[str | None]
    decided_on: Mapped[Day | None]
    decided_reason: Mapped[str | None]
    made_at: Mapped[Instant]


class Opportunity(Base):
    """A need with a product, an amount, a stage and a next step (商机)."""

    __tablename__ = "opportunities"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    advisor_id: Mapped[AdvisorId | None]
    title: Mapped[str]
    product_id: Mapped[ProductId | None]
    product_kind: Mapped[str | None]
    campaign_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    stage: Mapped[str]
    amount_minor: Mapped[Minor | None]
    currency: Mapped[str | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    next_step: Mapped[str | None]
    next_step_on: Mapped[Day | None]
    opened_on: Mapped[Day]
    closed_on: Mapped[Day | None]
    made_at: Mapped[Instant]


class Campaign(Base):
    """A campaign. `audience` is the JSON of whom it is for; `control_percent` of them are left alone, to compare."""

    __tablename__ = "campaigns"
    id: Mapped[Uuid]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    script: Mapped[str | None]
    product_id: Mapped[ProductId | None]
    opens_on: Mapped[Day]
    closes_on: Mapped[Day]
    quota: Mapped[int | None]
    status: Mapped[str | None]
    audience: Mapped[str]
    control_percent: Mapped[int]
    published_at: Mapped[Instant]


class CampaignMember(Base):
    """A customer of a campaign's audience, in the arm "call" or "control"; devices see the calls only."""

    __tablename__ = "campaign_members"
    campaign_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("campaigns.id"), primary_key=True)
    customer_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("customers.id"), primary_key=True)
    arm: Mapped[str]


class CallList(Base):
    """A list of customers to call that an advisor made."""

    __tablename__ = "call_lists"
    id: Mapped[Uuid]
    advisor_id: Mapped[AdvisorId | None] = mapped_column(index=True)
    title: Mapped[str]
    origin: Mapped[str | None]
    status: Mapped[str | None]
    made_at: Mapped[Instant]


class Call(Base):
    """One customer on a call list."""

    __tablename__ = "calls"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    list_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    position: Mapped[int]
    outcome: Mapped[str | None]
    outcome_on: Mapped[Day | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    interaction_id: Mapped[InteractionId | None]
    advisor_id: Mapped[AdvisorId | None]


class Cover(Base):
    """One side of covering a colleague (代管); both sides of one cover have the same bucket."""

    __tablename__ = "covers"
    id: Mapped[Uuid]
    advisor_id: Mapped[AdvisorId] = mapped_column(index=True)
    side: Mapped[str]
    other_id: Mapped[AdvisorId]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    ended_on: Mapped[Day | None]
    scope: Mapped[str | None]
    note: Mapped[str | None]
    bucket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("buckets.id"))


class Covered(Base):
    """A customer who is covered, by the cover with the same bucket."""

    __tablename__ = "covered"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    deputy_id: Mapped[AdvisorId]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    bucket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("buckets.id"), index=True)


class CoverEvent(Base):
    """What became of a cover: "made", "begun" or "ended", with how many customers, and who at head office did it."""

    __tablename__ = "cover_events"
    id: Mapped[Serial]
    bucket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("buckets.id"), index=True)
    at: Mapped[Instant]
    event: Mapped[str]
    customers: Mapped[int]
    operator: Mapped[str | None]


class PromptOutcome(Base):
    """What an advisor did with a prompt."""

    __tablename__ = "prompt_outcomes"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    advisor_id: Mapped[AdvisorId | None]
    rule: Mapped[str]
    subject: Mapped[str]
    action: Mapped[str]
    until_on: Mapped[Day | None]
    reason: Mapped[str | None]
    interaction_id: Mapped[InteractionId | None]
    value_minor: Mapped[Minor | None]
    currency: Mapped[str | None]
    shown_on: Mapped[Day]
    policy_version: Mapped[int]
    data_on: Mapped[Day]
    made_at: Mapped[Instant]
