"""Risk assessments: one a year, without a gap over the time in which graded products were bought.

Every purchase was suitable when it was made. What is unsuitable today became so: the last assessment of
some came out lower than the ones before. The first is taken at an outlet, later ones also on the telephone
bank or on a visit.
"""

from dataclasses import dataclass, replace

from advisor_app.head_office.demo.answers import Answers
from advisor_app.head_office.demo.life import Life, Occasion
from advisor_app.head_office.demo.positions import needs_assessment
from advisor_app.head_office.demo.world import World, years_after

_PLACES = ("outlet", "outlet", "mobile", "mobile", "mobile", "visit")
_MOST = 9
_APART = 24


@dataclass(frozen=True, slots=True)
class Assessment:
    """A dated assessment; `grade` 1 to 5 for C1 to C5. Of the last one the answers are known."""

    key: str
    grade: int
    assessed: int
    expires: int
    place: str
    questionnaire: str = ""
    answers: str = ""
    score: int | None = None


class Assessments:
    """Writes the risk assessments of customers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers = Answers(world)
        self._count = 0

    def plan(self, life: Life) -> list[Assessment]:
        """Return the assessments of one customer, the oldest first."""
        world, rng, person = self._world, life.rng, life.person
        opened = person.opened
        if opened is None or person.closed is not None:
            return []
        graded = [holding for holding in life.holdings if needs_assessment(holding)]
        bought = [holding.starts for holding in graded]
        if not graded and rng.random() > 0.25:
            return []
        last = self._last(life, opened, max(bought, default=0))
        first = min([*bought, last])
        last = first if last - first < _APART else last
        days = [last]
        while days[0] > first and len(days) < _MOST:
            before = world.calendar.on_or_before(days[0] - rng.randint(310, 330))
            if before - first < _APART:
                # One that would come shortly after the first is left out; the first is valid until the next.
                before = first
            days.insert(0, before)
        lowered = self._lowered(life, max(bought, default=0), last, len(days))
        made = []
        for number, day in enumerate(days):
            self._count += 1
            closed = not world.calendar.is_open(day)
            place = "outlet" if number == 0 or not person.online else rng.choice(_PLACES)
            place = "mobile" if closed and place != "mobile" else place
            grade = lowered if day == last and lowered else person.tolerance
            made.append(Assessment(f"R{self._count:08}", grade, day, years_after(day, 1), place))
            if day == last and (told := self._answers.of(life, grade, day)):
                made[-1] = replace(
                    made[-1], questionnaire=told.questionnaire, answers=told.text, score=told.score
                )
            if place == "outlet" and day > max(world.start, opened) and rng.random() < 0.8:
                life.occasions.append(Occasion(day, "assessment"))
        return made

    def _last(self, life: Life, opened: int, latest_purchase: int) -> int:
        """Return the day of the last assessment: of some it has expired, of some it is about to."""
        world, rng = self._world, life.rng
        if world.happens(life.person.index, "assessment expired", 0.14):
            age = rng.randint(366, 700)
        elif world.happens(life.person.index, "assessment expires", 0.09):
            age = rng.randint(336, 365)
        else:
            age = rng.randint(3, 335)
        day = world.calendar.on_or_before(max(opened, world.as_of - age))
        # A purchase after the end of the last assessment would not have been allowed.
        if latest_purchase >= years_after(day, 1):
            day = latest_purchase
        return max(day, opened)

    def _lowered(self, life: Life, latest_purchase: int, last: int, count: int) -> int:
        """Return the lower grade of a last assessment that made a holding too risky, or 0."""
        open_grades = [
            one.product.grade for one in life.holdings if needs_assessment(one) and one.closed is None
        ]
        highest = max(open_grades, default=0)
        if count < 2 or last <= latest_purchase or highest < 2:
            return 0
        return highest - 1 if self._world.happens(life.person.index, "grade lowered", 0.12) else 0
