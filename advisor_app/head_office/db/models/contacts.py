"""What passed between the bank and its customers. Rows made on a device have no source."""

from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from advisor_app.head_office.db.models.base import (
    AdvisorId,
    Base,
    CustomerId,
    Day,
    Imported,
    Instant,
    Serial,
    Uuid,
)

InteractionId = Annotated[bytes, mapped_column(LargeBinary(16), ForeignKey("interactions.id"), index=True)]


class MaybeImported:
    """Columns of a row that came from an extract, or (empty) from a device."""

    source_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sources.id"))
    source_key: Mapped[str | None]


class Interaction(MaybeImported, Base):
    """One contact (联系记录)."""

    __tablename__ = "interactions"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    advisor_id: Mapped[AdvisorId | None]
    channel: Mapped[str]
    direction: Mapped[str]
    purpose: Mapped[str | None]
    outcome: Mapped[str | None]
    note: Mapped[str | None]
    happened_at: Mapped[Instant]
    duration: Mapped[int | None]
    next_step: Mapped[str | None]
    next_step_on: Mapped[Day | None]
    participants: Mapped[str | None]
    recorded_at: Mapped[Instant | None]
    status: Mapped[str | None]
    void_reason: Mapped[str | None]
    event_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    recommends: Mapped[int | None]
    product_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("products.id"))


class Promise(Base):
    """What an advisor promised a customer."""

    __tablename__ = "promises"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    interaction_id: Mapped[InteractionId | None]
    advisor_id: Mapped[AdvisorId | None]
    text: Mapped[str]
    due_on: Mapped[Day]
    settled_on: Mapped[Day | None]
    outcome: Mapped[str | None]
    made_at: Mapped[Instant]


class Attachment(Base):
    """A file of a contact, with its content."""

    __tablename__ = "attachments"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    interaction_id: Mapped[InteractionId]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    content: Mapped[bytes]


class Revision(Base):
    """One change of a row by an advisor; its id is that of the mutation."""

    __tablename__ = "revisions"
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    entity: Mapped[str]
    row_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    advisor_id: Mapped[AdvisorId | None]
    at: Mapped[Instant]
    changes: Mapped[str]


class Feedback(MaybeImported, Base):
    """One piece of feedback."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    interaction_id: Mapped[bytes | None] = mapped_column(LargeBinary(16), ForeignKey("interactions.id"))
    product_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("products.id"))
    kind: Mapped[str]
    channel: Mapped[str | None]
    score: Mapped[int | None]
    scale: Mapped[int | None]
    text: Mapped[str | None]
    happened_at: Mapped[Instant]
    status: Mapped[str]
    due_on: Mapped[Day | None]
    advisor_id: Mapped[AdvisorId | None]
    handler_id: Mapped[AdvisorId | None]
    about_id: Mapped[AdvisorId | None]
    questionnaire: Mapped[str | None]
    answers: Mapped[str | None]
    complex: Mapped[int | None]
    extension: Mapped[str | None]
    extension_reason: Mapped[str | None]
    told_on: Mapped[Day | None]
    answered_on: Mapped[Day | None]
    resolution: Mapped[str | None]


class Consent(MaybeImported, Base):
    """Consent given or withdrawn for one channel and purpose."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    channel: Mapped[str]
    purpose: Mapped[str]
    granted: Mapped[int]
    source: Mapped[str | None]
    recorded_at: Mapped[Instant]
    evidence: Mapped[str | None]
    interaction_id: Mapped[bytes | None] = mapped_column(LargeBinary(16), ForeignKey("interactions.id"))
    advisor_id: Mapped[AdvisorId | None]


class RiskAssessment(MaybeImported, Base):
    """A dated risk assessment."""

    __tablename__ = "risk_assessments"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Uuid]
    customer_id: Mapped[CustomerId]
    grade: Mapped[str]
    assessed_on: Mapped[Day]
    expires_on: Mapped[Day]
    place: Mapped[str | None]
    questionnaire: Mapped[str | None]
    answers: Mapped[str | None]
    score: Mapped[int | None]
    confirmed_at: Mapped[Instant | None]
    advisor_id: Mapped[AdvisorId | None]


class DigitalEvent(Imported, Base):
    """A visit on the web or in the app, with the basis on which it may be used."""

    __tablename__ = "digital_events"
    __table_args__ = (UniqueConstraint("source_id", "source_key"),)
    id: Mapped[Serial]
    customer_id: Mapped[CustomerId]
    channel: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str | None]
    happened_at: Mapped[Instant]
    basis: Mapped[str]
