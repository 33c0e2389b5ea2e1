"""Personal data as people type it: telephone numbers, e-mail addresses, identity numbers, each in one form or refused.

What is shown masked and comes back with its stars is no value: it is refused too.
"""

import re
import unicodedata
from datetime import date

from advisor_app.domain.dates import to_day
from advisor_app.domain.duplicates import check_character
from advisor_app.domain.entries import IN_FUTURE, MISSING, Reader
from advisor_app.domain.masking import STAR

NOT_A_PHONE = "not_a_phone"
NOT_AN_EMAIL = "not_an_email"
NOT_AN_ID = "not_an_id"
WRONG_CHECK = "wrong_check"
NO_SUCH_BIRTH = "no_such_birth"
BIRTH_DIFFERS = "birth_differs"
MASKED = "masked"

RESIDENT_ID = "resident_id"
"""The kind of document whose number is checked, by the policy's code."""

_BETWEEN = re.compile(r"[\s\-‐‑–—.·()/]+")
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_MAINLAND = re.compile(r"(?:\+|00)?86(1[3-9][0-9]{9})")
_EMAIL = re.compile(r"[^\s@,;<>()\"']+@[^\s@,;<>()\"'.]+(?:\.[^\s@,;<>()\"'.]+)+")
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OTHER_ID = re.compile(r"[0-9A-Z]{5,20}")
_ODD = "13579"


def phone(reader: Reader, field: str, typed: str, *, required: bool = False) -> str | None:
    """Return a telephone number without separators; a mainland mobile number without the prefix of the country."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if not _judged(reader, field, plain, required=required):
        return None
    if mainland := _MAINLAND.fullmatch(plain):
        return mainland[1]
    if not _PHONE.fullmatch(plain):
        reader.wrong(field, NOT_A_PHONE)
    return plain


def email(reader: Reader, field: str, typed: str, *, required: bool = False) -> str | None:
    """Return an e-mail address as it is written."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not _judged(reader, field, plain, required=required):
        return None
    if len(plain) > 254 or not _EMAIL.fullmatch(plain):
        reader.wrong(field, NOT_AN_EMAIL)
    return plain


def id_number(reader: Reader, field: str, typed: str, kind: str | None) -> str | None:
    """Return an identity number in capitals; that of a resident must hold a date and end as the others demand."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if not _judged(reader, field, plain):
        return None
    if kind != RESIDENT_ID:
        if not _OTHER_ID.fullmatch(plain):
            reader.wrong(field, NOT_AN_ID)
    elif not _RESIDENT.fullmatch(plain):
        reader.wrong(field, NOT_AN_ID)
    elif check_character(plain[:17]) != plain[17]:
        reader.wrong(field, WRONG_CHECK)
    elif (born := birth_day(plain)) is None:
        reader.wrong(field, NO_SUCH_BIRTH)
    elif born > reader.terms.today:
        reader.wrong(field, IN_FUTURE)
    return plain


def birth_day(resident: str) -> int | None:
    """Return the birthday in a resident's identity number of 18 characters, None where there is no such day."""
    if not _RESIDENT.fullmatch(resident):
        return None
    try:
        return to_day(date(int(resident[6:10]), int(resident[10:12]), int(resident[12:14])))
    except ValueError:
        return None


def sex(resident: str) -> str | None:
    """Return "male" or "female" by a resident's identity number of 18 characters, None for another number."""
    if not _RESIDENT.fullmatch(resident):
        return None
    return "male" if resident[16] in _ODD else "female"


def _judged(reader: Reader, field: str, plain: str, *, required: bool = False) -> bool:
    """Say what is wrong with nothing, and with stars; return whether there is anything more to be judged."""
    if not plain and required:
        reader.wrong(field, MISSING)
    if STAR in plain:
        reader.wrong(field, MASKED)
    return bool(plain) and STAR not in plain
