"""When two records may be of one person: the forms that are compared, and what it says when they agree.

Never by name alone: an identity number, a phone number, or a name together with its birthday. The forms are for
comparing only; they are hashed with a key wherever they are kept.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.masking import MaskedAddress, MaskedEmail, MaskedIdNumber, MaskedPhone

ID_NUMBER, PHONE, PERSON = "id_hash", "phone", "name_birthday"
"""What can agree, as `Conversion.evidence` names it (joined by commas): identity number, phone, name and birthday."""

CONFIRMED, REFUSED, PROPOSED, UNDONE = "confirmed", "refused", "proposed", "undone"
"""The states of a conversion."""

DUPLICATE = "duplicate"
"""The kind of a proposal that reports two numbers of one person."""

CARRIED_OVER = (
    "interactions",
    "promises",
    "attachments",
    "revisions",
    "feedback",
    "consents",
    "risk_assessments",
    "tasks",
    "proposals",
    "opportunities",
    "calls",
    "prompt_outcomes",
)
"""What goes over when a prospect is merged: all that advisors write about one, parents before what hangs on them."""

HANGING = ("promises", "attachments", "feedback", "consents", "tasks", "proposals")
"""Of these, what goes back together with the contact in which it was written down, also if it was written since."""

_PREFIX = re.compile(r"^(?:00)?86(?=[1-9][0-9]{9,10}$)")
_FEWEST_DIGITS = 7
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_OLD_RESIDENT = re.compile(r"[0-9]{6}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}")


class Candidate(NamedTuple):
    """What is known of a person who may be in the book already; `birth_day` counts from 1970-01-01."""

    name: str | None = None
    birth_day: int | None = None
    phone: str | None = None
    id_number: str | None = None


class Match(NamedTuple):
    """Somebody in the book who agrees with a candidate. `certain`: it can hardly be another person."""

    customer_id: bytes
    name: str | None
    number: str | None
    evidence: tuple[str, ...]
    certain: bool


class Person(NamedTuple):
    """One of two who may be one, as they are shown; `contacts` counts what was logged, and instants are UTC µs."""

    id: bytes
    number: str | None
    kind: str
    name: str | None
    sex: str | None
    birth_day: int | None
    phone: MaskedPhone | None
    id_number: MaskedIdNumber | None
    email: MaskedEmail | None
    address: MaskedAddress | None
    occupation: str | None
    branch: str | None
    opened_on: int | None
    contacts: int
    last_contact_at: int | None

    @property
    def is_prospect(self) -> bool:
        """Whether it is a prospect, who can be merged; customers are the core system's."""
        return self.kind == "prospect"


class Pair(NamedTuple):
    """Two records that may be of one person. `second` is the one that would go over to `first`.

    `proposed`: head office thinks so. `reported`: head office was told that it is so, and has not decided.
    """

    first: Person
    second: Person
    evidence: tuple[str, ...]
    certain: bool
    proposed: bool
    reported: bool

    @property
    def mergeable(self) -> bool:
        """Whether an advisor can merge them; of two customers it can only be reported."""
        return self.second.is_prospect


class HeadOffice(Enum):
    """What head office says of a candidate beyond the own book, and no more than that."""

    UNCHECKED = "unchecked"
    NONE = "none"
    EXISTS = "exists"


class OfficeCheck(NamedTuple):
    """A prospect, and what head office answered ("none", "exists") with its instant; None: not checked yet."""

    customer_id: bytes
    name: str | None
    answer: str | None
    answered_at: int | None


class Matches(NamedTuple):
    """Who in the book may be the candidate, those who are certain first."""

    rows: tuple[Match, ...]
    head_office: HeadOffice = HeadOffice.UNCHECKED


def phone_form(phone: str) -> str | None:
    """Return a phone number as it is compared: ASCII digits without the prefix of China and leading zeros.

    None for what is too short, or the same digit throughout: that stands for a number that is not known.
    """
    digits = "".join(str(unicodedata.decimal(c)) for c in phone if c.isdecimal())
    digits = _PREFIX.sub("", digits).lstrip("0")
    return digits if len(digits) >= _FEWEST_DIGITS and len(set(digits)) > 1 else None


def id_form(number: str) -> str | None:
    """Return an identity number as it is compared; a resident's old one of 15 digits as that of 18."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())
    if _OLD_RESIDENT.fullmatch(plain):
        long = f"{plain[:6]}19{plain[6:]}"
        plain = long + check_character(long)
    return plain if len(plain) >= _FEWEST_DIGITS and len(set(plain)) > 1 else None


def person_form(name: str, birth_day: int) -> str | None:
    """Return a name with its birthday as they are compared; None for a name that says too little."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())
    return f"{plain}|{birth_day}" if len(plain) > 1 else None


def check_character(digits: str) -> str:
    """Return the last character of a resident's identity number for its first 17 digits (GB 11643-1999)."""
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def forms(candidate: Candidate) -> dict[str, str]:
    """Return what of a candidate can be compared, by the kind of evidence."""
    found = {
        ID_NUMBER: id_form(candidate.id_number) if candidate.id_number else None,
        PHONE: phone_form(candidate.phone) if candidate.phone else None,
        PERSON: person_form(candidate.name, candidate.birth_day)
        if candidate.name and candidate.birth_day is not None
        else None,
    }
    return {kind: form for kind, form in found.items() if form}


def contradict(one: str | None, other: str | None) -> bool:
    """Tell whether two identity numbers are of two residents, so that nothing else makes them one person."""
    first, second = (id_form(number) or "" if number else "" for number in (one, other))
    residents = _RESIDENT.fullmatch(first) and _RESIDENT.fullmatch(second)
    return bool(residents) and first != second


def is_certain(evidence: Collection[str]) -> bool:
    """Tell whether evidence hardly leaves another person: a family shares a phone, and names meet on a birthday."""
    return ID_NUMBER in evidence or (PHONE in evidence and PERSON in evidence)


def pair_id(customer_id: bytes, prospect_id: bytes) -> bytes:
    """Return the id of the conversion of two records (a UUIDv8): whoever decides about them writes the same row."""
    digest = bytearray(hashlib.sha256(b"conversion\0" + customer_id + prospect_id).digest()[:16])
    digest[6], digest[8] = 0x80 | digest[6] & 0x0F, 0x80 | digest[8] & 0x3F
    return bytes(digest)
