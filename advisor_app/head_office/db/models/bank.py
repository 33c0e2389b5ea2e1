"""The bank itself: its sources, branches, advisors, districts, products, rates and policies."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import Base, Day, Imported, Instant, Minor, Serial


class Bank(Base):
    """One row: the bank of this head office.

    `hash_key` keys the hashes by which identities are compared, `token_key` signs sessions, and
    `escrow_public_key` (X25519) is where devices seal their data key for recovery; its private half is kept elsewhere.
    """

    __tablename__ = "bank"
    id: Mapped[Serial]
    name: Mapped[str]
    base_currency: Mapped[str]
    time_zone: Mapped[str]
    as_of: Mapped[Day]
    demo: Mapped[int]
    hash_key: Mapped[bytes]
    token_key: Mapped[bytes]
    escrow_public_key: Mapped[bytes | None]


class Source(Base):
    """One feed: what a system delivers for one entity, with the date of its data."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("system", "entity"),)
    id: Mapped[Serial]
    system: Mapped[str]
    entity: Mapped[str]
    as_of_day: Mapped[Day]
    as_of_at: Mapped[Instant | None]


class Branch(Base):
    """A branch (网点)."""

    __tablename__ = "branches"
    id: Mapped[Serial]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Advisor(Base):
    """A client advisor (客户经理)."""

    __tablename__ = "advisors"
    id: Mapped[Serial]
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    branch_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("branches.id"))


class District(Imported, Base):
    """A district; `statistics` is JSON, as the extract names the columns."""

    __tablename__ = "districts"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    code: Mapped[str]
    name: Mapped[str]
    region: Mapped[str | None]
    statistics: Mapped[str | None]
    closed_on: Mapped[Day | None]


class Product(Imported, Base):
    """A catalogue entry (产品)."""

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    currency: Mapped[str]
    risk_grade: Mapped[str | None]
    issuer: Mapped[str | None]
    issuer_kind: Mapped[str | None]
    rate: Mapped[str | None]
    benchmark: Mapped[str | None]
    minimum_minor: Mapped[Minor | None]
    quota_minor: Mapped[Minor | None]
    term_days: Mapped[int | None]
    opens_on: Mapped[Day | None]
    closes_on: Mapped[Day | None]
    channels: Mapped[str | None]
    as_of: Mapped[Day]
    closed_on: Mapped[Day | None]
    issuer_grade: Mapped[str | None]
    placement: Mapped[str | None]
    notice_days: Mapped[int | None]


class FxRate(Base):
    """Units of the base currency for one unit of a currency on a day."""

    __tablename__ = "fx_rates"
    __table_args__ = (UniqueConstraint("currency", "day"),)
    id: Mapped[Serial]
    day: Mapped[Day]
    currency: Mapped[str]
    rate: Mapped[str]


class Policy(Base):
    """A published policy document as devices get it; `id` is its version."""

    __tablename__ = "policies"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text: Mapped[str]
    published_at: Mapped[Instant]


class WholePolicy(Base):
    """A published policy document whole, where something of it is internal: no entity, so no device is told of it."""

    __tablename__ = "whole_policies"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text: Mapped[str]
