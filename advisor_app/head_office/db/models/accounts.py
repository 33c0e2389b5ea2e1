"""Accounts and what hangs on them."""

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import (
    AccountId,
    Base,
    CustomerId,
    Day,
    Imported,
    Instant,
    Minor,
    Serial,
)


class Account(Imported, Base):
    """A current or savings account, with control totals over its transactions."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    number: Mapped[str | None]
    kind: Mapped[str]
    currency: Mapped[str]
    opened_on: Mapped[Day | None]
    closed_on: Mapped[Day | None]
    balance_minor: Mapped[Minor | None]
    balance_on: Mapped[Day | None]
    statement: Mapped[str | None]
    branch_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("branches.id"))
    district_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("districts.id"))
    transaction_count: Mapped[int] = mapped_column(server_default="0")
    transaction_total_minor: Mapped[Minor] = mapped_column(server_default="0")


class AccountHolder(Imported, Base):
    """Who may dispose of an account."""

    __tablename__ = "account_holders"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    account_id: Mapped[AccountId]
    customer_id: Mapped[CustomerId]
    role: Mapped[str]
    closed_on: Mapped[Day | None]


class Card(Imported, Base):
    """A debit or credit card."""

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    account_id: Mapped[AccountId]
    customer_id: Mapped[CustomerId]
    kind: Mapped[str]
    number: Mapped[str | None]
    issued_on: Mapped[Day | None]
    expires_on: Mapped[Day | None]
    closed_on: Mapped[Day | None]


class Loan(Imported, Base):
    """A loan repaid from an account."""

    __tablename__ = "loans"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    account_id: Mapped[AccountId]
    kind: Mapped[str]
    currency: Mapped[str]
    principal_minor: Mapped[Minor]
    outstanding_minor: Mapped[Minor | None]
    payment_minor: Mapped[Minor | None]
    rate: Mapped[str | None]
    starts_on: Mapped[Day]
    ends_on: Mapped[Day | None]
    months: Mapped[int | None]
    status: Mapped[str | None]
    closed_on: Mapped[Day | None]


class StandingOrder(Imported, Base):
    """A payment that is repeated."""

    __tablename__ = "standing_orders"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    account_id: Mapped[AccountId]
    counterparty: Mapped[str | None]
    counterparty_bank: Mapped[str | None]
    counterparty_account: Mapped[str | None]
    amount_minor: Mapped[Minor]
    category: Mapped[str | None]
    closed_on: Mapped[Day | None]


class Transaction(Base):
    """One booking; its account and day never change, a correction is a booking of its own.

    No foreign keys: the import proves both references for the whole file at once.
    """

    __tablename__ = "transactions"
    __table_args__ = (
        UniqueConstraint("source_id", "source_key"),
        Index(None, "account_id", "day", "id"),
    )
    id: Mapped[Serial]
    source_id: Mapped[int]
    source_key: Mapped[str]
    account_id: Mapped[int]
    day: Mapped[Day]
    amount_minor: Mapped[Minor]
    balance_minor: Mapped[Minor | None]
    kind: Mapped[str]
    channel: Mapped[str | None]
    counterparty: Mapped[str | None]
    counterparty_bank: Mapped[str | None]
    counterparty_account: Mapped[str | None]
    category: Mapped[str | None]
    memo: Mapped[str | None]
    at: Mapped[Instant | None]
