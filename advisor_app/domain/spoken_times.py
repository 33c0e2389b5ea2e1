"""Times of day and durations as people type them: 15:30, 下午3点半, 3pm; 20, 1小时20分, 1:20, 90 min, half an hour."""

import re
from typing import NamedTuple

from advisor_app.domain.spoken_dates import plain

DAY_MINUTES = 24 * 60
_CLOCK = re.compile(
    "[，, ]*(?P<part>凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚)?(?:at )?"
    "(?:(?P<h>2[0-3]|1[0-9]|0?[0-9])(?:[:点](?P<m>[0-5][0-9])分?|点(?P<half>半)?| ?(?P<ampm>am|pm)(?![a-z])))?"
)
_DIGITS = re.compile("([01][0-9]|2[0-3])([0-5][0-9])")
_AFTERNOON = ("下午", "傍晚", "晚上", "晚", "pm")
_DURATION = re.compile(
    "(?:(?P<h>[0-9]{1,3}) ?(?:个?小时|个?钟头|h|hr|hrs|hours?) ?)?(?:(?P<m>[0-9]{1,4}) ?(?:分钟?|m|mins?|minutes?)?)?"
)
_SAID = {
    "半小时": 30,
    "半个小时": 30,
    "half an hour": 30,
    "一小时": 60,
    "an hour": 60,
    "一个半小时": 90,
    "一刻钟": 15,
}


class Clock(NamedTuple):
    """Where the words for a time of day end, and the minutes from midnight; None for a part of the day only."""

    end: int
    minute: int | None


def clock_at(text: str, position: int) -> Clock | None:
    """Return the time of day that stands at a place of a text, or None if there is none."""
    found = _CLOCK.match(plain(text), position)
    if found is None or (found["part"] is None and found["h"] is None):
        return None
    return Clock(found.end(), _minute(found))


def minute_of(text: str) -> int | None:
    """Return the minutes from midnight that a text as a whole names, or None if it is no time of day."""
    wanted = text.strip()
    if digits := _DIGITS.fullmatch(plain(wanted)):
        return int(digits[1]) * 60 + int(digits[2])
    found = clock_at(wanted, 0)
    return found.minute if found and found.end == len(wanted) else None


def duration_of(text: str) -> int | None:
    """Return the minutes that a text names, or None if it is no duration; a number alone counts minutes."""
    wanted = " ".join(plain(text).split())
    if wanted in _SAID:
        return _SAID[wanted]
    if (hours := re.fullmatch("([0-9]{1,3}):([0-5][0-9])", wanted)) is not None:
        return int(hours[1]) * 60 + int(hours[2])
    found = _DURATION.fullmatch(wanted) if wanted else None
    return int(found["h"] or 0) * 60 + int(found["m"] or 0) if found else None


def _minute(found: re.Match[str]) -> int | None:
    if found["h"] is None:
        return None
    hour, part = int(found["h"]), found["part"] or found["ampm"] or ""
    if hour < 12 and part in _AFTERNOON:
        hour += 12
    elif hour == 12 and part in ("凌晨", "am"):
        hour = 0
    return hour * 60 + (30 if found["half"] else int(found["m"] or 0))
