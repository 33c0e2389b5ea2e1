"""What else is known at a glance: risk assessment, consents, debts, data dates."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from advisor_app import words
from advisor_app.domain.permission import ALL, do_not_contact, standing
from advisor_app.domain.profile import Profile
from advisor_app.domain.records import Consent
from advisor_app.i18n import format_percent
from advisor_app.i18n import gettext as _
from advisor_app.ui.screens.customer import person

SHOWN_ENTITIES = ("customers", "accounts", "holdings", "transactions", "interactions")


class Fact(NamedTuple):
    """A caption, what is known, and how it stands; without a caption it belongs to the one above."""

    caption: str
    value: str
    kind: Literal["", "bad", "warn", "good", "muted"] = ""


def glance(profile: Profile) -> tuple[Fact, ...]:
    """Return the facts, from the top; what a customer has nothing of is said once or left out."""
    return tuple(fact for part in (_assessment, _consents, _debts, _dates) for fact in part(profile))


def _assessment(profile: Profile) -> Iterator[Fact]:
    if not profile.assessments:
        yield Fact(_("Risk grade"), _("never assessed"), "warn")
        return
    newest = profile.assessments[0]
    grade, until = person.grade(profile, newest), words.day(newest.expires_on)
    if newest.expires_on < profile.today:
        yield Fact(_("Risk grade"), _("{grade}, expired on {day}", grade=grade, day=until), "bad")
    else:
        soon = newest.expires_on - profile.today <= person.EXPIRES_SOON
        value = _("{grade}, valid until {day}", grade=grade, day=until)
        yield Fact(_("Risk grade"), value, "warn" if soon else "")
    place = words.code(profile.policy.codes.assessment_places, newest.place)
    taken = _("assessed on {day}", day=words.day(newest.assessed_on))
    yield Fact("", " · ".join(filter(None, (taken, place))), "muted")


def _consents(profile: Profile) -> Iterator[Fact]:
    if not profile.consents:
        yield Fact(_("Consents"), _("none recorded"), "muted")
        return
    known = profile.facts.consents
    if refusal := do_not_contact(known):
        day = words.day_of(refusal.recorded_at, profile.bank)
        yield Fact(_("Consents"), _("the customer asked on {day} not to be contacted", day=day), "bad")
        return
    said_of = [consent for consent in profile.consents if (consent.channel, consent.purpose) != (ALL, ALL)]
    standings = [standing(known, consent.channel, consent.purpose) or consent for consent in said_of]
    counts = [
        now._replace(channel=consent.channel, purpose=consent.purpose)
        for consent, now in zip(said_of, standings, strict=True)
    ]
    channels = dict.fromkeys(consent.channel for consent in sorted(counts, key=_channel_order))
    for place, channel in enumerate(channels):
        given = [consent for consent in counts if consent.channel == channel]
        name = words.code(profile.policy.codes.consent_channels, channel) or channel
        said = _(", ").join(_consent(profile, consent) for consent in given)
        kind: Literal["", "bad"] = "" if all(consent.granted for consent in given) else "bad"
        yield Fact("" if place else _("Consents"), _("{channel}: {said}", channel=name, said=said), kind)


def _consent(profile: Profile, consent: Consent) -> str:
    purpose = words.code(profile.policy.codes.consent_purposes, consent.purpose) or consent.purpose
    return f"{purpose} {_('given') if consent.granted else _('withdrawn')}"


def _channel_order(consent: Consent) -> tuple[bool, str]:
    """Put what holds for all channels first."""
    return consent.channel != ALL, consent.channel


def _debts(profile: Profile) -> Iterator[Fact]:
    for place, position in enumerate(person.owed(profile)):
        amount = words.money(-(position.value_minor or 0), position.currency)
        name = words.kind(profile.policy, position)
        rate = format_percent(float(position.rate), 2) if position.rate else ""
        until = words.day(position.ends_on)
        parts = (f"{name} {amount}", rate, until and _("until {day}", day=until))
        late = position.status in ("arrears", "defaulted")
        status = words.code(profile.policy.codes.loan_statuses, position.status) if late else ""
        text = " · ".join(part for part in (*parts, status) if part)
        yield Fact("" if place else _("Debts"), text, "bad" if late else "")


def _dates(profile: Profile) -> Iterator[Fact]:
    dates = words.data_dates(profile.sources, SHOWN_ENTITIES)
    if not dates:
        yield Fact(_("Data as of"), _("unknown"), "muted")
    for place, date in enumerate(dates):
        yield Fact("" if place else _("Data as of"), date, "muted")
