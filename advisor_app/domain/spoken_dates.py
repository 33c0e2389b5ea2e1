"""Dates as people say and type them, Chinese and English: 后天, 下周一, 12月3日, 月底, in 3 days, next Monday.

`find` returns the days that a text speaks of, with the place of each in it; today is an argument. What is not
surely a date is left alone: 目前日均 is not 前日, 每周一 no one Monday, 稳健一号 a product and 二号线 a metro.
Weeks begin on Monday: 下周五 and next Friday both lie in the week after this one.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from advisor_app.domain.dates import from_day, to_day

_MOST_DAYS = 3660
"""Further away than this nobody makes an appointment, so it is a number and no date."""

_CHINESE = {character: value for value, character in enumerate("〇一二三四五六七八九十")} | {"两": 2, "零": 0}
_ENGLISH = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_ENGLISH |= {"eight": 8, "nine": 9, "ten": 10}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_N = "(?P<n>[0-9]{1,4}|[一二两三四五六七八九十]{1,3})"
_M = "(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = "(?P<d>3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_Y = "(?P<y>(?:19|20)[0-9]{2})"
_WEEK = "(?:周|星期|礼拜)"
_AFTER = "(?:之后|以后|后|之内|以内|内)"
_PART = "(?P<part>底|末|初|中旬?|上旬|下旬)"
_LATIN, _END = "(?<![a-z0-9])", "(?![a-z0-9])"
_COUNT = "(?P<n>[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
_UNIT = "(?P<unit>day|week|fortnight|month|year)s?"
_WEEKDAY = f"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_SHORT_WEEKDAY = "(?P<weekday>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)"
_MONTH = f"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)"
_ORDINAL = "(?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"


class SpokenDate(NamedTuple):
    """A day that a text speaks of: the place of the words, the day, and whether they count from today (明天)."""

    start: int
    end: int
    day: int
    relative: bool


def plain(text: str) -> str:
    """Return text of the same length in lower case, with digits and signs of full width made plain."""
    return "".join(map(_plain, text))


def find(text: str, today: int) -> list[SpokenDate]:
    """Return the days that a text speaks of, in its order; where two readings overlap the longer one counts."""
    words, base = plain(text), from_day(today)
    found = sorted(_candidates(words, base), key=lambda one: (one.start, one.start - one.end))
    kept: list[SpokenDate] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def day_of(text: str, today: int) -> int | None:
    """Return the day that a text as a whole names, or None if it is not the name of one day."""
    wanted = text.strip()
    match find(wanted, today):
        case [one] if one.start == 0 and one.end == len(wanted):
            return one.day
        case _:
            return None


def _candidates(words: str, today: date) -> Iterator[SpokenDate]:
    for pattern, resolve, relative in _PATTERNS:
        for match in pattern.finditer(words):
            try:
                day = resolve(match, today)
            except (ValueError, OverflowError):  # 2月30日, or a year that no calendar has
                continue
            if day is not None and abs((day - today).days) <= _MOST_DAYS:
                yield SpokenDate(match.start(), match.end(), to_day(day), relative)


def _plain(character: str) -> str:
    simple = unicodedata.normalize("NFKC", character).lower()
    return simple if len(simple) == 1 else character


def _number(text: str) -> int:
    if text in _ENGLISH:
        return _ENGLISH[text]
    if text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_CHINESE[tens] if tens else 1) + (_CHINESE[ones] if ones else 0)
    return int("".join(str(_CHINESE[character]) for character in text))


def _months_on(today: date, months: int) -> date:
    """Return the same day so many months later, or the last one of that month."""
    index = today.year * 12 + today.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _last(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _monday(today: date, weeks: int) -> date:
    return today + timedelta(days=7 * weeks - today.weekday())


def _offset(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _, today: today + timedelta(days=days)


def _counted(match: re.Match[str], today: date) -> date:
    """Return the day so many days, weeks, months or years from today (before it with a group `ago`)."""
    given = match.groupdict()
    unit = {"天": "day", "日": "day", "月": "month", "年": "year"}.get(given["unit"], given["unit"])
    count = 1 if given.get("n") is None else _number(given["n"])
    if given.get("ago"):
        count = -count
    if unit in ("month", "year"):
        return _months_on(today, count * (12 if unit == "year" else 1))
    return today + timedelta(days=count * {"day": 1, "fortnight": 14}.get(unit, 7))


def _weekday(match: re.Match[str], today: date) -> date:
    """Return a weekday of this week, of one before or after it, or without a word of that the next one to come."""
    name, which = match["weekday"], (match["which"] or "").rstrip("个")
    place = "一二三四五六日".find(name.replace("天", "日").replace("末", "六"))
    if place < 0:
        place = next(index for index, full in enumerate(_WEEKDAYS) if full.startswith(name[:3]))
    weeks = {"下下": 2, "下": 1, "next": 1, "上": -1, "上上": -2, "last": -1}.get(which)
    if weeks is None and which not in ("本", "这", "this"):
        return today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)
    return _monday(today, weeks or 0) + timedelta(days=place)


def _next_week(match: re.Match[str], today: date) -> date:
    return _monday(today, 2 if match[0].startswith("下下") else 1)


def _end_of(match: re.Match[str], today: date) -> date:
    months = 1 if match["which"] == "next" else 0
    if match["what"] == "week":
        return _monday(today, months) + timedelta(days=4)
    if match["what"] == "year":
        return date(today.year + months, 12, 31)
    return _last(_months_on(today.replace(day=1), months))


def _part_of(first: date, part: str) -> date:
    """Return the day meant by the beginning, middle or end of the month that begins with `first`."""
    if part in ("初", "上旬"):
        return first
    return first.replace(day=15) if part.startswith("中") else _last(first)


def _month_part(match: re.Match[str], today: date) -> date:
    """Return a part of this month, or of the next where it has passed and this one was not named."""
    which, part = match["which"] or "", match["part"]
    months = {"下下": 2, "下": 1}.get(which, 0)
    day = _part_of(_months_on(today.replace(day=1), months), part)
    return _part_of(_months_on(today.replace(day=1), 1), part) if not which and day < today else day


def _next_month(match: re.Match[str], today: date) -> date:
    """Return a day of a month after this one; without a day, its first."""
    first = _months_on(today.replace(day=1), {"下下": 2, "下": 1, "next": 1}.get(match["which"], 0))
    return first.replace(day=_number(match["d"])) if match["d"] else first


def _month_day(match: re.Match[str], today: date) -> date:
    """Return a day of a named month, without a year the one that is near: ahead, or up to three months back."""
    given = match.groupdict()
    month = given.get("m")
    number = _number(month) if month else _MONTHS.index(given["month"][:3]) + 1
    if given.get("y"):
        return _within(int(given["y"]), number, given)
    if given.get("which"):
        return _within(today.year + (given["which"] == "明"), number, given)
    day = _within(today.year, number, given)
    if day >= today:
        return _within(today.year - 1, number, given) if (day - today).days > 275 else day
    return day if (today - day).days <= 90 else _within(today.year + 1, number, given)


def _within(year: int, month: int, given: dict[str, str]) -> date:
    if part := given.get("part"):
        return _part_of(date(year, month, 1), part)
    return date(year, month, _number(given["d"]))


def _month_name(match: re.Match[str], today: date) -> date | None:
    name = match["month"]
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
    known = any(word.startswith(name) for word in (*full, "november", "december")) or name == "sept"
    return _month_day(match, today) if known else None


def _day_of_month(match: re.Match[str], today: date) -> date:
    """Return the next day with that number, in the first month that has it."""
    number, first = _number(match["d"]), today.replace(day=1)
    for months in range(12):
        start = _months_on(first, months)
        if number <= _last(start).day and start.replace(day=number) >= today:
            return start.replace(day=number)
    raise ValueError("no month has such a day")


def _year_end(match: re.Match[str], today: date) -> date:
    return date(today.year + (match["which"] == "明"), 12, 31)


def _pattern(words: str) -> re.Pattern[str]:
    """Compile Chinese words; what may follow them says "by then" and belongs to them."""
    return re.compile(f"{words}(?:之前|以前|前(?![往来台]))?")


def _english(words: str) -> re.Pattern[str]:
    """Compile English words; a preposition before them belongs to them."""
    return re.compile(f"{_LATIN}(?:(?:on|by|before|until) )?(?:the )?{words}{_END}")


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None], bool], ...] = (
    (_pattern("今(?:[天日]|(?=[早晚]))"), _offset(0), True),
    (_pattern("(?<![光文])明(?:[天日]|(?=[早晚]))"), _offset(1), True),
    (_pattern("(?<![以之然今最随往大])后天"), _offset(2), True),
    (_pattern("大后天"), _offset(3), True),
    (_pattern("昨(?:[天日]|(?=晚))"), _offset(-1), True),
    (_pattern("(?<![目之以大])前天"), _offset(-2), True),
    (_pattern("大前天"), _offset(-3), True),
    (_pattern(f"(?<![0-9第近.]){_N}(?P<unit>天|日){_AFTER}"), _counted, True),
    (_pattern(f"(?<![0-9第近.]){_N}个?(?P<unit>周|星期|礼拜){_AFTER}"), _counted, True),
    (_pattern(f"(?<![0-9第近.]){_N}个(?P<unit>月){_AFTER}"), _counted, True),
    (_pattern(f"(?<![0-9第近.]){_N}(?P<unit>年){_AFTER}"), _counted, True),
    (_pattern(f"过{_N}(?P<unit>天|周)"), _counted, True),
    (re.compile(f"(?<![0-9第近.]){_N}个?(?P<unit>天|周|星期|礼拜|月)(?P<ago>之?前)(?![往来台])"), _counted, True),
    (_pattern(f"半个月{_AFTER}"), _offset(15), True),
    (_pattern(f"半年{_AFTER}"), lambda _, today: _months_on(today, 6), True),
    (
        _pattern(
            "(?<![每一二两三四五六七八九十0-9至到])(?P<which>下下个?|下个?|上上个?|上个?|本|这个?)?"
            f"{_WEEK}(?P<weekday>[一二三四五六日天末])(?![至到—-]|(?<=日)[均常线])"
        ),
        _weekday,
        True,
    ),
    (_pattern(f"(?:下下|下)个?{_WEEK}(?![一二三四五六日天末0-9])"), _next_week, True),
    (_pattern(f"(?<![0-9个上每一二三四五六七八九十])(?P<which>下下|下|本|这|当)?个?月{_PART}"), _month_part, True),
    (_pattern(f"(?P<which>下下|下)个?月(?:{_D}[号日])?(?![底末初中上下])"), _next_month, True),
    (_pattern(f"(?P<which>本|这个)月{_D}[号日]"), _next_month, True),
    (_pattern("(?P<which>今|明|本)?年[底末]"), _year_end, True),
    (_pattern(f"{_Y}年{_M}月(?:{_D}[日号]?|{_PART})"), _month_day, False),
    (_pattern(f"{_Y}(?P<sign>[-/.]){_M}(?P=sign){_D}(?![0-9])"), _month_day, False),
    (_pattern(f"(?:(?P<which>今|明)年)?(?<![0-9]){_M}月(?:{_D}[日号]|{_PART})"), _month_day, False),
    (
        _pattern(f"(?<![^\\s，。、；：,;:(（在到于约定至]){_D}号(?![楼线店门柜窗码机院车厅室馆元])"),
        _day_of_month,
        False,
    ),
    (_english("today"), _offset(0), True),
    (_english("tonight"), _offset(0), True),
    (_english("tomorrow"), _offset(1), True),
    (_english("day after tomorrow"), _offset(2), True),
    (_english("yesterday"), _offset(-1), True),
    (_english("day before yesterday"), _offset(-2), True),
    (_english(f"(?:in|within) {_COUNT} {_UNIT}"), _counted, True),
    (_english(f"{_COUNT} {_UNIT} (?:from now|later)"), _counted, True),
    (_english(f"{_COUNT} {_UNIT} (?P<ago>ago)"), _counted, True),
    (_english(f"(?:(?P<which>next|this|last|coming) )?{_WEEKDAY}"), _weekday, True),
    (re.compile(f"{_LATIN}(?:on|by|before|until|(?P<which>next|this|last)) {_SHORT_WEEKDAY}{_END}"), _weekday, True),
    (_english("next week"), _next_week, True),
    (_english("(?P<which>next) month(?P<d>)?"), _next_month, True),
    (_english("end of (?:the )?(?:(?P<which>next|this) )?(?P<what>week|month|year)"), _end_of, True),
    (_english("(?P<which>)(?P<what>month|year)[- ]end"), _end_of, True),
    (_english(f"{_ORDINAL}(?: of)? {_MONTH}(?:,? {_Y})?"), _month_name, False),
    (_english(f"{_MONTH} {_ORDINAL}(?:,? {_Y})?"), _month_name, False),
    (re.compile(f"{_LATIN}(?:on|by|before|until) the {_ORDINAL}(?<=[a-z]){_END}"), _day_of_month, False),
)  # fmt: skip
