"""What a policy says about feedback: the clock of complaints, how surveys count, and the questionnaires."""

from dataclasses import dataclass
from typing import Annotated

from advisor_app.domain.policy.contacts import OneOf
from advisor_app.domain.policy.reading import Between, Code, Filled
from advisor_app.domain.policy.text import Text

QUESTION_KINDS = ("nps", "csat", "choice", "text")
SCALES = {"nps": 10, "csat": 5}
"""Out of how many a question is answered that gives a score: "nps" from 0, "csat" from 1."""

_Days = Annotated[int, Between(1, 365)]


@dataclass(frozen=True, slots=True)
class Complaints:
    """The time to answer a complaint in, in calendar days after the day on which it was received.

    A `complex` one has more, and `extension_days` on top where head office approves. From `warn_days` before the
    end on it is marked.
    """

    days: _Days
    complex_days: _Days
    extension_days: _Days
    warn_days: Annotated[int, Between(0, 60)]


COMPLAINTS_UNSAID = Complaints(15, 30, 30, 5)
"""The section of a document from before it was known: the law's own numbers."""


@dataclass(frozen=True, slots=True)
class Surveys:
    """How survey answers count: satisfied from so many per cent of the scale; an interval below so many answers."""

    satisfied_percent: Annotated[int, Between(1, 100)]
    interval_below: Annotated[int, Between(1, 100_000)]


SURVEYS_UNSAID = Surveys(80, 100)
"""The section of a document from before it was known."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from."""

    code: Code
    name: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the first of kind "nps" or "csat" gives the score of the whole questionnaire."""

    code: Code
    kind: Annotated[str, OneOf(QUESTION_KINDS)]
    text: Text
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions that are put to a customer together."""

    code: Code
    name: Text
    questions: Annotated[tuple[Question, ...], Filled()]
