"""The inbox of feedback: whose it is, what was said, and where the clock of a complaint stands."""

from collections.abc import Sequence

from advisor_app import words
from advisor_app.domain.complaints import COMPLAINT, RUNNING, Clock, Urgency
from advisor_app.domain.feedback import FeedbackRow
from advisor_app.domain.policy import Policy
from advisor_app.i18n import gettext as _
from advisor_app.i18n import ngettext
from advisor_app.services.feedback import Judged
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.feedback import drawing_of
from advisor_app.ui.theme import Tone

_MOST = 120
"""Characters of the words that a row shows; the whole stands beside the list."""
TONES = {
    Urgency.NONE: Tone.NEUTRAL,
    Urgency.RUNNING: Tone.ACCENT,
    Urgency.SOON: Tone.WARN,
    Urgency.OVERDUE: Tone.BAD,
}
_DRAWINGS = {Urgency.SOON: "clock", Urgency.OVERDUE: "triangle-alert"}


def time_left(clock: Clock) -> str:
    """Return how long there is to answer a complaint that waits for it."""
    if clock.left < 0:
        return ngettext("{n} day overdue", "{n} days overdue", -clock.left)
    if clock.left == 0:
        return _("last day today")
    return ngettext("{n} day left", "{n} days left", clock.left)


def state_name(policy: Policy, status: str) -> str:
    """Return what a state is called."""
    return words.code(policy.codes.feedback_statuses, status) or status


def mark_of(judged: Judged, row: FeedbackRow) -> tuple[str, Tone]:
    """Return what is said of how feedback stands, and how loudly."""
    clock = judged.clock(row)
    name = state_name(judged.policy, row.status)
    if clock is None:
        return name, Tone.WARN if row.status in RUNNING else Tone.NEUTRAL
    if clock.urgency is Urgency.NONE:
        return (_("{state}, late", state=name), Tone.WARN) if clock.late else (name, Tone.NEUTRAL)
    return time_left(clock), TONES[clock.urgency]


class InboxModel(EntriesModel[FeedbackRow]):
    """Feedback of any customers, in the order of its shelf."""

    def __init__(self) -> None:
        super().__init__()
        self.judged: Judged | None = None

    def show(self, rows: Sequence[FeedbackRow], needle: str, judged: Judged | None) -> None:
        """Show other feedback; `needle` is what was searched for in it."""
        self.needle, self.judged = needle, judged
        self.set_rows(rows)

    def find(self, feedback_id: bytes) -> int | None:
        """Return where feedback stands now."""
        return next((place for place, row in enumerate(self.rows) if row.id == feedback_id), None)

    def entry(self, row: FeedbackRow) -> Entry:
        """Return feedback as an entry."""
        judged = self.judged
        if judged is None:
            return Entry("")
        codes = judged.policy.codes
        clock = judged.clock(row)
        urgency = clock.urgency if clock else Urgency.NONE
        drawing, tone = drawing_of(row.kind)
        if row.kind == COMPLAINT:
            drawing, tone = _DRAWINGS.get(urgency, "message-square"), TONES[urgency]
        mark, mark_tone = mark_of(judged, row)
        foot = (
            row.number if row.customer else None,
            _("day {n}", n=clock.day) if clock and row.status in RUNNING else "",
            words.code(codes.feedback_channels, row.channel),
            row.product,
            _("handled by {name}", name=row.handler) if row.handler else "",
            _("not sent yet") if row.pending else "",
        )
        return Entry(
            row.customer or row.number or words.NOTHING,
            drawing=drawing,
            tone=tone,
            badge=words.code(codes.feedback_kinds, row.kind) or row.kind,
            body=_clipped(row.text or ""),
            foot=" · ".join(part for part in foot if part),
            stamp=words.column_day(row.received_on),
            mark=mark,
            mark_tone=mark_tone,
            score=None if row.score is None or not row.scale else (row.score, row.scale),
        )


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"
