"""What a customer is found by: the name, its pinyin, the initials, the number, the end of the phone number.

Each customer has two texts in `customer_search`. `name` is the name in normal form. `codes` holds, after a
line feed each, the pinyin from every syllable on, the initials and the number, and after a tab the last four
digits of the phone number. So whatever is typed takes at most three searches for a part of a text:

    name contains "国藩" · codes contain "\\nguofan" · codes contain "\\t8000"

A prospect that was merged into a customer is not found any more.

The table lies in the order of the results, the largest AUM first: a search reads until it has enough.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection

from advisor_app.data.pinyin import plain, readings, spellings

_CODE, _TAIL = "\n", "\t"
TAIL_DIGITS = 4
_SEPARATORS = dict.fromkeys(map(ord, "'’‘ʼ`´·•・‧"))

_SOURCE = """
    SELECT id, name, number, phone,
        (SELECT average_minor FROM aum_months WHERE customer_id = customers.id ORDER BY month DESC LIMIT 1)
    FROM customers
    WHERE NOT (kind = 'prospect' AND closed_on IS NOT NULL AND EXISTS
        (SELECT 1 FROM conversions WHERE prospect_id = customers.id AND state = 'confirmed'))
"""


class Needles(NamedTuple):
    """What to look for; `tail` is None where the text cannot be the end of a phone number."""

    name: str
    code: str
    tail: str | None


def needles(text: str) -> Needles | None:
    """Return what to look for when `text` is typed, or None when it says nothing."""
    wanted = _normal(text)
    if not wanted:
        return None
    is_tail = len(wanted) == TAIL_DIGITS and wanted.isascii() and wanted.isdigit()
    return Needles(wanted, _CODE + _typed(wanted), _TAIL + wanted if is_tail else None)


def texts(name: str | None, number: str | None, phone: str | None) -> tuple[str, str]:
    """Return the two texts (`name`, `codes`) by which a customer is found."""
    folded = _folded(name or "")
    codes = "".join(_CODE + token for token in dict.fromkeys(_spoken(folded)))
    if number:
        codes += _CODE + _typed(_normal(number))
    digits = "".join(filter(str.isdecimal, _folded(phone or "")))
    if len(digits) >= TAIL_DIGITS:
        codes += _TAIL + digits[-TAIL_DIGITS:]
    return _compact(folded), codes


def refresh(connection: Connection, customers: Iterable[bytes] | None = None) -> None:
    """Make the search texts of `customers` (None: of all) anew, in the transaction of `connection`.

    To be called whenever a customer's own row or monthly AUM was written.
    """
    raw: Any = connection.connection.driver_connection
    if customers is None:
        raw.execute("DELETE FROM customer_search")
        rows = raw.execute(_SOURCE).fetchall()
    else:
        keys = [(customer,) for customer in customers]
        raw.executemany("DELETE FROM customer_search WHERE customer_id = ?", keys)
        rows = [row for key in keys for row in raw.execute(_SOURCE + "AND id = ?", key)]
    raw.executemany(
        "INSERT INTO customer_search (rank, customer_id, name, codes) VALUES (?, ?, ?, ?)",
        sorted((-(aum or 0), customer, *texts(*person)) for customer, *person, aum in rows),
    )


def _spoken(name: str) -> Iterator[str]:
    for reading in readings(name):
        spoken = "".join(reading)
        for syllable in reading:
            yield from spellings(spoken)
            spoken = spoken[len(syllable) :]
        yield "".join([syllable[0] for syllable in reading])


def _typed(normal: str) -> str:
    """Return text as codes are typed: ü is v, and there are no accents."""
    return plain(normal.replace("ü", "v"))


def _folded(text: str) -> str:
    """Return text as it is compared: one form for each character and no case; lone surrogates are dropped."""
    if text.isascii():
        return text.lower()
    valid = text.encode(errors="ignore").decode()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", valid).casefold())


def _compact(folded: str) -> str:
    return "".join(folded.translate(_SEPARATORS).split())


def _normal(text: str) -> str:
    return _compact(_folded(text))
