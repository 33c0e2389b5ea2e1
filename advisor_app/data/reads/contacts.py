"""Contacts as they were written: one whole, its files, its history, and whatever else advisors wrote; words masked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads.rows import masked, one, rows
from advisor_app.domain.masking import (
    MaskedText,
    mask_address,
    mask_email,
    mask_free_text,
    mask_id_number,
    mask_phone,
)
from advisor_app.domain.promises import PromiseRow
from advisor_app.domain.revised import unpacked
from advisor_app.domain.written import Changed, ContactDetail, FileRow, NoteHit, Revised

PENDING = "EXISTS (SELECT 1 FROM outbox WHERE row_id = {0}.id)"
WORDS = frozenset(
    {"note", "next_step", "participants", "void_reason", "text", "extension_reason", "resolution"}
)
"""The fields of what advisors write that hold words of their own."""

_KNOWN_BY = {
    "interactions": "note",
    "promises": "text",
    "attachments": "name",
    "feedback": "text",
    "tasks": "title",
    "opportunities": "title",
    "call_lists": "title",
    "proposals": "value",
    "risk_assessments": "grade",
}
OTHER_WORDS = frozenset({"title", "place", "reason", "value", "occupation"})
"""Fields that hold words in some records and codes in others."""
_MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": mask_phone,
    "id_number": mask_id_number,
    "email": mask_email,
    "address": mask_address,
}

_DETAIL = f"""
    SELECT i.id, i.customer_id, c.name, c.number, a.name, a.number, i.channel, i.direction, i.purpose, i.outcome,
        i.note, i.happened_at, i.duration, i.next_step, i.next_step_on, i.participants, i.recorded_at, i.status,
        i.void_reason, i.event_id, coalesce(a.number = :actor, 0), {PENDING.format("i")}, i.recommends,
        i.product_id, p.code, p.name
    FROM interactions AS i JOIN customers AS c ON c.id = i.customer_id
    LEFT JOIN advisors AS a ON a.id = i.advisor_id LEFT JOIN products AS p ON p.id = i.product_id
"""
_ONE = f"{_DETAIL} WHERE i.id = :id"
_OF_CUSTOMER = f"""
    {_DETAIL} WHERE i.customer_id = :customer_id AND (:since IS NULL OR i.happened_at >= :since)
    ORDER BY i.happened_at DESC, i.id DESC LIMIT :limit
"""
_HIT = """
    SELECT i.id, i.customer_id, c.name, c.number, i.happened_at, i.channel, i.note, i.next_step
    FROM interactions AS i JOIN customers AS c ON c.id = i.customer_id WHERE i.id = :id
"""
_FILES = f"""
    SELECT f.id, f.name, f.media_type, f.size, {PENDING.format("f")}
    FROM attachments AS f WHERE f.customer_id = :customer_id AND f.interaction_id = :id ORDER BY f.id
"""
_REVISIONS = """
    SELECT r.id, r.at, a.name, r.changes, EXISTS (SELECT 1 FROM outbox WHERE mutation_id = r.id)
    FROM revisions AS r LEFT JOIN advisors AS a ON a.id = r.advisor_id
    WHERE r.customer_id = :customer_id AND r.row_id = :id ORDER BY r.id DESC
"""
_PROMISES = f"""
    SELECT p.id, p.customer_id, c.name, c.number, p.interaction_id, p.text, p.due_on, p.settled_on, p.outcome,
        p.made_at, a.name, {PENDING.format("p")}
    FROM promises AS p JOIN customers AS c ON c.id = p.customer_id
    LEFT JOIN advisors AS a ON a.id = p.advisor_id
    WHERE (:customer_id IS NULL OR p.customer_id = :customer_id)
        AND (:interaction_id IS NULL OR p.interaction_id = :interaction_id)
    ORDER BY p.outcome IS NOT NULL, p.due_on, p.id
"""


def get(connection: Connection, interaction_id: bytes, actor: str) -> ContactDetail | None:
    """Return a contact whole, or None if it is not in the book; `actor` is the number of this device's advisor."""
    row = one(connection, _ONE, id=interaction_id, actor=actor)
    return _detail(row) if row else None


def of_customer(
    connection: Connection, customer_id: bytes, actor: str, *, since: int | None = None, limit: int = 50
) -> tuple[ContactDetail, ...]:
    """Return the newest contacts of a customer, from an instant on where it is given; all with a limit of -1."""
    found = rows(connection, _OF_CUSTOMER, customer_id=customer_id, actor=actor, since=since, limit=limit)
    return tuple(map(_detail, found))


def hits(connection: Connection, interactions: Iterable[bytes]) -> tuple[NoteHit, ...]:
    """Return contacts as a search in notes shows them, in the order that is given."""
    found = (one(connection, _HIT, id=interaction) for interaction in interactions)
    return tuple(_hit(NoteHit(*row)) for row in found if row is not None)


def files(connection: Connection, customer_id: bytes, interaction_id: bytes) -> tuple[FileRow, ...]:
    """Return the files of a contact in the order in which they were added."""
    found = rows(connection, _FILES, customer_id=customer_id, id=interaction_id)
    return tuple(FileRow(*row)._replace(pending=bool(row[-1])) for row in found)


def history(connection: Connection, customer_id: bytes, row_id: bytes) -> tuple[Revised, ...]:
    """Return the changes of a row of a customer, newest first."""
    found = rows(connection, _REVISIONS, customer_id=customer_id, id=row_id)
    return tuple(
        Revised(key, at, advisor, tuple(_changes(unpacked(changes))), bool(pending))
        for key, at, advisor, changes, pending in found
    )


def promises(
    connection: Connection, customer_id: bytes | None = None, interaction_id: bytes | None = None
) -> tuple[PromiseRow, ...]:
    """Return promises: the open ones by the day on which they are due, then the settled."""
    found = rows(connection, _PROMISES, customer_id=customer_id, interaction_id=interaction_id)
    return tuple(
        PromiseRow(*row)._replace(text=mask_free_text(row[5]), pending=bool(row[-1])) for row in found
    )


def shown_value(field: str, value: Any) -> Any:
    """Return a value of a field as it may be shown: words masked, all else as it is."""
    if not isinstance(value, str):
        return value
    if field in WORDS or field in OTHER_WORDS:
        return mask_free_text(value)
    return _MASKS[field](value) if field in _MASKS else value


def what(connection: Connection, entity: str, row_id: bytes, values: Mapping[str, Any]) -> MaskedText | None:
    """Return the words by which a row that was written is recognised: from its `values`, or as it is in the book."""
    field = _KNOWN_BY.get(entity)
    text = values.get(field) if field else None
    if text is None and field:
        row = one(connection, f"SELECT {field} FROM {entity} WHERE id = :id", id=row_id)
        text = row[0] if row else None
    return None if text is None else mask_free_text(text)


def _detail(row: tuple[Any, ...]) -> ContactDetail:
    raw = ContactDetail(*row)
    return raw._replace(
        note=masked(mask_free_text, raw.note),
        next_step=masked(mask_free_text, raw.next_step),
        participants=masked(mask_free_text, raw.participants),
        void_reason=masked(mask_free_text, raw.void_reason),
        own=bool(raw.own),
        pending=bool(raw.pending),
        recommends=bool(raw.recommends),
    )


def _hit(raw: NoteHit) -> NoteHit:
    return raw._replace(
        note=masked(mask_free_text, raw.note), next_step=masked(mask_free_text, raw.next_step)
    )


def _changes(changes: dict[str, list[Any]]) -> Iterator[Changed]:
    for field, (old, new) in changes.items():
        yield Changed(field, shown_value(field, old), shown_value(field, new))
