"""Positions that have no table of their own, and what is remembered of their values."""

from sqlalchemy import BigInteger, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import Base, CustomerId, Day, Imported, Minor, Serial


class Holding(Imported, Base):
    """A term deposit, wealth product, fund, bond, insurance, trust or metal position."""

    __tablename__ = "holdings"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    customer_id: Mapped[CustomerId]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    product_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("products.id"))
    kind: Mapped[str]
    name: Mapped[str | None]
    currency: Mapped[str]
    quantity: Mapped[str | None]
    value_minor: Mapped[Minor]
    principal_minor: Mapped[Minor | None]
    rate: Mapped[str | None]
    starts_on: Mapped[Day | None]
    matures_on: Mapped[Day | None]
    as_of: Mapped[Day]
    closed_on: Mapped[Day | None]


class HoldingMonth(Base):
    """The last value that was stated for a holding in a month, where it differs from the one before."""

    __tablename__ = "holding_months"
    holding_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("holdings.id"), primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    value_minor: Mapped[Minor]
