"""Books and the feed of changes: who holds which customer, and what each bucket has to send."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import Base, CustomerId, Day, Instant, Serial


class Bucket(Base):
    """What a device can be granted: the whole bank's rows ("bank"), one advisor's book ("book"), or customers of a
    colleague for a time ("cover").

    `counter` is the number of the bucket's last change. It is taken by UPDATE … RETURNING in the transaction that
    writes the change, so that number order is commit order and no reader can pass a number still uncommitted.
    """

    __tablename__ = "buckets"
    __table_args__ = (
        # One book for each advisor; covers can be many.
        Index(
            "uq_buckets_kind_advisor_id",
            "kind",
            "advisor_id",
            unique=True,
            sqlite_where=text("kind <> 'cover'"),
            postgresql_where=text("kind <> 'cover'"),
        ),
    )
    id: Mapped[Serial]
    kind: Mapped[str]
    advisor_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("advisors.id"))
    counter: Mapped[int] = mapped_column(server_default="0")


class BookMember(Base):
    """Which buckets a customer is in now: one book (its history and plan are in `assignments`), and covers."""

    __tablename__ = "book_members"
    __table_args__ = (Index(None, "bucket_id", "customer_id"),)
    customer_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("customers.id"), primary_key=True)
    bucket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("buckets.id"), primary_key=True)


class Assignment(Base):
    """A customer belongs to a book from `starts_on` until the day before `ends_on`."""

    __tablename__ = "assignments"
    id: Mapped[Serial]
    customer_id: Mapped[CustomerId]
    bucket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("buckets.id"))
    starts_on: Mapped[Day]
    ends_on: Mapped[Day | None]
    recorded_at: Mapped[Instant]


class Change(Base):
    """One change of one bucket: a row of `entity` was written, or (entity "membership") a customer came or went."""

    __tablename__ = "changes"
    bucket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entity: Mapped[str]
    row_id: Mapped[int | None] = mapped_column(BigInteger)
    row_uuid: Mapped[bytes | None] = mapped_column(LargeBinary(16))
