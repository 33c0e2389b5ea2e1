"""Positions that have no table of their own."""

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
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
