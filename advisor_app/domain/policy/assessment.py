"""What a policy says about how much risk a customer can bear: the questions, what answers count, and the grades."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from advisor_app.domain.policy.reading import Between, Code, Filled, PolicyError
from advisor_app.domain.policy.text import Text

TOO_FEW_OPTIONS = "too_few_options"
TOO_MANY_OPTIONS = "too_many_options"
AGES_IN_PART = "ages_in_part"
BANDS_OUT_OF_ORDER = "bands_out_of_order"
NOT_ALL_BANDED = "not_all_banded"
OUT_OF_REACH = "out_of_reach"

LEAST_OPTIONS, MOST_OPTIONS = 2, 9
"""Each option is chosen with the key of its number."""

_Points = Annotated[int, Between(0, 1000)]


@dataclass(frozen=True, slots=True)
class RiskOption:
    """One of the answers to choose from, and the points that it counts.

    Whoever gives it has the grade `at_most`, whatever the points come to. `from_age` is the age in years from which it
    is the answer: what is known is not asked. `months` says for how long the money can be left, `notice_days` how soon
    it may have to be back; an answer without them sets no limit.
    """

    code: Code
    name: Text
    points: _Points
    at_most: Code | None = None
    from_age: Annotated[int, Between(0, 150)] | None = None
    months: Annotated[int, Between(0, 1200)] | None = None
    notice_days: Annotated[int, Between(0, 36_600)] | None = None


@dataclass(frozen=True, slots=True)
class RiskQuestion:
    """One question; exactly one of its options is the answer."""

    code: Code
    text: Text
    options: tuple[RiskOption, ...]

    @property
    def by_age(self) -> bool:
        """Whether the customer's age answers it."""
        return self.options[0].from_age is not None

    def option(self, code: str) -> RiskOption | None:
        """Return the option with a code, None if there is none."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class RiskBand:
    """The grade of a customer whose answers come to `points` or more, up to those of the next band."""

    grade: Code
    points: _Points


@dataclass(frozen=True, slots=True)
class RiskQuestionnaire:
    """Questions whose answers say how much risk a customer can bear.

    It is kept under its `code` with every assessment. `places` are those where an advisor may put the questions;
    `confirmation` is what the customer confirms.
    """

    code: Code
    name: Text
    places: Annotated[tuple[Code, ...], Filled()]
    confirmation: Text
    questions: Annotated[tuple[RiskQuestion, ...], Filled()]
    bands: Annotated[tuple[RiskBand, ...], Filled()]

    def question(self, code: str) -> RiskQuestion | None:
        """Return the question with a code, None if there is none."""
        return next((question for question in self.questions if question.code == code), None)


def contradictions(key: str, asked: RiskQuestionnaire, grades: list[str]) -> Iterator[PolicyError]:
    """Look for questions that cannot be put and for points that lead to no grade, or to the wrong one.

    `grades` are those of customers from the least tolerance to the most; every one of them must be within reach.
    """
    for number, question in enumerate(asked.questions, 1):
        yield from _options(f"{key}.questions[{number}].options", question)
    banded = [band.grade for band in asked.bands]
    if lacking := [grade for grade in grades if grade not in banded]:
        yield PolicyError(f"{key}.bands", NOT_ALL_BANDED, lacks=lacking)
    order = {grade: place for place, grade in enumerate(grades)}
    for number, (below, band) in enumerate(pairwise(asked.bands), 2):
        # One that is not defined is said to be so elsewhere.
        falls = order.get(band.grade, len(grades)) <= order.get(below.grade, -1)
        if band.points <= below.points or falls:
            yield PolicyError(f"{key}.bands[{number}]", BANDS_OUT_OF_ORDER, value=band.grade)
    least, most = (sum(pick(_points(question)) for question in asked.questions) for pick in (min, max))
    reach: dict[str, Any] = {"least": least, "most": most}
    if (first := asked.bands[0].points) > least:
        yield PolicyError(f"{key}.bands[1].points", OUT_OF_REACH, value=first, **reach)
    if (last := asked.bands[-1].points) > most:
        yield PolicyError(f"{key}.bands[{len(asked.bands)}].points", OUT_OF_REACH, value=last, **reach)


def _options(key: str, question: RiskQuestion) -> Iterator[PolicyError]:
    """Look for too few options or too many, and for ages that are given for some only, or fall."""
    count = len(question.options)
    if count < LEAST_OPTIONS:
        yield PolicyError(key, TOO_FEW_OPTIONS, value=count, least=LEAST_OPTIONS)
        return
    if count > MOST_OPTIONS:
        yield PolicyError(key, TOO_MANY_OPTIONS, value=count, most=MOST_OPTIONS)
    ages = [option.from_age for option in question.options]
    known = [age for age in ages if age is not None]
    if known and (len(known) < count or any(age <= below for below, age in pairwise(known))):
        yield PolicyError(key, AGES_IN_PART)


def _points(question: RiskQuestion) -> list[int]:
    return [option.points for option in question.options] or [0]
