"""What the customer told the bank: surveys, call-backs, reviews, praise and complaints with their deadline."""

from advisor_app import words
from advisor_app.domain.complaints import COMPLAINT, RUNNING
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.profile import FeedbackEntry, Profile
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone

KIND_DRAWINGS = {"complaint": "triangle-alert", "praise": "star", "call_back": "phone"}
_TONES = {"complaint": Tone.BAD, "praise": Tone.GOOD}


def drawing_of(kind: str) -> tuple[str, Tone]:
    """Return icon and tone of a kind of feedback."""
    return KIND_DRAWINGS.get(kind, "message-square"), _TONES.get(kind, Tone.ACCENT)


def score_text(score: int | None, scale: int | None) -> str:
    """Return a score as text: 9 of 10."""
    if score is None:
        return ""
    return _("{score} of {scale}", score=score, scale=scale) if scale else str(score)


def deadline(policy: Policy, status: str, due_on: int | None, today: int) -> tuple[str, Tone]:
    """Return what is said of the state, and how loudly: an open complaint shows the days that are left."""
    name = words.code(policy.codes.feedback_statuses, status) or status
    if status not in RUNNING:
        return name, Tone.NEUTRAL
    if due_on is None:
        return name, Tone.WARN
    left = due_on - today
    if left < 0:
        return _(
            "{state}, overdue, was due {when}", state=name, when=words.days_until(due_on, today)
        ), Tone.BAD
    tone = Tone.WARN if left <= policy.complaints.warn_days else Tone.NEUTRAL
    return _("{state}, due {when}", state=name, when=words.days_until(due_on, today)), tone


class FeedbackModel(EntriesModel[FeedbackEntry]):
    """The feedback of one customer, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._today = 0

    def show(self, profile: Profile | None, today: int = 0) -> None:
        """Show the feedback of a customer; `today` is what clocks run by, the business date unless it is given."""
        self._profile = profile
        self._today = today or (profile.today if profile else 0)
        newest_first = sorted(profile.feedback, key=lambda one: -one.happened_at) if profile else []
        self.set_rows(newest_first)

    def entry(self, row: FeedbackEntry) -> Entry:
        """Return a piece of feedback as an entry."""
        profile = self._profile
        if profile is None:
            return Entry("")
        codes = profile.policy.codes
        drawing, tone = drawing_of(row.kind)
        mark, mark_tone = deadline(profile.policy, row.status, row.due_on, self._today)
        title = [
            score_text(row.score, row.scale),
            row.product,
            words.code(codes.feedback_channels, row.channel),
        ]
        due = _("Answer due {day}", day=words.column_day(row.due_on)) if row.due_on is not None else ""
        if row.kind == COMPLAINT and row.status in RUNNING:
            received_on = day_of(row.happened_at, profile.bank.time_zone)
            due = " · ".join(filter(None, (due, _("day {n}", n=self._today - received_on))))
        return Entry(
            title=" · ".join(part for part in title if part),
            drawing=drawing,
            tone=tone,
            badge=words.code(codes.feedback_kinds, row.kind) or row.kind,
            body=row.text or "",
            foot=due,
            stamp=words.column_time(row.happened_at, profile.bank),
            mark=mark,
            mark_tone=mark_tone,
            score=None if row.score is None or not row.scale else (row.score, row.scale),
        )
