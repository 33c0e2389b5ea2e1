"""What passed between the bank and the customer: contacts, feedback, consents, risk assessments, visits online."""

from typing import NamedTuple


class Interaction(NamedTuple):
    """One contact (联系记录); `direction` is "in" or "out", `duration` in seconds."""

    id: bytes
    customer_id: bytes
    advisor_id: int | None
    channel: str
    direction: str
    purpose: str | None
    outcome: str | None
    note: str | None
    happened_at: int
    duration: int | None
    next_step: str | None
    next_step_on: int | None


class Feedback(NamedTuple):
    """One piece of feedback; `score` out of `scale` where it is a survey, `due_on` the end of a complaint's clock."""

    id: bytes
    customer_id: bytes
    interaction_id: bytes | None
    product_id: int | None
    kind: str
    channel: str | None
    score: int | None
    scale: int | None
    text: str | None
    happened_at: int
    status: str
    due_on: int | None


class Consent(NamedTuple):
    """Consent given (1) or withdrawn (0) for one channel and purpose; the newest record counts."""

    id: bytes
    customer_id: bytes
    channel: str
    purpose: str
    granted: int
    source: str | None
    recorded_at: int


class RiskAssessment(NamedTuple):
    """A dated risk assessment; `grade` is the customer's tolerance (C1–C5 in the default policy)."""

    id: bytes
    customer_id: bytes
    grade: str
    assessed_on: int
    expires_on: int
    place: str | None


class DigitalEvent(NamedTuple):
    """A visit on the web or in the app; `basis` is the legal basis on which it may be used."""

    id: int
    source_id: int
    customer_id: bytes
    channel: str
    kind: str
    subject: str | None
    happened_at: int
    basis: str
