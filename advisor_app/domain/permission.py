"""May I contact this customer? A light for a channel and a kind of contact, with what stands against it.

A contact for service needs no consent. A contact that the customer began is not judged. Of the records of consent
the newest for channel and purpose counts, and one for all channels or all purposes is one for each of them. A record
for all channels and all purposes is do-not-contact: it beats every consent, and lifting it brings none back.
"""

from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.dates import day_of, from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Consent

CLOSED = "closed"
DO_NOT_CONTACT = "do_not_contact"
WITHDRAWN = "withdrawn"
NO_CONSENT = "no_consent"
COMPLAINT = "complaint"
COOL_DOWN = "cool_down"
QUIET_HOURS = "quiet_hours"
MUTED = "muted"

ALL = "all"
MARKETING = "marketing"
OUT = "out"
_MINUTE = 60_000_000


class Complaint(NamedTuple):
    """A complaint: when it came (UTC µs), its status now, and the day on which it was answered, if that is known."""

    happened_at: int
    status: str
    answered_on: int | None


class Facts(NamedTuple):
    """What the book knows about contacting one customer.

    `marketed_at` is the last marketing contact that reached the customer, `heard_at` the last contact that the
    customer began (UTC µs), both up to the instant that is judged. `muted_on` are the days on which unusual activity
    was found that mutes marketing for a while.
    """

    consents: tuple[Consent, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    marketed_at: int | None = None
    heard_at: int | None = None
    closed_on: int | None = None
    muted_on: tuple[int, ...] = ()


class Reason(NamedTuple):
    """One thing that stands against a contact: a name above, since which day, and until which (exclusive)."""

    code: str
    channel: str = ""
    on: int | None = None
    until: int | None = None


class Light(NamedTuple):
    """Green where nothing stands against a contact."""

    reasons: tuple[Reason, ...] = ()

    @property
    def green(self) -> bool:
        """Whether the customer may be contacted."""
        return not self.reasons


class Outlook(NamedTuple):
    """Over which channels marketing is allowed, and where over none, what stands against all of them."""

    channels: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def green(self) -> bool:
        """Whether there is a channel."""
        return bool(self.channels)


def is_marketing(policy: Policy, purpose: str | None, recommends: object) -> bool:
    """Tell whether a contact is marketing: by its purpose, or because a product was recommended."""
    return bool(recommends) or purpose in policy.consent.marketing_purposes


def may_contact(
    facts: Facts,
    channel: str,
    *,
    marketing: bool,
    at: int,
    policy: Policy,
    time_zone: str,
    direction: str = OUT,
) -> Light:
    """Return the light for a contact at an instant (UTC µs), which counts to the minute as contacts are typed."""
    if direction != OUT:
        return Light()
    moment = _end_of_minute(at)
    said = _said(facts, moment)
    refused = do_not_contact(said)
    if not marketing:
        despite = policy.consent.service_despite_do_not_contact
        return Light((_refusal(refused, time_zone),) if refused and not despite else ())
    whole = _of_customer(facts, refused, moment, policy, time_zone)
    quiet = _is_quiet(policy, moment, time_zone)
    return Light((*whole, *_of_channel(said, channel, policy, time_zone, quiet=quiet, refused=bool(refused))))


def outlook(facts: Facts, at: int, policy: Policy, time_zone: str) -> Outlook:
    """Return over which of the policy's channels marketing is allowed, those left out where the customer is present."""
    moment = _end_of_minute(at)
    said = _said(facts, moment)
    refused = do_not_contact(said)
    if whole := _of_customer(facts, refused, moment, policy, time_zone):
        return Outlook((), whole)
    quiet = _is_quiet(policy, moment, time_zone)
    present, by = policy.consent.present, policy.consent.channels
    consent = {
        channel: _unless_consented(said, channel, time_zone)
        for channel in {by.get(channel, channel) for channel in policy.codes.contact_channels}
    }
    against = {
        channel: (*consent[by.get(channel, channel)], *_quiet(channel, policy, quiet=quiet))
        for channel in policy.codes.contact_channels
        if channel not in present
    }
    green = tuple(channel for channel, reasons in against.items() if not reasons)
    if green:
        return Outlook(green, ())
    consented = any(reasons[0].code == QUIET_HOURS for reasons in against.values())
    return Outlook((), (Reason(QUIET_HOURS if consented else NO_CONSENT),))


def do_not_contact(consents: Iterable[Consent]) -> Consent | None:
    """Return the record by which the customer is not to be contacted, or None."""
    last = _newest(one for one in consents if (one.channel, one.purpose) == (ALL, ALL))
    return last if last and not last.granted else None


def standing(consents: Iterable[Consent], channel: str, purpose: str) -> Consent | None:
    """Return the record that counts for a channel and a purpose, or None where nobody ever said anything.

    The end of do-not-contact is no consent.
    """
    return _newest(
        one
        for one in consents
        if one.channel in (channel, ALL)
        and one.purpose in (purpose, ALL)
        and not ((one.channel, one.purpose) == (ALL, ALL) and one.granted)
    )


def _end_of_minute(at: int) -> int:
    return at // _MINUTE * _MINUTE + _MINUTE - 1


def _said(facts: Facts, moment: int) -> list[Consent]:
    return [consent for consent in facts.consents if consent.recorded_at <= moment]


def _newest(consents: Iterable[Consent]) -> Consent | None:
    # Of two records of one instant the withdrawal counts.
    return max(consents, key=lambda one: (one.recorded_at, not one.granted, one.id), default=None)


def _refusal(consent: Consent, time_zone: str) -> Reason:
    return Reason(DO_NOT_CONTACT, on=day_of(consent.recorded_at, time_zone))


def _of_customer(
    facts: Facts, refused: Consent | None, moment: int, policy: Policy, time_zone: str
) -> tuple[Reason, ...]:
    """Return what stands against marketing over whatever channel."""
    today = day_of(moment, time_zone)
    reasons: list[Reason] = []
    if facts.closed_on is not None and facts.closed_on <= today:
        reasons.append(Reason(CLOSED, on=facts.closed_on))
    if refused:
        reasons.append(_refusal(refused, time_zone))
    reasons += _complaint(facts, moment, policy, time_zone)
    reasons += _muted(facts, today, policy)
    reasons += _cool_down(facts, today, policy, time_zone)
    return tuple(reasons)


def _of_channel(
    said: Iterable[Consent], channel: str, policy: Policy, time_zone: str, *, quiet: bool, refused: bool
) -> tuple[Reason, ...]:
    """Return what stands against marketing over one channel; who `refused` all contact is not asked for consent."""
    asked = channel not in policy.consent.present and not refused
    by = policy.consent.channels.get(channel, channel)
    consent = _unless_consented(said, by, time_zone) if asked else ()
    return (*consent, *_quiet(channel, policy, quiet=quiet))


def _unless_consented(said: Iterable[Consent], channel: str, time_zone: str) -> tuple[Reason, ...]:
    counts = standing(said, channel, MARKETING)
    if counts is None:
        return (Reason(NO_CONSENT, channel),)
    if counts.granted:
        return ()
    return (Reason(WITHDRAWN, channel, day_of(counts.recorded_at, time_zone)),)


def _quiet(channel: str, policy: Policy, *, quiet: bool) -> tuple[Reason, ...]:
    return (Reason(QUIET_HOURS),) if quiet and channel in policy.consent.quiet_channels else ()


def _complaint(facts: Facts, moment: int, policy: Policy, time_zone: str) -> list[Reason]:
    """Return the oldest complaint that was open then."""
    today = day_of(moment, time_zone)
    since = [
        one.happened_at
        for one in facts.complaints
        if one.happened_at <= moment
        and (
            one.status not in policy.consent.complaint_over
            or (one.answered_on is not None and one.answered_on > today)
        )
    ]
    return [Reason(COMPLAINT, on=day_of(min(since), time_zone))] if since else []


def _muted(facts: Facts, today: int, policy: Policy) -> list[Reason]:
    days = policy.anomalies.mute_days
    last = max((day for day in facts.muted_on if day <= today < day + days), default=None)
    return [] if last is None else [Reason(MUTED, on=last, until=last + days)]


def _cool_down(facts: Facts, today: int, policy: Policy, time_zone: str) -> list[Reason]:
    last, heard = facts.marketed_at, facts.heard_at
    if last is None or (heard is not None and heard > last):
        return []
    day = day_of(last, time_zone)
    until = day + policy.consent.cool_down_days
    return [Reason(COOL_DOWN, on=day, until=until)] if today < until else []


def _is_quiet(policy: Policy, moment: int, time_zone: str) -> bool:
    begins, ends = policy.consent.quiet_from, policy.consent.quiet_until
    now = f"{from_instant(moment, time_zone):%H:%M}"
    return begins <= now < ends if begins <= ends else now >= begins or now < ends
