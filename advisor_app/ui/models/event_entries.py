"""What the events of a timeline show, kind by kind."""

from collections.abc import Iterable

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.domain.timeline import EventKind, TimelineEvent
from advisor_app.i18n import gettext as _
from advisor_app.i18n import ngettext
from advisor_app.ui.models.duplicates import evidence_names
from advisor_app.ui.models.entries import Entry
from advisor_app.ui.models.feedback import deadline, drawing_of, score_text
from advisor_app.ui.theme import Tone

DRAWINGS = {
    "phone": "phone",
    "email": "mail",
    "sms": "message-square",
    "wechat": "message-circle",
    "branch_visit": "landmark",
    "outreach_visit": "map-pin",
    "video": "video",
    "letter": "mail-open",
}
"""The icons of channels."""
_VOID = "void"
_REFUSED = "refused"


class EventEntries:
    """Entries for the events of one customer."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._codes = profile.policy.codes

    def of(self, event: TimelineEvent) -> Entry:
        """Return an event as an entry; of an assessment only the day is known."""
        entry = self._make(event)
        if event.kind is EventKind.ASSESSMENT:
            return entry._replace(stamp=words.column_day(event.day))
        return entry._replace(stamp=words.column_time(event.at, self._profile.bank))

    def _make(self, event: TimelineEvent) -> Entry:
        match event.kind:
            case EventKind.CONTACT:
                return self._contact(event)
            case EventKind.FEEDBACK:
                return self._feedback(event)
            case EventKind.ASSESSMENT:
                return self._assessment(event)
            case EventKind.CONSENT:
                return self._consent(event)
            case EventKind.VISIT:
                return self._visit(event)
            case EventKind.CONVERSION:
                return self._conversion(event)

    def _contact(self, event: TimelineEvent) -> Entry:
        title = (
            words.code(self._codes.contact_purposes, event.purpose),
            words.code(self._codes.contact_outcomes, event.outcome),
            words.code(self._codes.contact_directions, event.direction),
            None if event.duration is None else _duration(event.duration),
        )
        return Entry(
            _joined(title),
            drawing=DRAWINGS.get(event.channel or "", "message-square"),
            tone=Tone.ACCENT,
            badge=words.code(self._codes.contact_channels, event.channel) or "",
            body=event.text or "",
            foot=_joined((_next_step(event), event.advisor)),
            mark=_("withdrawn") if event.status == _VOID else "",
        )

    def _feedback(self, event: TimelineEvent) -> Entry:
        drawing, tone = drawing_of(event.what or "")
        mark, mark_tone = deadline(
            self._profile.policy, event.status or "", event.due_on, self._profile.today
        )
        channel = words.code(self._codes.feedback_channels, event.channel)
        return Entry(
            _joined((score_text(event.score, event.scale), event.product, channel)),
            drawing=drawing,
            tone=tone,
            badge=words.code(self._codes.feedback_kinds, event.what) or "",
            body=event.text or "",
            mark=mark,
            mark_tone=mark_tone,
            score=None if event.score is None or not event.scale else (event.score, event.scale),
        )

    def _assessment(self, event: TimelineEvent) -> Entry:
        names = {one.code: one.name for one in self._profile.policy.suitability.customer_grades}
        name = words.code(names, event.grade)
        place = words.code(self._codes.assessment_places, event.place)
        return Entry(
            _joined((event.grade, name if name != event.grade else None, place)),
            drawing="shield-check",
            tone=Tone.GOLD,
            badge=_("Risk assessment"),
            mark=_("refused by head office") if event.status == _REFUSED else "",
            mark_tone=Tone.BAD,
            foot=_("Valid until {day}", day=words.column_day(event.expires_on)),
        )

    def _consent(self, event: TimelineEvent) -> Entry:
        title = (
            words.code(self._codes.consent_channels, event.channel),
            words.code(self._codes.consent_purposes, event.purpose),
            words.code(self._codes.consent_sources, event.source),
        )
        tone = Tone.GOOD if event.granted else Tone.WARN
        return Entry(
            _joined(title),
            drawing="check" if event.granted else "x",
            tone=tone,
            badge=_("Consent"),
            mark=_("given") if event.granted else _("withdrawn"),
            mark_tone=tone,
        )

    def _visit(self, event: TimelineEvent) -> Entry:
        basis = words.code(self._codes.digital_bases, event.basis)
        return Entry(
            _joined((words.code(self._codes.digital_kinds, event.what), event.product or event.subject)),
            drawing="smartphone",
            badge=words.code(self._codes.digital_channels, event.channel) or "",
            foot=_("Legal basis: {basis}", basis=basis) if basis else "",
        )

    def _conversion(self, event: TimelineEvent) -> Entry:
        evidence = _(", ").join(evidence_names(tuple((event.evidence or "").split(","))))
        return Entry(
            _("Seems to be a prospect of your book"),
            drawing="handshake",
            tone=Tone.VIOLET,
            badge=_("Conversion"),
            foot=_("The same: {evidence}", evidence=evidence) if evidence else "",
            mark=words.code(self._codes.conversion_states, event.status) or "",
        )


def _next_step(event: TimelineEvent) -> str | None:
    if event.next_step and event.next_step_on is not None:
        return _("Next: {step} ({day})", step=event.next_step, day=words.column_day(event.next_step_on))
    if event.next_step:
        return _("Next: {step}", step=event.next_step)
    if event.next_step_on is not None:
        return _("Next: {day}", day=words.column_day(event.next_step_on))
    return None


def _duration(seconds: int) -> str:
    if seconds < 60:
        return ngettext("{n} second", "{n} seconds", seconds)
    return ngettext("{n} minute", "{n} minutes", round(seconds / 60))


def _joined(parts: Iterable[str | None]) -> str:
    return " · ".join(part for part in parts if part)
