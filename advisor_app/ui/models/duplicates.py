"""Two records side by side, in words: what agrees, and what each of them says."""

from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.duplicates import ID_NUMBER, PERSON, PHONE, Pair, Person
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

_EVIDENCE = {
    "number": N_("customer number"),
    ID_NUMBER: N_("identity document"),
    PHONE: N_("phone number"),
    PERSON: N_("name and birthday"),
}
_AGREES = {"number": {"number"}, ID_NUMBER: {"id_number"}, PHONE: {"phone"}, PERSON: {"birth_day"}}
_TITLES = {
    "number": N_("Customer number"),
    "birth_day": N_("Born"),
    "sex": N_("Sex"),
    "phone": N_("Phone"),
    "id_number": N_("Identity number"),
    "email": N_("E-mail"),
    "address": N_("Address"),
    "occupation": N_("Occupation"),
    "branch": N_("Branch"),
    "opened_on": N_("Customer since"),
    "contacts": N_("Contacts"),
}


class Line(NamedTuple):
    """One field of two records; `agrees`: it is evidence that they are one person."""

    title: str
    first: str
    second: str
    agrees: bool


def evidence_names(evidence: tuple[str, ...]) -> tuple[str, ...]:
    """Return what agrees, in words; a code that this program does not know as it is."""
    return tuple(_(_EVIDENCE[kind]) if kind in _EVIDENCE else kind for kind in evidence)


def called(person: Person, policy: Policy) -> str:
    """Return what somebody is called: by name, or else by number or kind."""
    kind = words.code(policy.codes.customer_kinds, person.kind)
    return person.name or person.number or kind or words.NOTHING


def lines(pair: Pair, policy: Policy, bank: Bank | None) -> tuple[Line, ...]:
    """Return the fields that at least one of the two has."""
    agreeing = {field for kind in pair.evidence for field in _AGREES.get(kind, ())}
    found = []
    for field, title in _TITLES.items():
        first, second = (_value(person, field, policy, bank) for person in (pair.first, pair.second))
        if first or second:
            shown = (first or words.NOTHING, second or words.NOTHING)
            found.append(Line(_(title), *shown, agrees=bool(first and second) and field in agreeing))
    return tuple(found)


def _value(person: Person, field: str, policy: Policy, bank: Bank | None) -> str | None:
    if field == "contacts":
        last = words.day_of(person.last_contact_at, bank) if person.last_contact_at and bank else None
        count = ngettext("{n} contact", "{n} contacts", person.contacts)
        return " · ".join(filter(None, (count, last))) if person.contacts else None
    if field in ("birth_day", "opened_on"):
        return words.day(getattr(person, field))
    value: str | None = getattr(person, field)
    return words.code(policy.codes.sexes, value) if field == "sex" else value
