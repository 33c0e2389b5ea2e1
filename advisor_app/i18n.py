"""The language that a person reads: messages by gettext, and numbers, money and dates by Babel.

English sentences are the message ids; the translations stand in
`resources/translations/<language>/LC_MESSAGES/messages.po` and are read from there at first use, so that no
compiled catalogue can be out of date. Reading takes about 1 µs per message where Babel's own reader, which a
test holds equal to this one, would delay the first window by 70 ms. What only figures need is imported late.

`set_language` chooses for the process and `using` for one task or thread. In code: `_("…")` translates now,
`N_("…")` only marks a sentence that is translated later; both are found by the test of the catalogue.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from advisor_app.paths import resources

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from babel import Locale

LANGUAGES: Mapping[str, str] = {"zh_CN": "简体中文", "en": "English"}
"""The languages of the product, each by the name that its speakers give it; the first is the default."""

_UNITS = {
    "zh_CN": (("万", 10_000), ("亿", 100_000_000)),
    "en": (("K", 1_000), ("M", 1_000_000), ("B", 1_000_000_000)),
}
_UNIT_NAMES = {"K": "thousand", "M": "million", "B": "billion"}

_language = "zh_CN"
_override: ContextVar[str | None] = ContextVar("language", default=None)


def default_language(environment: Mapping[str, str] = os.environ) -> str:
    """Return the language to start in: English where the user's locale is English, otherwise Chinese."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return "en" if value.startswith("en") else "zh_CN"
    return "zh_CN"


def language_named(given: str) -> str:
    """Return the language that is meant: zh is zh_CN. What is none of ours is returned as it is."""
    known = [language for language in LANGUAGES if given in (language, language.partition("_")[0])]
    return known[0] if known else given


def set_language(language: str) -> None:
    """Choose the language of this process.

    Raises ValueError for one that is not in `LANGUAGES`.
    """
    global _language
    _language = _checked(language)


@contextmanager
def using(language: str) -> Iterator[None]:
    """Choose the language for the present task or thread only, until the block ends."""
    token = _override.set(_checked(language))
    try:
        yield
    finally:
        _override.reset(token)


def current_language() -> str:
    """Return the language that `gettext` answers in here."""
    return _override.get() or _language


def gettext(message: str, /, **values: object) -> str:
    """Translate `message` and, where `values` are given, fill its `{named}` places."""
    text = _catalogue(current_language()).get(message, message)
    return text.format(**values) if values else text


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """Translate a sentence that counts; `{n}` is filled with the number, grouped as the language does."""
    text = _catalogue(current_language()).get(one) or (one if n == 1 else many)
    return text.format(n=format_number(n), **values)


def N_(message: str, /) -> str:  # noqa: N802  # gettext's customary name
    """Mark a message for translation and return it unchanged."""
    return message


def format_number(value: "float | Decimal", decimals: int | None = None) -> str:
    """Return a number with grouped digits, rounded half-even to `decimals` places where they are given."""
    # Both languages group by thousands with commas. Babel says so too, in ten times as long.
    if decimals is not None:
        return f"{_exact(value):,.{decimals}f}"
    if isinstance(value, int):
        return f"{value:,}"
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_locale(current_language()))


def format_percent(value: "float | Decimal", decimals: int = 1) -> str:
    """Return a ratio as a percentage: 0.123 is 12.3%."""
    return f"{_exact(value) * 100:,.{decimals}f}%"


def format_money(minor: int, currency: str, *, compact: bool = False) -> str:
    """Return an amount in minor units with its currency: ¥12,345.60.

    `compact` shortens what is large, with two decimals: in 万 and 亿 for Chinese readers, in K, M and B for
    English ones. Renminbi is ¥ in both languages and every other currency its ISO 4217 code, as ¥ is also the
    yen and $ has many owners.
    """
    from advisor_app.domain.money import from_minor

    amount = from_minor(abs(minor), currency)
    decimals, size, suffix = -int(amount.as_tuple().exponent), 1, ""
    for name, unit in _UNITS[current_language()] if compact else ():
        # By what is shown: 99,999,999.99 is 1.00亿 and not 10,000.00万.
        if round(amount / size, 2) * size >= unit:
            decimals, size, suffix = 2, unit, name
    sign = "−" if minor < 0 else ""
    prefix = "¥" if currency == "CNY" else f"{currency} "
    return f"{sign}{prefix}{format_number(amount / size, decimals)}{suffix}"


def money_unit(minor: int, currency: str) -> tuple[int, str]:
    """Return what axes of amounts up to this one are measured in: the size of the unit and its name.

    (10_000, "万元") or (1_000, "¥ thousand"); (1, "元") where the amounts are small.
    """
    from advisor_app.domain.money import from_minor

    amount = from_minor(abs(minor), currency)
    chinese = current_language() == "zh_CN"
    size, name = 1, ""
    for suffix, unit in _UNITS[current_language()]:
        if amount >= unit:
            size, name = unit, suffix if chinese else _UNIT_NAMES[suffix]
    if not chinese:
        return size, " ".join(filter(None, ("¥" if currency == "CNY" else currency, name)))
    return size, f"{name}元" if currency == "CNY" else f"{name} {currency}".strip()


def format_date(value: "date") -> str:
    """Return a date as the language writes it in running text: 2026年11月24日, 24 Nov 2026."""
    if current_language() == "zh_CN":
        return f"{value.year}年{value.month}月{value.day}日"
    from babel.dates import format_date as babel_date

    return babel_date(value, format="d MMM y", locale=_locale("en"))


def format_month(value: "date") -> str:
    """Return a month as the language writes it in running text: 2026年11月, Nov 2026."""
    if current_language() == "zh_CN":
        return f"{value.year}年{value.month}月"
    from babel.dates import format_date as babel_date

    return babel_date(value, format="MMM y", locale=_locale("en"))


def format_short_month(value: "date") -> str:
    """Return a month without its year, as short as it is understood: 11月, Nov."""
    if current_language() == "zh_CN":
        return f"{value.month}月"
    from babel.dates import format_date as babel_date

    return babel_date(value, format="LLL", locale="en")


def format_time(value: "datetime") -> str:
    """Return date and time to the minute, in the zone that `value` carries."""
    return f"{format_date(value.date())} {value:%H:%M}"


def _exact(value: "float | Decimal") -> "int | Decimal":
    """Return a number as it is written: what is rounded is 2.675, and not the binary fraction that is nearest to it."""
    from decimal import Decimal

    return Decimal(str(value)) if isinstance(value, float) else value


def _checked(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}, known are {', '.join(LANGUAGES)}")
    return language


@cache
def _locale(name: str) -> "Locale":
    """Return what Babel knows of a language; to find it by its name takes it a millisecond each time."""
    from babel import Locale

    return Locale.parse(name)


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    if language == "en":
        return {}
    po = resources() / "translations" / language / "LC_MESSAGES" / "messages.po"
    return parse_po(po.read_text(encoding="utf-8"))


def parse_po(text: str) -> dict[str, str]:
    """Return message id → translation for a catalogue with one plural form and without contexts.

    Untranslated and fuzzy entries are left out. Of escapes there are `\\n`, `\\t`, `\\"` and `\\\\`.
    """
    catalogue = {}
    for block in text.replace("\r\n", "\n").split("\n\n"):
        strings: dict[str, str] = {}
        keyword, fuzzy = "", False
        for line in block.split("\n"):
            if line.startswith('"'):
                strings[keyword] += _unquote(line)
            elif line.startswith("#"):
                fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            elif line:
                keyword, _, quoted = line.partition(" ")
                strings[keyword] = _unquote(quoted)
        message = strings.get("msgid")
        translation = strings.get("msgstr") or strings.get("msgstr[0]")
        if message and translation and not fuzzy:
            catalogue[message] = translation
    return catalogue


def _unquote(quoted: str) -> str:
    text = quoted[1:-1]
    if "\\" not in text:
        return text
    parts = text.split("\\\\")
    return "\\".join(p.replace('\\"', '"').replace("\\n", "\n").replace("\\t", "\t") for p in parts)
