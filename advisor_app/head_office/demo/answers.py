"""What customers answered in their last risk assessment: as the grade wants it, and as their positions do.

Goal, horizon and need of liquidity allow what is held where the grade does; the other answers bring the points to the
grade's band. An assessment whose grade no answers lead to (the questions cap it from an age on) has none: it was
taken before the questionnaire was.
"""

import json
from dataclasses import dataclass

from advisor_app.domain.assessments import answer_by_age, in_use, result
from advisor_app.domain.policy import parse
from advisor_app.domain.policy.assessment import RiskQuestion
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.positions import needs_assessment
from advisor_app.head_office.demo.world import World
from advisor_app.paths import resources

_GOALS = ("preserve", "income", "growth", "growth", "high_growth")  # by grade
_AIMS = ("goal", "horizon", "liquidity")


@dataclass(frozen=True, slots=True)
class Told:
    """Answers as they are kept, the questionnaire that they answer, and what they come to."""

    questionnaire: str
    text: str
    score: int


class Answers:
    """Answers by the questionnaire that ships with the product."""

    def __init__(self, world: World) -> None:
        self._world = world
        document = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
        self._policy = parse(document)
        asked = in_use(self._policy)
        if asked is None:
            raise ValueError("the policy that ships has no questions about risk")
        self._asked = asked

    def of(self, life: Life, grade: int, day: int) -> Told | None:
        """Return the answers of a customer with a grade (1 to 5) on a day; None where none lead to it."""
        wanted = f"C{grade}"
        chosen = {
            question.code: self._first(question, life, grade, day) for question in self._asked.questions
        }
        least = next(band.points for band in self._asked.bands if band.grade == wanted)
        others = [one for one in self._asked.questions if not one.by_age and one.code not in _AIMS]
        # Round and round, an answer more daring at a time, each customer from another question on.
        start = int(self._world.spread(life.person.index, "answers from") * len(others))
        others = others[start:] + others[:start]
        while self._score(chosen) < least and any(chosen[one.code] < len(one.options) - 1 for one in others):
            for question in others:
                if self._score(chosen) < least:
                    chosen[question.code] = min(chosen[question.code] + 1, len(question.options) - 1)
        told = {one.code: one.options[chosen[one.code]].code for one in self._asked.questions}
        found = result(self._asked, told, self._policy.suitability)
        if found.grade != wanted:
            return None
        return Told(self._asked.code, json.dumps(told, separators=(",", ":")), found.score)

    def _score(self, chosen: dict[str, int]) -> int:
        return sum(one.options[chosen[one.code]].points for one in self._asked.questions)

    def _first(self, question: RiskQuestion, life: Life, grade: int, day: int) -> int:
        """Return which answer a customer gives before those of other questions are fitted to the grade."""
        codes = [option.code for option in question.options]
        if question.by_age:
            known = answer_by_age(question, life.person.age(day))
            return codes.index(known) if known else 0
        if question.code == "goal":
            return codes.index(_GOALS[grade - 1])
        limits = {
            "horizon": [option.months for option in question.options],
            "liquidity": [option.notice_days for option in question.options],
        }.get(question.code)
        if limits is None:
            # Not one that would hold the grade below.
            caps = [option.at_most for option in question.options]
            return next(place for place, cap in enumerate(caps) if cap is None or cap >= f"C{grade}")
        needed = self._needed(life, grade, question.code)
        return next(place for place, limit in enumerate(limits) if limit is None or limit >= needed)

    def _needed(self, life: Life, grade: int, question: str) -> int:
        """Return for how many months money can be left, or within how many days it may be needed, at least."""
        held = [one.product for one in life.holdings if needs_assessment(one) and one.closed is None]
        fitting = [one for one in held if one.grade <= grade]
        bound = max((one.term_days or 0 if one.notice is None else one.notice for one in fitting), default=0)
        spread = self._world.spread(life.person.index, question)
        if question == "liquidity":
            return max(bound, (1, 1, 31, 183, 400)[int(spread * 5)])
        grades = self._policy.suitability.product_grades
        by_grade = max((grades[one.grade - 1].horizon_months for one in fitting), default=0)
        return max(by_grade, -(-bound * 12 // 365), (6, 12, 36, 36, 61)[int(spread * 5)])
