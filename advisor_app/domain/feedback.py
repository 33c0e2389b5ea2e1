"""Feedback (反馈) as it is written, listed and shown: what customers told the bank, and what became of it."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.complaints import Complaint
from advisor_app.domain.masking import MaskedText

PAGE_ROWS = 50
MOST_CHARACTERS = 4_000
SHORT_CHARACTERS = 400

SURVEY, CALL_BACK, REVIEW, COMPLAINT, PRAISE = "survey", "call_back", "review", "complaint", "praise"
KINDS = (SURVEY, CALL_BACK, REVIEW, COMPLAINT, PRAISE)


class Shelf(Enum):
    """Which part of the feedback is looked at: DUE holds what asks for an answer, the most pressing first."""

    ALL = "all"
    DUE = "due"
    OVERDUE = "overdue"


class FeedbackCursor(NamedTuple):
    """Where a page ended: the value that the shelf is sorted by, and the id, of its last row."""

    value: int
    id: bytes


@dataclass(frozen=True, slots=True)
class FeedbackQuery:
    """Which feedback, over the whole history, and which page of it; None and empty are no limit.

    The newest comes first; on the shelves DUE and OVERDUE what is due first. `text` is looked for in the words as
    they are shown, and in the names and numbers of customers.
    """

    shelf: Shelf = Shelf.ALL
    kind: str | None = None
    status: str | None = None
    customer_id: bytes | None = None
    product_id: int | None = None
    text: str = ""
    after: FeedbackCursor | None = None
    limit: int = PAGE_ROWS


class FeedbackRow(NamedTuple):
    """One piece of feedback in a list, words masked; `received_on` is its day in the bank's zone.

    `handler` and `about` are names of advisors. `pending`: head office does not have all of it yet.
    """

    id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    kind: str
    channel: str | None
    score: int | None
    scale: int | None
    text: MaskedText | None
    happened_at: int
    received_on: int
    status: str
    due_on: int | None
    product: str | None
    complex: int | None
    extension: str | None
    told_on: int | None
    answered_on: int | None
    handler_id: int | None
    handler: str | None
    about_id: int | None
    about: str | None
    pending: bool

    @property
    def complaint(self) -> Complaint:
        """What the rules of complaints look at."""
        return Complaint(
            self.kind,
            self.status,
            self.due_on,
            self.complex,
            self.extension,
            self.told_on,
            self.about_id,
            self.answered_on,
        )


class FeedbackDetail(NamedTuple):
    """One piece of feedback whole, words masked; `answers` are pairs of a question's code and what was answered."""

    row: FeedbackRow
    interaction_id: bytes | None
    product_id: int | None
    advisor: str | None
    questionnaire: str | None
    answers: tuple[tuple[str, str], ...]
    extension_reason: MaskedText | None
    resolution: MaskedText | None


class FeedbackPage(NamedTuple):
    """One page; `next` is the cursor of the one after it, None if this is the last."""

    rows: tuple[FeedbackRow, ...]
    next: FeedbackCursor | None


class Alerts(NamedTuple):
    """How many complaints have passed their last day, and how many are about to."""

    overdue: int
    soon: int


class Colleague(NamedTuple):
    """An advisor of the bank, who may handle a complaint or be what it is about."""

    id: int
    number: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """What a form of new feedback holds: codes, ids, and all else as typed.

    `day` and `time` say when it was said, empty for now. `answers` are by the code of the question; `follow_up`
    keeps feedback that is no complaint open until somebody has seen to it.
    """

    customer_id: bytes | None = None
    kind: str = COMPLAINT
    channel: str = ""
    text: str = ""
    day: str = ""
    time: str = ""
    product_id: int | None = None
    interaction_id: bytes | None = None
    questionnaire: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    handler_id: int | None = None
    about_id: int | None = None
    is_complex: bool = False
    follow_up: bool = False
