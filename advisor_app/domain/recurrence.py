"""How tasks repeat: the part of RRULE (RFC 5545) that counts in whole days.

A rule is read and written as text ("FREQ=MONTHLY;BYMONTHDAY=10"). What counts in hours, weeks of the year or days of
the year is refused; nothing of a rule is left out silently.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from advisor_app.domain.dates import from_day, to_day

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAILY, WEEKLY, MONTHLY, YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"

_FREQUENCIES = (DAILY, WEEKLY, MONTHLY, YEARLY)
_MOST_INTERVAL, _MOST_COUNT = 1_000, 10_000
_LONGEST = 200  # characters
_SHORTEST_MONTH = 28
_HORIZON = 40 * 366  # days after which a rule that has not come true is taken to be over


class RuleError(ValueError):
    """A rule that cannot be followed; `part` is what of it."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `by_day` are weekdays (0 is Monday), each with its place in the month or year, 0 for every one.

    `until` is its last day; `count` is how often it comes true, the first time included.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: int | None = None
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_place: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def text(self) -> str:
        """The rule as RFC 5545 writes it."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={from_day(self.until):%Y%m%d}")
        for name, numbers in (("BYMONTH", self.by_month), ("BYMONTHDAY", self.by_month_day)):
            if numbers:
                parts.append(f"{name}={','.join(map(str, numbers))}")
        if self.by_day:
            days = (f"{place or ''}{WEEKDAYS[weekday]}" for place, weekday in self.by_day)
            parts.append(f"BYDAY={','.join(days)}")
        if self.by_place:
            parts.append(f"BYSETPOS={','.join(map(str, self.by_place))}")
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        return ";".join(parts)


def parse(text: str) -> Rule:
    """Return the rule that a text holds. Raises RuleError for what is none, or is none that is followed here."""
    if len(text) > _LONGEST:
        raise RuleError(text[:20])
    named: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if not value or name in named:
            raise RuleError(part)
        named[name] = value
    frequency = named.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise RuleError(f"FREQ={frequency}")
    rule = Rule(frequency)
    for name, value in named.items():
        try:
            rule = replace(rule, **_field(name, value))
        except (ValueError, KeyError):
            raise RuleError(f"{name}={value}") from None
    placed = any(place for place, _ in rule.by_day)
    if placed and (frequency not in (MONTHLY, YEARLY) or (frequency == YEARLY and rule.by_month_day)):
        raise RuleError("BYDAY")
    if (frequency == WEEKLY and rule.by_month_day) or (rule.count is not None and rule.until is not None):
        raise RuleError("BYMONTHDAY" if rule.by_month_day else "UNTIL")
    return rule


def days(rule: Rule, start: int, last: int | None = None) -> Iterator[int]:
    """Yield the days on which a rule that begins on `start` comes true, up to `last` where it is given."""
    made, end = 0, min(day for day in (last, rule.until, start + _HORIZON) if day is not None)
    for period in count(0, rule.interval):
        first, after = _period(rule, start, period)
        if first > end:
            return
        for day in _within(rule, start, first, after):
            if day < start:
                continue
            if day > end or (rule.count is not None and made >= rule.count):
                return
            made += 1
            yield day
        if rule.count is not None and made >= rule.count:
            return


def following(rule: Rule, day: int) -> int | None:
    """Return the next day after `day`, on which the rule came true, or None where it ends."""
    if rule.count is not None and rule.count <= 1:
        return None
    open_end = replace(rule, count=None)
    return next((each for each in days(open_end, day) if each > day), None)


def spent(rule: Rule) -> Rule:
    """Return the rule for what is left of it after it came true once."""
    return rule if rule.count is None else replace(rule, count=max(1, rule.count - 1))


def anchored(rule: Rule, day: int) -> Rule:
    """Return the rule with what it takes from its first day said in it, so that a later day goes on the same way.

    A month without the day has its last one instead.
    """
    at = from_day(day)
    if rule.by_day or rule.by_month_day or rule.frequency == DAILY:
        return rule
    if rule.frequency == WEEKLY:
        return replace(rule, by_day=((0, at.weekday()),))
    months = rule.by_month or ((at.month,) if rule.frequency == YEARLY else ())
    if at.day <= _SHORTEST_MONTH:
        return replace(rule, by_month=months, by_month_day=(at.day,))
    closest = tuple(range(_SHORTEST_MONTH, at.day + 1))
    return replace(rule, by_month=months, by_month_day=closest, by_place=(-1,))


def moved(rule: Rule, old: int, new: int) -> Rule:
    """Return the rule for a series whose day goes from `old` to `new`; what it did not take from that day stays."""
    bare = replace(rule, by_month=(), by_month_day=(), by_day=(), by_place=())
    return anchored(bare, new) if anchored(bare, old) == rule else rule


def _field(name: str, value: str) -> dict[str, Any]:
    if name == "INTERVAL":
        return {"interval": _number(value, 1, _MOST_INTERVAL)}
    if name == "COUNT":
        return {"count": _number(value, 1, _MOST_COUNT)}
    if name == "UNTIL":
        return {"until": to_day(date(int(value[:4]), int(value[4:6]), int(value[6:8])))}
    if name == "WKST":
        return {"week_start": WEEKDAYS.index(value)}
    if name == "BYDAY":
        return {"by_day": tuple((_place(each[:-2]), WEEKDAYS.index(each[-2:])) for each in value.split(","))}
    limits = {"BYMONTH": ("by_month", 1, 12), "BYMONTHDAY": ("by_month_day", -31, 31)}
    limits["BYSETPOS"] = ("by_place", -366, 366)
    field, low, high = limits[name]
    return {field: tuple(_number(each, low, high) for each in value.split(","))}


def _place(text: str) -> int:
    return _number(text, -53, 53) if text else 0


def _number(text: str, low: int, high: int) -> int:
    number = int(text)
    if not low <= number <= high or number == 0:
        raise ValueError(text)
    return number


def _period(rule: Rule, start: int, periods: int) -> tuple[int, int]:
    """Return the first day of the period so many after that of `start`, and the first day after it."""
    at = from_day(start)
    if rule.frequency == DAILY:
        return start + periods, start + periods + 1
    if rule.frequency == WEEKLY:
        first = start - (at.weekday() - rule.week_start) % 7 + 7 * periods
        return first, first + 7
    if rule.frequency == MONTHLY:
        index = at.year * 12 + at.month - 1 + periods
        return _month(index), _month(index + 1)
    return _month((at.year + periods) * 12), _month((at.year + periods + 1) * 12)


def _month(index: int) -> int:
    return to_day(date(index // 12, index % 12 + 1, 1))


def _within(rule: Rule, start: int, first: int, after: int) -> Iterator[int]:
    """Yield the days of one period on which a rule comes true."""
    implied = rule if rule.by_day or rule.by_month_day else _implied(rule, start)
    found = [day for day in range(first, after) if _fits(implied, from_day(day))]
    if not rule.by_place:
        yield from found
        return
    places = {place - 1 if place > 0 else len(found) + place for place in rule.by_place}
    yield from (day for place, day in enumerate(found) if place in places)


def _implied(rule: Rule, start: int) -> Rule:
    """Return the rule with the day that it takes from its first one, as RFC 5545 has it."""
    at = from_day(start)
    if rule.frequency == DAILY:
        return rule
    if rule.frequency == WEEKLY:
        return replace(rule, by_day=((0, at.weekday()),))
    months = rule.by_month or ((at.month,) if rule.frequency == YEARLY else ())
    return replace(rule, by_month=months, by_month_day=(at.day,))


def _fits(rule: Rule, at: date) -> bool:
    length = calendar.monthrange(at.year, at.month)[1]
    if rule.by_month and at.month not in rule.by_month:
        return False
    if rule.by_month_day and not {at.day, at.day - length - 1} & {*rule.by_month_day}:
        return False
    return not rule.by_day or any(_is_weekday(rule, at, place, wanted) for place, wanted in rule.by_day)


def _is_weekday(rule: Rule, at: date, place: int, wanted: int) -> bool:
    """Tell whether a day is the weekday that is wanted, at its place in the month or in the year."""
    if at.weekday() != wanted:
        return False
    if not place:
        return True
    if rule.frequency == YEARLY and not rule.by_month:
        begin, end = date(at.year, 1, 1), date(at.year, 12, 31)
    else:
        begin = at.replace(day=1)
        end = (begin + timedelta(31)).replace(day=1) - timedelta(1)
    return place in ((at - begin).days // 7 + 1, -((end - at).days // 7 + 1))
