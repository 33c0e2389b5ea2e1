"""What passed between the bank and the customer: contacts with their promises and files, feedback, consents,
risk assessments, visits online.
"""

from typing import NamedTuple


class Interaction(NamedTuple):
    """One contact (联系记录); `direction` is "in" or "out", `duration` in seconds.

    `recorded_at` is when it was logged, which may be long after `happened_at`. `status` is None for a contact
    that stands and "void" for one that was withdrawn, with the reason; `event_id` is the same for the
    contacts of several customers that were logged as one. `recommends` is 1 for a contact in which a product was
    recommended, which makes it marketing whatever its purpose; `product_id` is that product, where it was one.
    """

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
    participants: str | None
    recorded_at: int | None
    status: str | None
    void_reason: str | None
    event_id: bytes | None
    recommends: int | None = None
    product_id: int | None = None


class Promise(NamedTuple):
    """What an advisor promised a customer, due on a day; `outcome` is None (open), "kept" or "withdrawn".

    Whether it was kept late, or is broken, follows from the days and the business date.
    """

    id: bytes
    customer_id: bytes
    interaction_id: bytes | None
    advisor_id: int | None
    text: str
    due_on: int
    settled_on: int | None
    outcome: str | None
    made_at: int


class Attachment(NamedTuple):
    """A file of a contact, with its content; `name` is what it was called and never used as a path."""

    id: bytes
    customer_id: bytes
    interaction_id: bytes
    name: str
    media_type: str
    size: int
    sha256: bytes
    content: bytes


class Revision(NamedTuple):
    """One change of a row by an advisor; `changes` is JSON: {"field": [old, new]}.

    `id` is that of the mutation which made the change, so device and head office write the same revision.
    """

    id: bytes
    customer_id: bytes
    entity: str
    row_id: bytes
    advisor_id: int | None
    at: int
    changes: str


class Feedback(NamedTuple):
    """One piece of feedback; `score` out of `scale` where it is a survey, `due_on` the end of a complaint's clock.

    `questionnaire` names one of the policy and `answers` is JSON: {"question": answer}. Of a complaint: `handler_id`
    is the advisor who answers it and `about_id` the one it is about, who may not; `complex` is 1 for one that may
    take longer; `extension` is "asked", "approved" or "refused" (by head office), asked for with a reason, and the
    complainant was told of it on `told_on`. `answered_on` and `resolution` say how it ended.
    """

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
    advisor_id: int | None = None
    handler_id: int | None = None
    about_id: int | None = None
    questionnaire: str | None = None
    answers: str | None = None
    complex: int | None = None
    extension: str | None = None
    extension_reason: str | None = None
    told_on: int | None = None
    answered_on: int | None = None
    resolution: str | None = None


class Consent(NamedTuple):
    """Consent given (1) or withdrawn (0) for one channel and purpose; the newest record counts.

    `evidence` says how it is known (a form's number, the customer's words), `interaction_id` in which contact.
    """

    id: bytes
    customer_id: bytes
    channel: str
    purpose: str
    granted: int
    source: str | None
    recorded_at: int
    evidence: str | None = None
    interaction_id: bytes | None = None
    advisor_id: int | None = None


class RiskAssessment(NamedTuple):
    """A dated risk assessment; `grade` is the customer's tolerance (C1–C5 in the default policy).

    One that was taken with an advisor has the version of the policy's questionnaire, the answers as JSON
    ({"question": "option"}), the score that they came to, and the instant at which the customer confirmed them.
    """

    id: bytes
    customer_id: bytes
    grade: str
    assessed_on: int
    expires_on: int
    place: str | None
    questionnaire: str | None = None
    answers: str | None = None
    score: int | None = None
    confirmed_at: int | None = None
    advisor_id: int | None = None


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
