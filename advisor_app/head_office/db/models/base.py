"""The declarative base, the column types that are the same on PostgreSQL and SQLite, and shared columns."""

from typing import Annotated, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite only numbers rows by itself in a column of type INTEGER.
_serial = BigInteger().with_variant(Integer(), "sqlite")

Serial = Annotated[int, mapped_column(_serial, primary_key=True, autoincrement=True)]
Uuid = Annotated[bytes, mapped_column(LargeBinary(16), primary_key=True)]
Day = Annotated[int, mapped_column(Integer)]
Instant = Annotated[int, mapped_column(BigInteger)]
Minor = Annotated[int, mapped_column(BigInteger)]
CustomerId = Annotated[bytes, mapped_column(LargeBinary(16), ForeignKey("customers.id"), index=True)]
AdvisorId = Annotated[int, mapped_column(BigInteger, ForeignKey("advisors.id"))]
AccountId = Annotated[int, mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)]


class Base(DeclarativeBase):
    """Models of head office; constraint names follow a convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {str: Text(), bytes: LargeBinary(), int: BigInteger()}


class Imported:
    """Columns of a row that an extract delivered: its source, and the key that it has there (always text)."""

    source_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sources.id"))
    source_key: Mapped[str]
