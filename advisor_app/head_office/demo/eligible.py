"""What a bank has found out of customers before it offers some products: investors who qualify, insurance, credit.

Whoever has a private product qualified for it, whoever is insured was asked what for. Some of it has expired.
"""

from dataclasses import dataclass

from advisor_app.domain.dates import add_months
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.world import World

_PRIVATE_BANKING = "private"
_IN_ARREARS = ("arrears", "defaulted")
_GRADES = ((0.36, "A"), (0.74, "B"), (0.9, "C"), (0.97, "D"))


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The days on which it was found out, and the internal credit grade with its own; None and empty: never."""

    qualified: int | None = None
    insurance_checked: int | None = None
    credit_grade: str = ""
    credit_graded: int | None = None


def eligibility(world: World, life: Life) -> Eligibility:
    """Return what was found out of a customer; nothing of whoever has no account."""
    person = life.person
    if person.opened is None or not life.opened.accounts:
        return Eligibility()
    has = {holding.product.placement for holding in life.holdings}
    qualifies = "private" in has or (
        person.band == _PRIVATE_BANKING and world.happens(person.index, "qualifies", 0.6)
    )
    insured = [one.starts for one in life.holdings if one.product.kind == "insurance"]
    asked = bool(insured) or world.happens(person.index, "insurance asked", 0.15)
    grade = _grade(world, life)
    graded = add_months(world.as_of, -11 if world.happens(person.index, "grade old", 0.06) else 0) - 1
    return Eligibility(
        _day(world, life, "qualified on", max(0, person.opened)) if qualifies else None,
        _day(world, life, "insurance asked on", max(insured, default=person.opened)) if asked else None,
        grade,
        max(graded, person.opened) if grade else None,
    )


def _day(world: World, life: Life, situation: str, earliest: int) -> int:
    """Return a working day of the last year, of some an earlier one, not before `earliest`."""
    spread = world.spread(life.person.index, situation)
    ago = 3 + int(spread * 345) if spread < 0.88 else 366 + int((spread - 0.88) * 3000)
    return max(world.calendar.on_or_before(world.as_of - ago), earliest)


def _grade(world: World, life: Life) -> str:
    if any(loan.status in _IN_ARREARS for loan in life.loans):
        return "D"
    spread = world.spread(life.person.index, "credit grade")
    return next((grade for share, grade in _GRADES if spread < share), "")
