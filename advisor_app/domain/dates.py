"""Dates as integer days and instants as integer microseconds: one form in both databases and on the wire."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = date(1970, 1, 1)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR
_DAYS_KEPT = 20_000


def to_day(value: date) -> int:
    """Return the days from 1970-01-01 to `value` (negative before it)."""
    return value.toordinal() - _EPOCH_ORDINAL


def from_day(day: int) -> date:
    """Return the date that lies `day` days after 1970-01-01."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


def to_instant(value: datetime) -> int:
    """Return an aware datetime as UTC microseconds since 1970-01-01.

    Raises ValueError for a naive datetime: an instant without a zone is not one.
    """
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (value - _EPOCH_UTC) // timedelta(microseconds=1)


def from_instant(instant: int, time_zone: str = "UTC") -> datetime:
    """Return UTC microseconds as an aware datetime in `time_zone` (an IANA name)."""
    return (_EPOCH_UTC + timedelta(microseconds=instant)).astimezone(ZoneInfo(time_zone))


def day_of(instant: int, time_zone: str) -> int:
    """Return the day on which an instant (UTC microseconds) lies in a time zone."""
    return (instant + _offset_at(instant, time_zone)) // _DAY


def hour_of(instant: int, time_zone: str) -> int:
    """Return the hour of the day, 0 to 23, in which an instant (UTC microseconds) lies in a time zone."""
    return (instant + _offset_at(instant, time_zone)) % _DAY // _HOUR


def start_of(day: int, time_zone: str) -> int:
    """Return the instant (UTC microseconds) at which a day begins in a time zone."""
    date_of = from_day(day)
    return to_instant(datetime(date_of.year, date_of.month, date_of.day, tzinfo=ZoneInfo(time_zone)))


def month_start(day: int) -> int:
    """Return the day number of the first of the month in which `day` lies."""
    return to_day(from_day(day).replace(day=1))


def add_months(day: int, months: int) -> int:
    """Return the first of the month that lies `months` after the month of `day`."""
    start = from_day(day).replace(day=1)
    index = start.year * 12 + start.month - 1 + months
    return to_day(date(index // 12, index % 12 + 1, 1))


def months_between(first: int, last: int) -> int:
    """Return how many months after that of the day `first` that of the day `last` comes; negative before it."""
    one, other = from_day(first), from_day(last)
    return (other.year - one.year) * 12 + other.month - one.month


def _offset_at(instant: int, time_zone: str) -> int:
    """Return by how many microseconds a zone is ahead of UTC at an instant."""
    whole = _offset_on(instant // _DAY, time_zone)
    return _exact_offset(instant, time_zone) if whole is None else whole


@lru_cache(_DAYS_KEPT)
def _offset_on(day: int, time_zone: str) -> int | None:
    """Return the same for a whole day of UTC, None for one in which the clocks change: to ask a zone takes long."""
    first, last = (_exact_offset(instant, time_zone) for instant in (day * _DAY, (day + 1) * _DAY - 1))
    return first if first == last else None


def _exact_offset(instant: int, time_zone: str) -> int:
    offset = from_instant(instant, time_zone).utcoffset()
    return (offset or timedelta()) // timedelta(microseconds=1)
