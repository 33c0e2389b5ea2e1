"""Whether a contact can be recorded: every field of an entry judged, nothing taken half.

Now, the zone and the limits are arguments.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from advisor_app.domain import contacts
from advisor_app.domain.contacts import (
    SHORT_CHARACTERS,
    Contact,
    ContactEntry,
    ContactError,
    File,
    Problem,
    Promised,
)
from advisor_app.domain.dates import day_of, from_day, to_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.domain.spoken_times import DAY_MINUTES, duration_of, minute_of

_TOLERANCE = 300_000_000  # µs by which the clock of a telephone and that of the machine may differ
_NOON = 12 * 60
_MINUTE = 60_000_000
_KIB = 1024
_WHEN = {"day", "time", "duration"}
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
    "csv": "text/csv",
    "ics": "text/calendar",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class Rules(NamedTuple):
    """By what an entry is judged: the policy, the instant (UTC µs), the bank's zone, the largest file in bytes."""

    policy: Policy
    now: int
    time_zone: str
    file_bytes: int


def check(entry: ContactEntry, rules: Rules, was: ContactEntry | None = None) -> Contact:
    """Return what is to be recorded; ContactError names everything that is wrong, field by field.

    `was` is the entry before it was edited: what has not changed since is not judged again.
    """
    checker = _Checker(entry, rules)
    contact = checker.contact()
    wrong = [problem for problem in checker.problems if was is None or _touched(problem, entry, was)]
    if wrong:
        raise ContactError(tuple(wrong))
    return contact


def _touched(problem: Problem, entry: ContactEntry, was: ContactEntry) -> bool:
    field = problem.field.partition("[")[0]
    together = _WHEN if field in _WHEN else {field}
    return any(getattr(entry, name) != getattr(was, name) for name in together)


def clean(text: str) -> str:
    """Return text as it is kept: without control characters and what no encoding can hold, and trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def file_name(given: str) -> str:
    """Return what a file is called, without any folder, short enough to keep, its ending preserved."""
    name = " ".join(clean(given.replace("\\", "/").rpartition("/")[2]).split()) or "-"
    stem, dot, ending = name.rpartition(".")
    if len(name) > SHORT_CHARACTERS and dot and len(ending) < SHORT_CHARACTERS // 2:
        return stem[: SHORT_CHARACTERS - len(ending) - 1] + dot + ending
    return name[:SHORT_CHARACTERS]


class _Checker:
    """Reads an entry field by field and notes what is wrong."""

    def __init__(self, entry: ContactEntry, rules: Rules) -> None:
        self.entry = entry
        self.problems: list[Problem] = []
        self._limits = rules.policy.contacts
        self._codes = rules.policy.codes
        self._rules = rules
        self._today = day_of(rules.now, rules.time_zone)

    def contact(self) -> Contact:
        """Return the contact; where there are problems it is not to be used."""
        entry, limits = self.entry, self._limits
        if not entry.customers:
            self._wrong("customers", contacts.MISSING)
        elif len(set(entry.customers)) > limits.customers:
            self._wrong("customers", contacts.TOO_MANY, most=limits.customers)
        note = self._text("note", entry.note, limits.note_characters)
        outcome = self._code("outcome", self._codes.contact_outcomes)
        if not note and not entry.outcome and not entry.files:
            self._wrong("note", contacts.NOTHING_SAID)
        day = self._day("day", entry.day) if entry.day.strip() else self._today
        duration = self._duration()
        happened_at = self._happened_at(day, duration)
        next_step, next_step_on = self._next_step(day)
        return Contact(
            customers=tuple(dict.fromkeys(entry.customers)),
            channel=self._code("channel", self._codes.contact_channels, required=True) or "",
            direction=self._code("direction", self._codes.contact_directions, required=True) or "",
            purpose=self._code("purpose", self._codes.contact_purposes),
            outcome=outcome,
            note=note,
            happened_at=happened_at,
            duration=duration,
            participants=self._text("participants", entry.participants, SHORT_CHARACTERS),
            next_step=next_step,
            next_step_on=next_step_on,
            promises=tuple(self._promises()),
            files=tuple(self._files()),
            recommends=1 if entry.recommends else None,
            product_id=entry.product_id if entry.recommends else None,
        )

    def _wrong(self, field: str, reason: str, **values: Any) -> None:
        self.problems.append(Problem(field, reason, values))

    def _text(self, field: str, text: str, most: int) -> str | None:
        kept = clean(text)
        if len(kept) > most:
            self._wrong(field, contacts.TOO_LONG, most=most, characters=len(kept))
        return kept or None

    def _code(self, field: str, known: Mapping[str, Any], *, required: bool = False) -> str | None:
        code: str = getattr(self.entry, field)
        if not code:
            if required:
                self._wrong(field, contacts.MISSING)
            return None
        if code not in known:
            self._wrong(field, contacts.UNKNOWN_CODE, code=code)
        return code

    def _day(self, field: str, text: str) -> int | None:
        day = spoken_day(text, self._today)
        if day is None:
            self._wrong(field, contacts.NOT_A_DAY, text=text.strip())
        return day

    def _day_ahead(self, field: str, text: str, *, since: int) -> int | None:
        """Return a day that must not lie before `since`, nor further ahead than the policy allows."""
        day, most = self._day(field, text), self._limits.ahead_days
        if day is not None and day < since:
            self._wrong(field, contacts.IN_PAST)
        elif day is not None and day > self._today + most:
            self._wrong(field, contacts.TOO_FAR, days=most)
        return day

    def _duration(self) -> int | None:
        """Return the seconds that the contact took."""
        if not self.entry.duration.strip():
            return None
        minutes = duration_of(self.entry.duration)
        if minutes is None or minutes > DAY_MINUTES:
            self._wrong("duration", contacts.NOT_A_DURATION, text=self.entry.duration.strip())
            return None
        return minutes * 60

    def _happened_at(self, day: int | None, duration: int | None) -> int:
        """Return the instant of a local day and time; it must have come, and not lie too far back."""
        text, now = self.entry.time.strip(), self._rules.now
        minute = minute_of(text) if text else _NOON
        if minute is None:
            self._wrong("time", contacts.NOT_A_TIME, text=text)
        if day is None or minute is None:
            return now
        if day > self._today:
            self._wrong("day", contacts.IN_FUTURE)
        elif day < self._today - self._limits.late_days:
            self._wrong("day", contacts.TOO_LATE, days=self._limits.late_days)
        if not text and day == self._today:
            return now // _MINUTE * _MINUTE
        date = from_day(day)
        midnight = datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(self._rules.time_zone))
        at = to_instant(midnight + timedelta(minutes=minute))
        if day == self._today and at > now + _TOLERANCE:
            self._wrong("time", contacts.IN_FUTURE)
        elif at <= now + _TOLERANCE < at + (duration or 0) * 1_000_000:
            self._wrong("duration", contacts.IN_FUTURE)
        return at

    def _next_step(self, day: int | None) -> tuple[str | None, int | None]:
        entry = self.entry
        step = self._text("next_step", entry.next_step, SHORT_CHARACTERS)
        if not entry.next_step_on.strip():
            return step, None
        if not step:
            self._wrong("next_step", contacts.NO_STEP)
        since = self._today if day is None else min(day, self._today)
        return step, self._day_ahead("next_step_on", entry.next_step_on, since=since)

    def _promises(self) -> Iterator[Promised]:
        for place, (text, due) in enumerate(self.entry.promises):
            if not clean(text) and not due.strip():
                continue  # a line of the form that was left empty
            kept = self._text(f"promises[{place}].text", text, SHORT_CHARACTERS)
            if not kept:
                self._wrong(f"promises[{place}].text", contacts.MISSING)
            if not due.strip():
                self._wrong(f"promises[{place}].due", contacts.MISSING)
                continue
            due_on = self._day_ahead(f"promises[{place}].due", due, since=self._today)
            yield Promised(kept or "", due_on or 0)

    def _files(self) -> Iterator[File]:
        limits, most = self._limits, self._rules.file_bytes
        if len(self.entry.files) > limits.attachments:
            self._wrong("files", contacts.TOO_MANY, most=limits.attachments)
        for place, (given, content) in enumerate(self.entry.files):
            name = file_name(given)
            ending = name.rpartition(".")[2].lower()
            if ending not in limits.attachment_types:
                self._wrong(
                    f"files[{place}]",
                    contacts.FILE_KIND,
                    name=name,
                    allowed=", ".join(limits.attachment_types),
                )
            elif not content:
                self._wrong(f"files[{place}]", contacts.FILE_EMPTY, name=name)
            elif len(content) > most:
                size = -(-len(content) // _KIB)
                self._wrong(f"files[{place}]", contacts.FILE_SIZE, name=name, size=size, most=most // _KIB)
            yield File(name, _MEDIA_TYPES.get(ending, "application/octet-stream"), content)
