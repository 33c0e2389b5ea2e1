"""What people type into fields, read as generously as is safe; what cannot be read gets a sentence."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.money import to_minor
from advisor_app.errors import InputError
from advisor_app.i18n import N_

_AMOUNT = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,4})?)([万亿wkm]?)")
_UNITS = {"": 1, "k": 1_000, "w": 10_000, "万": 10_000, "m": 1_000_000, "亿": 100_000_000}
_GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?:[^0-9]|$))")
_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")


def amount(text: str, currency: str) -> int | None:
    """Return an amount without a sign in minor units, None for an empty text: 1,234.56, 5万, 1.2亿, 30k.

    Raises InputError.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("¥", "").lower()
    if not plain:
        return None
    # A comma groups thousands; whoever writes 12,5 may have meant a decimal point and is asked.
    while (grouped := _GROUPED.sub("", plain)) != plain:
        plain = grouped
    found = _AMOUNT.fullmatch(plain)
    try:
        if found:
            return to_minor(Decimal(found[1]) * _UNITS[found[2]], currency)
    except ValueError:
        found = None
    raise InputError(N_("“{text}” is not an amount; write it like 1,234.56 or 50,000."), text=text.strip())


def day(text: str, today: int) -> int | None:
    """Return a day, None for an empty text: 2026-11-24, 2026年11月24日, 20261124, or 11-24 of the last twelve months.

    Raises InputError.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not plain:
        return None
    if found := _DAY.fullmatch(plain):
        year, month, number = (found[1], found[2], found[3]) if found[2] else found.groups()[3:]
        now = from_day(today)
        try:
            read = date(int(year or now.year), int(month), int(number))
            return to_day(read if year or read <= now else read.replace(year=now.year - 1))
        except ValueError:
            pass
    raise InputError(N_("“{text}” is not a date; write it like 2026-11-24."), text=text.strip())
