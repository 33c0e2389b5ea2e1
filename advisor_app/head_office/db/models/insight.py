"""What is computed of customers, and what advisors are to reach."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import Base, CustomerId, Day, Instant, Minor, Serial, Uuid


class TierMonth(Base):
    """The tier of a customer in one month (`month` is its first day)."""

    __tablename__ = "tier_months"
    __table_args__ = (UniqueConstraint("customer_id", "month"),)
    id: Mapped[Serial]
    customer_id: Mapped[bytes] = mapped_column(ForeignKey("customers.id"))
    month: Mapped[Day]
    tier: Mapped[str]
    state: Mapped[str]
    average_minor: Mapped[Minor]
    currency: Mapped[str]
    reason: Mapped[str]
    policy_version: Mapped[int]


class Retained(Base):
    """What became of money that matured, by what was done about it."""

    __tablename__ = "retention"
    __table_args__ = (UniqueConstraint("customer_id", "holding_id"),)
    id: Mapped[Serial]
    customer_id: Mapped[bytes] = mapped_column(ForeignKey("customers.id"))
    holding_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("holdings.id"), index=True)
    matured_on: Mapped[Day]
    amount_minor: Mapped[Minor]
    currency: Mapped[str]
    arm: Mapped[str]
    kept_minor: Mapped[Minor]
    moved_minor: Mapped[Minor]
    left_minor: Mapped[Minor]
    settled_on: Mapped[Day | None]


class Insight(Base):
    """What is known of a customer in one respect, as JSON."""

    __tablename__ = "insights"
    __table_args__ = (UniqueConstraint("customer_id", "kind"),)
    id: Mapped[Serial]
    customer_id: Mapped[bytes] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    data_on: Mapped[Day]
    version: Mapped[int]
    facts: Mapped[str]


class Anomaly(Base):
    """Unusual activity of a customer, with its evidence as JSON."""

    __tablename__ = "anomalies"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    kind: Mapped[str]
    day: Mapped[Day]
    evidence: Mapped[str]
    found_on: Mapped[Day]
    policy_version: Mapped[int]


class InternalAnomaly(Base):
    """Unusual activity that stays at head office, as suspicion of money laundering does: no device is ever told of it.

    It is no entity of the book, and so has no place in the change feed.
    """

    __tablename__ = "internal_anomalies"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    kind: Mapped[str]
    day: Mapped[Day]
    evidence: Mapped[str]
    found_on: Mapped[Day]
    policy_version: Mapped[int]


class AnomalyClosing(Base):
    """That head office has finished with unusual activity, internal or escalated by an advisor, and why."""

    __tablename__ = "anomaly_closings"
    anomaly_id: Mapped[Uuid]
    closed_at: Mapped[Instant]
    reason: Mapped[str]
    operator: Mapped[str | None]


class Scorecard(Base):
    """A published scorecard, as JSON."""

    __tablename__ = "scorecards"
    __table_args__ = (UniqueConstraint("task", "family", "version"),)
    id: Mapped[Serial]
    task: Mapped[str]
    family: Mapped[str | None]
    version: Mapped[int]
    text: Mapped[str]
    published_at: Mapped[Instant]


class Target(Base):
    """What an advisor is to reach in a time."""

    __tablename__ = "targets"
    __table_args__ = (UniqueConstraint("advisor_id", "measure", "starts_on"),)
    id: Mapped[Serial]
    advisor_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("advisors.id"), index=True)
    measure: Mapped[str]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day]
    goal: Mapped[Minor]
    currency: Mapped[str | None]
