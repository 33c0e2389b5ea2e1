"""Who a customer is, in the present language: the title, the badges and the line of facts of the header.

What is not known is left out.
"""

from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.positions import Position
from advisor_app.domain.profile import Profile
from advisor_app.domain.records import RiskAssessment
from advisor_app.i18n import current_language
from advisor_app.i18n import gettext as _
from advisor_app.ui.theme import Tone
from advisor_app.ui.tiers import tier_tone

CUSTOMER = "customer"
EXPIRES_SOON = 30
"""Days before its end from which an assessment is marked."""


class Mark(NamedTuple):
    """A badge: what it says, and how."""

    text: str
    tone: Tone


def title(profile: Profile) -> str:
    """Return what the customer is called: by name, or else by number."""
    person = profile.person
    kind = words.code(profile.policy.codes.customer_kinds, person.kind)
    return person.name or person.number or kind or words.NOTHING


def marks(profile: Profile) -> tuple[Mark, ...]:
    """Return the badges: state, tier, risk grade."""
    return tuple(mark for mark in (_state(profile), _tier(profile), grade_mark(profile)) if mark)


def facts(profile: Profile) -> str:
    """Return the line below the name."""
    person, codes = profile.person, profile.policy.codes
    since = words.day(person.opened_on)
    known = (
        words.code(codes.sexes, person.sex),
        words.age(person.birth_day, profile.today),
        person.occupation,
        person.branch or person.district,
        since and _("customer since {day}", day=since),
        person.name and person.number,
    )
    return " · ".join(fact for fact in known if fact)


def grade(profile: Profile, assessment: RiskAssessment) -> str:
    """Return a risk grade with its name: C4 进取型."""
    for one in profile.policy.suitability.customer_grades:
        if one.code == assessment.grade:
            return f"{one.code} {one.name.in_language(current_language())}"
    return assessment.grade


def grade_mark(profile: Profile) -> Mark | None:
    """Return the badge of the last assessment, None where there is none."""
    if not profile.assessments:
        return None
    newest = profile.assessments[0]
    name, day = grade(profile, newest), words.day(newest.expires_on)
    if newest.expires_on < profile.today:
        return Mark(_("{grade}, expired on {day}", grade=name, day=day), Tone.BAD)
    soon = newest.expires_on - profile.today <= EXPIRES_SOON
    return Mark(_("{grade}, valid until {day}", grade=name, day=day), Tone.WARN if soon else Tone.ACCENT)


def needs_assessment(profile: Profile) -> bool:
    """Tell whether no assessment counts, or not for long any more, of somebody who has not left."""
    newest = profile.assessments[0] if profile.assessments else None
    return not has_left(profile) and (newest is None or newest.expires_on - profile.today <= EXPIRES_SOON)


def owed(profile: Profile) -> tuple[Position, ...]:
    """Return what the customer owes today, the largest debt first."""
    owing = [p for p in profile.positions if p.counts(profile.today) and (p.value_minor or 0) < 0]
    return tuple(sorted(owing, key=lambda position: position.value_minor or 0))


def has_left(profile: Profile) -> bool:
    """Tell whether the customer has left the bank by the business date."""
    closed = profile.person.closed_on
    return closed is not None and closed <= profile.today


def _state(profile: Profile) -> Mark | None:
    if has_left(profile):
        return Mark(_("has left the bank"), Tone.BAD)
    if profile.person.kind == CUSTOMER:
        return None
    return Mark(
        words.code(profile.policy.codes.customer_kinds, profile.person.kind) or words.NOTHING, Tone.WARN
    )


def _tier(profile: Profile) -> Mark | None:
    if profile.tier is None:
        return None
    tier = profile.tier.tier
    return Mark(words.tier(profile.policy, tier) or tier, tier_tone(profile.policy, tier))
