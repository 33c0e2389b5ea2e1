"""A task as it is typed, and whether it can be kept: every field judged, nothing taken half."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from advisor_app.domain import contacts
from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import SHORT_CHARACTERS, ContactError, Problem
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.recurrence import RuleError, anchored, parse
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.domain.spoken_times import DAY_MINUTES, duration_of, minute_of
from advisor_app.domain.tasks import at_minute

NO_TITLE = "no_title"
NO_TIME = "no_time"
NOT_A_RULE = "not_a_rule"

_MINUTE = 60_000_000
_MOST_REMIND = 14 * 24 * 60


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """A task as it is typed; an empty `day` is today, without a `time` it is for the whole day.

    `day`, `time` and `duration` are typed in any way that `spoken_dates` and `spoken_times` read. `remind` is how many
    minutes before, empty for not at all; `repeats` is an RRULE.
    """

    customer_id: bytes | None = None
    kind: str = ""
    title: str = ""
    note: str = ""
    place: str = ""
    day: str = ""
    time: str = ""
    duration: str = ""
    remind: str = ""
    repeats: str = ""


class TaskFields(NamedTuple):
    """The fields of a task that can be kept."""

    kind: str
    title: str
    note: str | None
    place: str | None
    due_on: int
    starts_at: int | None
    ends_at: int | None
    remind_minutes: int | None
    repeats: str | None


class TaskRules(NamedTuple):
    """By what a task is judged: the policy, the instant (UTC µs) and the bank's zone."""

    policy: Policy
    now: int
    time_zone: str


def check(entry: TaskEntry, rules: TaskRules, was: TaskEntry | None = None) -> TaskFields:
    """Return what is to be kept; ContactError names everything that is wrong, field by field.

    `was` is the entry before it was edited: what has not changed since is not judged again.
    """
    checker = _Checker(entry, rules)
    fields = checker.fields()
    wrong = [each for each in checker.problems if was is None or _touched(each.field, entry, was)]
    if wrong:
        raise ContactError(tuple(wrong))
    return fields


def _touched(field: str, entry: TaskEntry, was: TaskEntry) -> bool:
    return bool(getattr(entry, field) != getattr(was, field))


class _Checker:
    """Reads an entry field by field and notes what is wrong."""

    def __init__(self, entry: TaskEntry, rules: TaskRules) -> None:
        self.entry = entry
        self.problems: list[Problem] = []
        self._rules = rules
        self._limits = rules.policy.tasks
        self._today = day_of(rules.now, rules.time_zone)

    def fields(self) -> TaskFields:
        """Return the fields; where there are problems they are not to be used."""
        entry = self.entry
        title = self._text("title", SHORT_CHARACTERS)
        if not title:
            self._wrong("title", NO_TITLE)
        kind = entry.kind or self._limits.kinds[0].code
        if self._limits.kind(kind) is None:
            self._wrong("kind", contacts.UNKNOWN_CODE, code=kind)
        due_on = self._due_on()
        starts_at, ends_at = self._times(due_on)
        return TaskFields(
            kind=kind,
            title=title or "",
            note=self._text("note", self._rules.policy.contacts.note_characters),
            place=self._text("place", SHORT_CHARACTERS),
            due_on=due_on,
            starts_at=starts_at,
            ends_at=ends_at,
            remind_minutes=self._remind(),
            repeats=self._repeats(due_on),
        )

    def _wrong(self, field: str, reason: str, **values: Any) -> None:
        self.problems.append(Problem(field, reason, values))

    def _text(self, field: str, most: int) -> str | None:
        kept = clean(getattr(self.entry, field))
        if field != "note":
            kept = " ".join(kept.split())
        if len(kept) > most:
            self._wrong(field, contacts.TOO_LONG, most=most, characters=len(kept))
        return kept or None

    def _due_on(self) -> int:
        text = self.entry.day.strip()
        day = spoken_day(text, self._today) if text else self._today
        if day is None:
            self._wrong("day", contacts.NOT_A_DAY, text=text)
            return self._today
        if day < self._today:
            self._wrong("day", contacts.IN_PAST)
        elif day > self._today + self._limits.ahead_days:
            self._wrong("day", contacts.TOO_FAR, days=self._limits.ahead_days)
        return day

    def _times(self, due_on: int) -> tuple[int | None, int | None]:
        """Return when an appointment starts and ends, nothing for a task of the whole day."""
        text, lasting = self.entry.time.strip(), self.entry.duration.strip()
        if not text:
            if lasting:
                self._wrong("time", NO_TIME)
            return None, None
        minute = minute_of(text)
        if minute is None:
            self._wrong("time", contacts.NOT_A_TIME, text=text)
        minutes = duration_of(lasting) if lasting else self._limits.minutes
        if minutes is None or not 0 < minutes <= DAY_MINUTES:
            self._wrong("duration", contacts.NOT_A_DURATION, text=lasting)
        if minute is None or minutes is None:
            return None, None
        starts_at = at_minute(due_on, minute, self._rules.time_zone)
        return starts_at, starts_at + minutes * _MINUTE

    def _remind(self) -> int | None:
        text = self.entry.remind.strip()
        if not text:
            return None
        if not text.isdecimal() or int(text) > _MOST_REMIND:
            self._wrong("remind", contacts.NOT_A_DURATION, text=text)
            return None
        return int(text)

    def _repeats(self, due_on: int) -> str | None:
        text = self.entry.repeats.strip()
        if not text:
            return None
        try:
            return anchored(parse(text), due_on).text
        except RuleError as error:
            self._wrong("repeats", NOT_A_RULE, part=error.part)
            return None
