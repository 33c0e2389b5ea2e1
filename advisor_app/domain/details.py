"""What an advisor learns about a customer (客户资料): proposed, shown at once, and decided by head office.

A proposal of one of `FIELDS` would change that field of the customer. The others are facts that stand by themselves:
life events, goals, preferences, relations, and how the customer came to the bank.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from advisor_app.domain import personal
from advisor_app.domain.dates import from_day
from advisor_app.domain.entries import LONG, MISSING, Reader, Terms
from advisor_app.domain.masking import MaskedText

PHONE, EMAIL, ADDRESS, OCCUPATION, EXPIRY = "phone", "email", "address", "occupation", "id_expires_on"
LIFE_EVENT, GOAL, PREFERENCE, RELATION, ORIGIN = "life_event", "goal", "preference", "relation", "origin"
FIELDS = (PHONE, EMAIL, ADDRESS, OCCUPATION, EXPIRY)
"""The kinds that would change a field of the customer, which is called the same."""
FACTS = (LIFE_EVENT, GOAL, PREFERENCE, RELATION)
KINDS = (*FIELDS, *FACTS)
"""What can be proposed by hand; `ORIGIN` is recorded with a new prospect, and a duplicate where two are compared."""

CONFIRMED, REFUSED, WITHDRAWN, SUPERSEDED = "confirmed", "refused", "withdrawn", "superseded"
"""What became of a proposal; superseded: confirmed, and later the core system brought yet another value."""

SAME = "same"
NOBODY_RELATED = "nobody_related"
THEMSELVES = "themselves"


@dataclass(frozen=True, slots=True)
class DetailEntry:
    """What was learned, as it is typed.

    `value` is the new value, or the event, goal or preference (a code of the policy or words), or the name of who is
    related; `label` says how. `day` is that of an event or by which a goal is to be reached. `source` says how it is
    known: a code or words.
    """

    customer_id: bytes | None = None
    kind: str = ""
    value: str = ""
    label: str = ""
    day: str = ""
    amount: str = ""
    related_id: bytes | None = None
    source: str = ""
    note: str = ""


class Detail(NamedTuple):
    """What is recorded of it; the names are those of the record."""

    kind: str
    field: str | None
    value: str
    label: str | None
    happens_on: int | None
    amount_minor: int | None
    related_id: bytes | None
    source: str
    note: str | None


class DetailRow(NamedTuple):
    """A proposal as it is shown: values masked as the field's are, words as all words. `related` is a name."""

    id: bytes
    customer_id: bytes
    kind: str
    field: str | None
    value: str
    old: str | None
    label: MaskedText | None
    happens_on: int | None
    amount_minor: int | None
    currency: str | None
    related_id: bytes | None
    related: str | None
    source: MaskedText
    note: MaskedText | None
    interaction_id: bytes | None
    state: str | None
    decided_on: int | None
    decided_reason: MaskedText | None
    made_at: int
    advisor: str | None
    own: bool
    pending: bool

    @property
    def is_open(self) -> bool:
        """Whether head office has still to decide."""
        return self.state is None

    @property
    def stands(self) -> bool:
        """Whether it is to be shown as what is known: proposed, or confirmed and not overtaken."""
        return self.state in (None, CONFIRMED)


def check(entry: DetailEntry, terms: Terms, currency: str) -> Detail:
    """Return what is to be recorded; EntryError names everything that is wrong, field by field."""
    reader = Reader(terms)
    kind = reader.code("kind", entry.kind, KINDS, required=True) or ""
    dated, counted, related = kind in (LIFE_EVENT, GOAL), kind == GOAL, kind == RELATION
    value = _READ.get(kind, _words)(reader, entry)
    if entry.customer_id is None:
        reader.wrong("customer", MISSING)
    if related:
        _judge_relation(reader, entry)
    detail = Detail(
        kind=kind,
        field=kind if kind in FIELDS else None,
        value=value or "",
        label=reader.line("label", entry.label, required=related) if related else None,
        happens_on=reader.day("day", entry.day) if dated else None,
        amount_minor=reader.amount("amount", entry.amount, currency) if counted else None,
        related_id=entry.related_id if related else None,
        source=reader.line("source", entry.source, required=True) or "",
        note=reader.text("note", entry.note, LONG),
    )
    reader.done()
    return detail


def _judge_relation(reader: Reader, entry: DetailEntry) -> None:
    if entry.related_id is None and not entry.value.strip():
        reader.wrong("related", NOBODY_RELATED)
    elif entry.related_id is not None and entry.related_id == entry.customer_id:
        reader.wrong("related", THEMSELVES)


def _phone(reader: Reader, entry: DetailEntry) -> str | None:
    return personal.phone(reader, "value", entry.value, required=True)


def _email(reader: Reader, entry: DetailEntry) -> str | None:
    return personal.email(reader, "value", entry.value, required=True)


def _expiry(reader: Reader, entry: DetailEntry) -> str | None:
    """Return the day as ISO 8601 writes it: proposals hold texts."""
    if not entry.value.strip():
        reader.wrong("value", MISSING)
    day = reader.day("value", entry.value)
    return None if day is None else from_day(day).isoformat()


def _words(reader: Reader, entry: DetailEntry) -> str | None:
    return reader.line("value", entry.value, required=True)


def _name(reader: Reader, entry: DetailEntry) -> str | None:
    return reader.line("value", entry.value)


_READ: Mapping[str, Callable[[Reader, DetailEntry], str | None]] = MappingProxyType(
    {PHONE: _phone, EMAIL: _email, EXPIRY: _expiry, RELATION: _name}
)
