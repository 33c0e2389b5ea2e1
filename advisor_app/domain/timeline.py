"""The timeline of one customer: all that passed between them and the bank, in one order, newest first."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.masking import MaskedText

PAGE_EVENTS = 50


class EventKind(Enum):
    """What happened. VISIT is one on the web or in the app; visits to a branch are contacts."""

    CONTACT = "contact"
    FEEDBACK = "feedback"
    ASSESSMENT = "assessment"
    CONSENT = "consent"
    VISIT = "visit"
    CONVERSION = "conversion"


class TimelineCursor(NamedTuple):
    """Where a page ended: instant, kind and id of the last event."""

    at: int
    kind: EventKind
    id: bytes | int


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Which events of one customer, and which page of them; `kinds` empty means all.

    `text` is looked for in what is shown, in any case of letters: masked words, names of products and
    advisors, and the policy's names of codes.
    """

    customer_id: bytes
    kinds: tuple[EventKind, ...] = ()
    text: str = ""
    after: TimelineCursor | None = None
    limit: int = PAGE_EVENTS


class TimelineEvent(NamedTuple):
    """One event; what its kind does not have is None.

    `at` is UTC microseconds and `day` its day in the bank's time zone. Of an assessment only the day is known:
    `at` is noon of it. `text` is the note of a contact or the words of feedback. `what` is the code of the kind
    of feedback or visit. `status` is that of feedback, the state of a conversion, or "void" for a contact that
    was withdrawn. `subject` is what a visit looked at, by its code, `product` the name of that or of what
    feedback is about, `advisor` whoever logged a contact.
    `pending`: head office does not have all of a contact yet.
    """

    kind: EventKind
    id: bytes | int
    at: int
    day: int
    channel: str | None = None
    direction: str | None = None
    purpose: str | None = None
    outcome: str | None = None
    text: MaskedText | None = None
    advisor: str | None = None
    duration: int | None = None
    next_step: MaskedText | None = None
    next_step_on: int | None = None
    what: str | None = None
    status: str | None = None
    score: int | None = None
    scale: int | None = None
    due_on: int | None = None
    product: str | None = None
    grade: str | None = None
    expires_on: int | None = None
    place: str | None = None
    granted: bool | None = None
    source: str | None = None
    subject: str | None = None
    basis: str | None = None
    evidence: str | None = None
    participants: MaskedText | None = None
    void_reason: MaskedText | None = None
    files: int = 0
    pending: bool = False


class TimelinePage(NamedTuple):
    """One page, newest first; `next` is the cursor of the one after it, None if this is the last."""

    events: tuple[TimelineEvent, ...]
    next: TimelineCursor | None
