"""Calendars as files (iCalendar, RFC 5545): tasks written as events, and events read as what a task is made of."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from advisor_app.domain.contact_check import clean
from advisor_app.domain.contacts import SHORT_CHARACTERS
from advisor_app.domain.dates import day_of, from_day, from_instant, to_day, to_instant
from advisor_app.domain.recurrence import RuleError, anchored, days, parse
from advisor_app.domain.task_check import TaskFields
from advisor_app.domain.tasks import Item, at_minute
from advisor_app.errors import InputError
from advisor_app.i18n import N_

if TYPE_CHECKING:
    from icalendar import Component

OWN = "@advisor-workbench"
"""How the names of our own tasks end in a file."""

_PRODUCT = "-//advisor-workbench//tasks//"
_LARGEST, _MOST_EVENTS = 8 << 20, 5_000
_MOST_NOTE, _LONGEST_UID = 4_000, 255
_MINUTE = 60_000_000
_MOST_REMIND = 14 * 24 * 60
_DONE = {"COMPLETED"}


class Event(NamedTuple):
    """An event that can be taken over: its name in its calendar, the fields of a task, what is cancelled or over."""

    uid: str
    fields: TaskFields
    cancelled: bool
    past: bool


class Reject(NamedTuple):
    """An event that is not taken over: its place in the file, counted from 1, by what it is known, and why."""

    place: int
    title: str
    error: InputError


def written(items: Iterable[tuple[Item, str, str]], time_zone: str, now: int) -> bytes:
    """Return a file of items, each with its name and the word for its kind; words as they are shown."""
    from icalendar import Alarm, Calendar, Event, vRecur

    zone, stamp = ZoneInfo(time_zone), from_instant(now)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for item, uid, kind in items:
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", stamp)
        event.add("summary", item.title)
        event.add("categories", [kind])
        if item.starts_at is None:
            event.add("dtstart", from_day(item.due_on))
            event.add("dtend", from_day(item.due_on + 1))
        else:
            event.add("dtstart", from_instant(item.starts_at, time_zone).astimezone(zone))
            event.add("dtend", from_instant(item.ends_at or item.starts_at, time_zone).astimezone(zone))
        for name, value in (("location", item.place), ("description", item.note)):
            if value:
                event.add(name, value)
        if item.repeats:
            event.add("rrule", vRecur.from_ical(item.repeats))
        if item.remind_minutes is not None:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", item.title)
            alarm.add("trigger", -timedelta(minutes=item.remind_minutes))
            event.add_component(alarm)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def read(content: bytes, time_zone: str, now: int, kind: str) -> Iterator[Event | Reject]:
    """Yield what a file holds, event by event; `kind` is what they become. A repeating one begins with its next day.

    Raises InputError for what is no calendar, or too large.
    """
    if len(content) > _LARGEST:
        raise InputError(N_("The file is larger than {most} MiB."), most=_LARGEST >> 20)
    found = list(islice(_components(content), _MOST_EVENTS + 1))
    if len(found) > _MOST_EVENTS:
        raise InputError(N_("The file has more than {most} events."), most=_MOST_EVENTS)
    seen: set[str] = set()
    for place, component in enumerate(found, 1):
        try:
            event = _event(component, time_zone, now, kind)
            if event.uid in seen:
                raise InputError(N_("Another event before it has the same name (UID)."))
            seen.add(event.uid)
        except InputError as error:
            yield Reject(place, _title(component), error)
        else:
            yield event


def _components(content: bytes) -> Iterator["Component"]:
    from icalendar import Calendar

    calendars: list[Calendar] = []
    with suppress(ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError):
        # The library says what is wrong in English alone, and sometimes by what it stumbled over.
        calendars = Calendar.from_ical(content.decode("utf-8-sig"), multiple=True)
    if not calendars:  # none that was closed: a file that ends in the middle too
        raise InputError(
            N_("This is not a calendar file (.ics)."), what_to_do=N_("Export it from its calendar again.")
        )
    for calendar in calendars:
        for component in calendar.walk():
            if component.name in ("VEVENT", "VTODO"):
                yield component


def _event(component: "Component", time_zone: str, now: int, kind: str) -> Event:
    uid = _text(component, "UID", _LONGEST_UID)
    if uid is None:
        raise InputError(N_("It has no name (UID) by which it would be known again."))
    if any(component.get(name) is not None for name in ("RECURRENCE-ID", "RDATE", "EXDATE")):
        raise InputError(
            N_("It changes, adds or leaves out single days of a repeating event; that cannot be taken over."),
            what_to_do=N_("Enter these days by hand."),
        )
    title = _text(component, "SUMMARY", SHORT_CHARACTERS)
    if title is None:
        raise InputError(N_("It has no title."))
    starts = _moment(component, "DTSTART") or _moment(component, "DUE")
    if starts is None:
        raise InputError(N_("It has no day."))
    due_on, starts_at, ends_at = _times(component, starts, time_zone)
    today = day_of(now, time_zone)
    status = str(component.get("STATUS") or "").upper()
    fields = TaskFields(
        kind=kind,
        title=" ".join(title.split()),
        note=_text(component, "DESCRIPTION", _MOST_NOTE),
        place=_text(component, "LOCATION", SHORT_CHARACTERS),
        due_on=due_on,
        starts_at=starts_at,
        ends_at=ends_at,
        remind_minutes=_remind(component),
        repeats=None,
    )
    over = status in _DONE
    rule = component.get("RRULE")
    if rule is None:
        return Event(uid, fields, status == "CANCELLED", over or due_on < today)
    return _repeating(Event(uid, fields, status == "CANCELLED", over), rule, today, time_zone)


def _repeating(event: Event, rule: Any, today: int, time_zone: str) -> Event:
    """Return a repeating event from its next day on; what it has had already counts."""
    if isinstance(rule, list):
        raise InputError(N_("It repeats by several rules at once; that cannot be taken over."))
    text = rule.to_ical().decode()
    first = event.fields.due_on
    try:
        whole = anchored(parse(text), first)
    except RuleError as error:
        raise InputError(
            N_("This calendar does not repeat by “{part}”; it repeats by days, weeks, months and years."),
            part=error.part,
        ) from None
    for before, day in enumerate(days(whole, first)):
        if day >= today:
            left = whole if whole.count is None else replace(whole, count=whole.count - before)
            fields = _on(event.fields, day, time_zone)._replace(repeats=left.text)
            return event._replace(fields=fields)
    return event._replace(past=True)


def _on(fields: TaskFields, day: int, time_zone: str) -> TaskFields:
    """Return fields for another day, at the same time by local clocks."""
    starts_at, ends_at = fields.starts_at, fields.ends_at
    if starts_at is not None and ends_at is not None:
        at = from_instant(starts_at, time_zone)
        begins = at_minute(day, at.hour * 60 + at.minute, time_zone)
        starts_at, ends_at = begins, begins + ends_at - starts_at
    return fields._replace(due_on=day, starts_at=starts_at, ends_at=ends_at)


def _times(component: "Component", starts: date, time_zone: str) -> tuple[int, int | None, int | None]:
    """Return the day, and when it starts and ends; an event of several days is on the first of them."""
    if not isinstance(starts, datetime):
        return to_day(starts), None, None
    begins = _instant(starts, component, "DTSTART", time_zone)
    ends, lasts = _moment(component, "DTEND"), component.get("DURATION")
    if isinstance(ends, datetime):
        end = _instant(ends, component, "DTEND", time_zone)
    else:
        length = getattr(lasts, "dt", None)
        end = begins + (length // timedelta(microseconds=1) if isinstance(length, timedelta) else 0)
    if end < begins:
        raise InputError(N_("It ends before it begins."))
    return day_of(begins, time_zone), begins, max(end, begins + _MINUTE)


def _instant(at: datetime, component: "Component", name: str, time_zone: str) -> int:
    """Return an instant; a time without a zone is by the clocks of the bank."""
    if at.tzinfo is not None:
        return to_instant(at)
    named = getattr(component.get(name), "params", {}).get("TZID")
    if named:
        raise InputError(N_("Its time zone “{zone}” is not known."), zone=named)
    return to_instant(at.replace(tzinfo=ZoneInfo(time_zone)))


def _moment(component: "Component", name: str) -> date | None:
    """Return a day or a time, None where there is none."""
    value = component.get(name)
    if value is None:
        return None
    try:
        found = value.dt
    except (AttributeError, ValueError):
        raise InputError(N_("Its day or time cannot be read.")) from None
    if not isinstance(found, date):
        raise InputError(N_("Its day or time cannot be read."))
    return found


def _text(component: "Component", name: str, most: int) -> str | None:
    value = component.get(name)
    if value is None:
        return None
    if isinstance(value, list):
        raise InputError(N_("It says {name} more than once."), name=name)
    kept = clean(str(value))
    if len(kept) > most:
        raise InputError(
            N_("{name} has {characters} characters; {most} fit."), name=name, characters=len(kept), most=most
        )
    return kept or None


def _title(component: "Component") -> str:
    """Return by what an event is known to a person, whatever it holds."""
    return " ".join(clean(str(component.get("SUMMARY") or component.get("UID") or "")).split())[
        :SHORT_CHARACTERS
    ]


def _remind(component: "Component") -> int | None:
    """Return how many minutes before its beginning an event reminds, by its first alarm that says so."""
    for alarm in component.subcomponents:
        before = getattr(alarm.get("TRIGGER"), "dt", None)
        if alarm.name == "VALARM" and isinstance(before, timedelta) and before <= timedelta(0):
            return min(-before // timedelta(minutes=1), _MOST_REMIND)
    return None
