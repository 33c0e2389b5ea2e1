"""Enrolled devices, what they are granted, what they have pushed, and the codes with which they enrol."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import Base, Instant, Serial, Uuid


class Device(Base):
    """A workstation enrolled for one advisor; `public_key` is Ed25519 (32 bytes)."""

    __tablename__ = "devices"
    id: Mapped[Uuid]
    advisor_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("advisors.id"))
    name: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    enrolled_at: Mapped[Instant]
    last_seen_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    escrow: Mapped[bytes | None]


class DeviceGrant(Base):
    """A device may pull a bucket, until `ends_at` where that is set."""

    __tablename__ = "device_grants"
    device_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("devices.id"), primary_key=True)
    bucket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("buckets.id"), primary_key=True)
    ends_at: Mapped[Instant | None]


class EnrolmentCode(Base):
    """A one-time code for one advisor; only its SHA-256 is kept."""

    __tablename__ = "enrolment_codes"
    id: Mapped[Serial]
    advisor_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("advisors.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class DuplicateCheck(Base):
    """A question whether somebody is known beyond the device's books: which kinds were compared, and the answer.

    What was asked for is not kept.
    """

    __tablename__ = "duplicate_checks"
    __table_args__ = (Index(None, "device_id", "asked_at"),)
    id: Mapped[Serial]
    device_id: Mapped[bytes] = mapped_column(LargeBinary(16), ForeignKey("devices.id"))
    advisor_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("advisors.id"))
    asked_at: Mapped[Instant]
    kinds: Mapped[str]
    answer: Mapped[str]


class Mutation(Base):
    """A change that a device pushed, and what it was answered; written in the transaction of its effect.

    A device that did not get the answer sends the mutation again and gets the same one. `answer` is MessagePack,
    `received_at` the last time that the mutation came.
    No foreign key: a thousand at once are checked by the session that pushes them.
    """

    __tablename__ = "mutations"
    __table_args__ = ({"sqlite_with_rowid": False},)
    device_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    mutation_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    answer: Mapped[bytes]
    received_at: Mapped[Instant]
