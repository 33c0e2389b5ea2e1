"""Customers and households, and what is computed of them."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, UniqueConstraint
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


class Household(Base):
    """Customers who live and decide together."""

    __tablename__ = "households"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Uuid]
    source_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sources.id"))
    source_key: Mapped[str | None]
    name: Mapped[str | None]


class Customer(Base):
    """A customer or prospect. A prospect made on a device has no source.

    The hashes are HMAC-SHA256 of identity number, phone, and name with birthday (`head_office.identity`).
    """

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Uuid]
    source_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sources.id"))
    source_key: Mapped[str | None]
    number: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    name: Mapped[str | None]
    sex: Mapped[str | None]
    birth_day: Mapped[Day | None]
    id_kind: Mapped[str | None]
    id_number: Mapped[str | None]
    id_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    person_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    id_expires_on: Mapped[Day | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[str | None]
    occupation: Mapped[str | None]
    household_id: Mapped[bytes | None] = mapped_column(
        LargeBinary(16), ForeignKey("households.id"), index=True
    )
    household_role: Mapped[str | None]
    branch_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("branches.id"))
    district_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("districts.id"))
    opened_on: Mapped[Day | None]
    closed_on: Mapped[Day | None]
    qualified_on: Mapped[Day | None]
    insurance_checked_on: Mapped[Day | None]
    credit_grade: Mapped[str | None]
    credit_graded_on: Mapped[Day | None]


class CustomerTier(Base):
    """The current tier of a customer, with the JSON of the inputs and the rule that decided."""

    __tablename__ = "tiers"
    customer_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("customers.id"), primary_key=True)
    tier: Mapped[str]
    since_on: Mapped[Day]
    month: Mapped[Day]
    average_minor: Mapped[Minor]
    currency: Mapped[str]
    reason: Mapped[str]
    policy_version: Mapped[int]


class AumMonth(Base):
    """Average AUM of one customer over one month (`month` is its first day)."""

    __tablename__ = "aum_months"
    __table_args__ = (UniqueConstraint("customer_id", "month"),)
    id: Mapped[Serial]
    customer_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("customers.id"))
    month: Mapped[Day]
    average_minor: Mapped[Minor]
    currency: Mapped[str]
    coverage: Mapped[int]


class Conversion(Base):
    """A prospect that an imported customer seems to be."""

    __tablename__ = "conversions"
    __table_args__ = (UniqueConstraint("customer_id", "prospect_id"),)
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    prospect_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("customers.id"), index=True)
    evidence: Mapped[str]
    state: Mapped[str]
    proposed_at: Mapped[Instant]
    advisor_id: Mapped[AdvisorId | None]
    decided_at: Mapped[Instant | None]
    moved: Mapped[str | None]
