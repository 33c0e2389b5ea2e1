"""A prospect (潜在客户) as an advisor types it in and as it is recorded, and what can be wrong with it."""

from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple

from advisor_app.domain import personal
from advisor_app.domain.dates import from_day
from advisor_app.domain.entries import IN_FUTURE, MISSING, Reader, Terms

NOT_REACHED = "not_reached"
"""Nothing by which the person could be reached or told apart from others."""


@dataclass(frozen=True, slots=True)
class ProspectEntry:
    """A prospect as it is typed. `source` says how the bank came to know the person: a code, or words of one's own."""

    name: str = ""
    sex: str = ""
    phone: str = ""
    id_kind: str = ""
    id_number: str = ""
    birth_day: str = ""
    email: str = ""
    address: str = ""
    occupation: str = ""
    source: str = ""


class Prospect(NamedTuple):
    """What is recorded of a prospect; the names are those of the record of a customer, but for `source`."""

    name: str | None
    sex: str | None
    phone: str | None
    id_kind: str | None
    id_number: str | None
    birth_day: int | None
    email: str | None
    address: str | None
    occupation: str | None
    source: str | None


def check(entry: ProspectEntry, terms: Terms, was: ProspectEntry | None = None) -> Prospect:
    """Return what is to be recorded; EntryError names everything that is wrong, field by field.

    `was` is the entry before it was edited, masked as it was shown: what is as it was is not judged again.
    """
    same = set() if was is None else _same(entry, was)
    reader, codes = Reader(terms), terms.policy.codes
    id_kind = reader.code("id_kind", entry.id_kind, codes.id_kinds)
    id_number = personal.id_number(reader, "id_number", entry.id_number, id_kind)
    if entry.id_number.strip() and not entry.id_kind:
        reader.wrong("id_kind", MISSING)
    born = reader.day("birth_day", entry.birth_day)
    if born is not None and born > terms.today:
        reader.wrong("birth_day", IN_FUTURE)
    said = personal.birth_day(id_number) if id_number and id_kind == personal.RESIDENT_ID else None
    if None not in (said, born) and said != born and not {"id_number", "birth_day"} <= same:
        reader.wrong("birth_day", personal.BIRTH_DIFFERS, day=from_day(said or 0).isoformat())
    sex = reader.code("sex", entry.sex, codes.sexes)
    prospect = Prospect(
        name=reader.line("name", entry.name, required=True),
        sex=sex or (_known(personal.sex(id_number), codes.sexes) if said is not None and id_number else None),
        phone=personal.phone(reader, "phone", entry.phone),
        id_kind=id_kind,
        id_number=id_number,
        birth_day=born if born is not None else said,
        email=personal.email(reader, "email", entry.email),
        address=reader.line("address", entry.address),
        occupation=reader.line("occupation", entry.occupation),
        source=reader.line("source", entry.source),
    )
    if not (entry.phone.strip() or entry.email.strip() or entry.id_number.strip()):
        reader.wrong("phone", NOT_REACHED)
    reader.done(same)
    return prospect


def _known(code: str | None, codes: Container[str]) -> str | None:
    return code if code in codes else None


def _same(entry: ProspectEntry, was: ProspectEntry) -> set[str]:
    return {name for name in ProspectEntry.__dataclass_fields__ if getattr(entry, name) == getattr(was, name)}
