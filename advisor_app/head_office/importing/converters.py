"""Turning one cell's text into a value: a small closed set of plain functions.

Each builder takes the options of a column and returns a function of one cell that raises `BadValue` for a
text which is not what the column says. Nothing is guessed: digits are ASCII digits, a format is matched
whole, and an amount with more decimal places than its currency has is refused, not rounded.
"""

import calendar
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from advisor_app.domain.dates import from_day, to_day, to_instant
from advisor_app.head_office.importing.reasons import BadValue, shown
from advisor_app.i18n import N_

Convert = Callable[[str], Any]

LARGEST = 2**63 - 1
LARGEST_AMOUNT = 10**15  # so that no sum of a table leaves 64 bits
ISO_DAY = "%Y-%m-%d"
_MEMO = 50_000
_ISO_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_TOKENS = {
    "Y": "(?P<Y>[0-9]{4})",
    "y": "(?P<y>[0-9]{2})",
    **{token: f"(?P<{token}>[0-9]{{2}})" for token in "mdHMS"},
    "-m": "(?P<m>[0-9]{1,2})",
    "-d": "(?P<d>[0-9]{1,2})",
}


class Memo(dict[Any, Any]):
    """Remembers what a converter gave: few different values convert at the speed of a look-up."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: Any) -> Any:
        value = self._convert(cell)
        if len(self) >= _MEMO:  # memory must not grow with the file
            self.clear()
        self[cell] = value
        return value


def integer(text: str) -> int:
    """Return a whole number of at most 64 bits."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19 or int(digits) > LARGEST:
        raise BadValue(N_("“{text}” is not a whole number"), text=shown(text))
    return int(text)


def decimal(mark: str = ".") -> Convert:
    """Return a function that gives a decimal as plain text with a point, as written otherwise."""
    match = re.compile(rf"([+-]?[0-9]{{1,30}})(?:{re.escape(mark)}([0-9]{{1,30}}))?").fullmatch

    def convert(text: str) -> str:
        found = match(text)
        if not found:
            raise BadValue(N_("“{text}” is not a decimal number"), text=shown(text))
        whole, places = found.groups()
        return whole.lstrip("+") + ("." + places if places else "")

    return convert


def money(places: int, mark: str = ".", thousands: str = "") -> Convert:
    """Return a function that gives an amount in minor units of a currency with so many decimal places."""
    match = re.compile(rf"([+-]?)([0-9]+)(?:{re.escape(mark)}([0-9]+))?").fullmatch
    grouped = re.compile(rf"[+-]?[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+(?![0-9]).*").fullmatch

    def convert(text: str) -> int:
        plain = text
        if thousands and thousands in text and grouped(text):
            plain = text.replace(thousands, "")
        found = match(plain)
        if not found:
            raise BadValue(N_("“{text}” is not an amount"), text=shown(text))
        sign, whole, fraction = found.groups(default="")
        if fraction[places:].strip("0"):
            raise BadValue(
                N_("“{text}” has more than {places} decimal places"), text=shown(text), places=places
            )
        if len(whole) > 19 or (minor := int(whole + fraction[:places].ljust(places, "0"))) > LARGEST_AMOUNT:
            raise BadValue(N_("“{text}” is too large an amount"), text=shown(text))
        return -minor if sign == "-" else minor

    return convert


def money_column(
    places: int, mark: str, one: Callable[[str], int | None]
) -> Callable[[Sequence[str]], list[int | None]]:
    """Return a function that converts a column as `one` does, four times as fast if it is ordinary."""
    fraction = re.escape(mark) + f"[0-9]{{{places}}}" if places else ""
    ordinary = re.compile(f"(?:-?[0-9]{{1,11}}{fraction}\n)*+").fullmatch

    def convert(cells: Sequence[str]) -> list[int | None]:
        try:
            text = "\n".join(cells) + "\n"
        except TypeError:  # None, from Parquet
            text = ""
        if text and ordinary(text):
            amounts: list[int | None] = list(map(int, text.replace(mark, "").split()))
            if len(amounts) == len(cells):  # not so if a cell held a line end
                return amounts
        return list(map(one, cells))

    return convert


def day(formats: Iterable[str] = (ISO_DAY,), century: int | None = None) -> Convert:
    """Return a function that gives a date as days since 1970-01-01, by the first format that fits whole.

    Formats hold %Y, %y (then `century` is added: 1900 makes 11 into 1911), %m, %d (two digits), %-m, %-d
    (one or two) and literal text. Raises ValueError for a format that is not of this kind.
    """
    patterns = [_pattern(format_, "Yymd", century) for format_ in formats]

    def convert(text: str) -> int:
        for match in patterns:
            if found := match(text):
                part = found.groupdict()
                year = int(part["Y"]) if "Y" in part else (century or 0) + int(part["y"])
                return _day(year, int(part["m"]), int(part["d"]), text)
        raise BadValue(N_("“{text}” is not a date in the expected form"), text=shown(text))

    return convert


def instant(time_zone: str, formats: Iterable[str] = ()) -> Convert:
    """Return a function that gives an instant as UTC microseconds; a text without an offset is local time.

    Without formats the text is ISO 8601. Raises ValueError for a format that is not of the kind `day`
    describes, with %H, %M and %S besides.
    """
    zone = ZoneInfo(time_zone)
    patterns = [_pattern(format_, "YmdHMS", None) for format_ in formats]

    def parse(text: str) -> datetime | None:
        if not patterns:
            return datetime.fromisoformat(text) if _ISO_INSTANT.fullmatch(text) else None
        for match in patterns:
            if found := match(text):
                part = {name: int(value) for name, value in found.groupdict().items()}
                clock = (part.get("H", 0), part.get("M", 0), part.get("S", 0))
                return datetime(part["Y"], part["m"], part["d"], *clock, tzinfo=zone)
        return None

    def convert(text: str) -> int:
        try:
            parsed = parse(text)
            if parsed is not None:
                return to_instant(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))
        except (ValueError, OverflowError):
            pass
        raise BadValue(N_("“{text}” is not a date and time in the expected form"), text=shown(text))

    return convert


def boolean(text: str) -> int:
    """Return 1 for `true` and 0 for `false`."""
    if text not in ("true", "false"):
        raise BadValue(N_("“{text}” is neither true nor false"), text=shown(text))
    return int(text == "true")


def currency(text: str) -> str:
    """Return an ISO 4217 code: three capital letters."""
    if not (len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()):
        raise BadValue(N_("“{text}” is not a currency code"), text=shown(text))
    return text


def code(table: Mapping[str, str], unknown: str, choices: Sequence[str] = ()) -> Convert:
    """Return a function that looks a text up in `table`, and keeps or rejects what is not in it.

    `choices`, where given, are the only values that may come out.
    """

    def convert(text: str) -> str:
        value = table.get(text, text if unknown == "keep" else None)
        if value is None or (choices and value not in choices):
            raise BadValue(N_("“{text}” is not a known code"), text=shown(text))
        return value

    return convert


def birth_number(part: str, century: int) -> Convert:
    """Return a function that reads the Czech birth number YYMMDD: the day of birth, or the sex.

    A woman's month is written 50 higher. Numbers of six digits are older than 1954, or shortened: which
    century they mean is for the mapping to say.
    """
    match = re.compile("([0-9]{2})([0-9]{2})([0-9]{2})").fullmatch

    def convert(text: str) -> int | str:
        found = match(text)
        if not found:
            raise BadValue(N_("“{text}” is not a birth number"), text=shown(text))
        year, month, of_month = (int(digits) for digits in found.groups())
        born = _day(century + year, month - 50 if month > 50 else month, of_month, text)
        return born if part == "birth_day" else "female" if month > 50 else "male"

    return convert


def json_object(names: Sequence[str]) -> Callable[..., str]:
    """Return a function of cells that gives a JSON object: numbers as numbers, nothing as null."""
    number = re.compile(r"-?(0|[1-9][0-9]{0,14})([.][0-9]{1,15})?").fullmatch

    def cell(text: str | None) -> str:
        return "null" if text is None else text if number(text) else json.dumps(text, ensure_ascii=False)

    keys = [json.dumps(name, ensure_ascii=False) for name in names]

    def convert(*cells: str | None) -> str:
        return "{" + ", ".join(f"{key}: {cell(text)}" for key, text in zip(keys, cells, strict=True)) + "}"

    return convert


def json_text(text: str) -> str:
    """Return a text that is a JSON object, as it is."""
    try:
        if isinstance(json.loads(text), dict):
            return text
    except (ValueError, RecursionError):
        pass
    raise BadValue(N_("“{text}” is not a JSON object"), text=shown(text))


def months_after(start: int, months: int) -> int:
    """Return the day so many months after `start`; the last of the month where it has no such day.

    Raises BadValue for a term that is negative or longer than 100 years.
    """
    if not 0 <= months <= 1200:
        raise BadValue(N_("a term of {months} months is impossible"), months=months)
    begins = from_day(start)
    index = begins.year * 12 + begins.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > 9999:
        raise BadValue(N_("a term of {months} months is impossible"), months=months)
    return to_day(date(year, month, min(begins.day, calendar.monthrange(year, month)[1])))


def _day(year: int, month: int, of_month: int, text: str) -> int:
    try:
        return to_day(date(year, month, of_month))
    except ValueError:
        raise BadValue(N_("“{text}” is a day that does not exist"), text=shown(text)) from None


def _pattern(format_: str, allowed: str, century: int | None) -> Callable[[str], re.Match[str] | None]:
    pieces = re.split("%(-?[A-Za-z])", format_)
    tokens = pieces[1::2]
    letters = [token[-1] for token in tokens]
    years = letters.count("Y") + letters.count("y")
    if (
        any(token not in _TOKENS or token[-1] not in allowed for token in tokens)
        or "%" in "".join(pieces[::2])
        or len(set(letters)) != len(letters)
        or years != 1
        or not {"m", "d"} <= set(letters)
        or ("y" in letters and century is None)
    ):
        raise ValueError(format_)
    return re.compile(
        "".join(_TOKENS[piece] if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    ).fullmatch
