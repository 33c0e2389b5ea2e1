"""Drafts: forms that were begun and not saved, kept in the encrypted store so that a lock loses nothing.

The draft of a correction has the id of its contact, and holds what was shown beside what was typed over it.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads.rows import one, rows
from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.domain.ids import new_id
from advisor_app.domain.written import Correction, Draft

_KIND, _CORRECTION = "contact", "correction"
_COLUMNS = "id, content, customer_id, saved_at"


def save(tx: Connection, entry: ContactEntry, draft_id: bytes | None, now: int) -> bytes:
    """Keep an entry, in the place of the draft with that id where one is given, and return its id."""
    key = draft_id or new_id()
    _put(tx, key, _KIND, entry, json.dumps(_packed(entry)), now)
    return key


def save_correction(
    tx: Connection, contact_id: bytes, shown: ContactEntry, entry: ContactEntry, now: int
) -> None:
    """Keep what was typed over a contact as it was shown."""
    content = {"shown": _packed(shown), "entry": _packed(entry)}
    _put(tx, contact_id, _CORRECTION, entry, json.dumps(content), now)


def corrections(connection: Connection, contact_id: bytes | None = None) -> tuple[Correction, ...]:
    """Return corrections that were begun, of one contact or all, the one saved last first."""
    query = (
        "SELECT id, content, saved_at FROM drafts WHERE kind = :kind AND (:id IS NULL OR id = :id) "
        "ORDER BY saved_at DESC, id DESC"
    )
    found = rows(connection, query, kind=_CORRECTION, id=contact_id)
    return tuple(_correction(row) for row in found)


def listed(connection: Connection) -> tuple[Draft, ...]:
    """Return all drafts, the one saved last first."""
    query = f"SELECT {_COLUMNS} FROM drafts WHERE kind = :kind ORDER BY saved_at DESC, id DESC"
    return tuple(_draft(row) for row in rows(connection, query, kind=_KIND))


def get(connection: Connection, draft_id: bytes) -> Draft | None:
    """Return a draft, or None if it was saved or discarded."""
    row = one(connection, f"SELECT {_COLUMNS} FROM drafts WHERE id = :id", id=draft_id)
    return _draft(row) if row else None


def count(connection: Connection) -> int:
    """Count the drafts."""
    row = one(connection, "SELECT count(*) FROM drafts WHERE kind = :kind", kind=_KIND)
    return row[0] if row else 0


def discard(tx: Connection, draft_id: bytes) -> None:
    """Remove a draft; one that is not there is none that has to go."""
    driver: Any = tx.connection.driver_connection
    driver.execute("DELETE FROM drafts WHERE id = ?", (draft_id,))


def _put(tx: Connection, key: bytes, kind: str, entry: ContactEntry, content: str, now: int) -> None:
    customer = entry.customers[0] if len(entry.customers) == 1 else None
    driver: Any = tx.connection.driver_connection
    driver.execute(
        "INSERT INTO drafts (id, kind, customer_id, content, saved_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, "
        "content = excluded.content, saved_at = excluded.saved_at",
        (key, kind, customer, content, now),
    )


def _packed(entry: ContactEntry) -> dict[str, Any]:
    """Return an entry as JSON has it. Lone surrogates, which a text box can hold, survive as escapes."""
    fields = asdict(entry)
    fields["customers"] = [customer.hex() for customer in entry.customers]
    fields["settle"] = [task.hex() for task in entry.settle]
    fields["settle"] = [task.hex() for task in entry.settle]
    fields["call_id"] = entry.call_id.hex() if entry.call_id else None
    fields["files"] = [[file.name, b64encode(file.content).decode("ascii")] for file in entry.files]
    return fields


def _draft(row: tuple[Any, ...]) -> Draft:
    key, content, customer, saved_at = row
    return Draft(key, _unpacked(json.loads(content)), customer, saved_at)


def _correction(row: tuple[Any, ...]) -> Correction:
    key, content, saved_at = row
    both = json.loads(content)
    return Correction(key, _unpacked(both["shown"]), _unpacked(both["entry"]), saved_at)


def _unpacked(fields: dict[str, Any]) -> ContactEntry:
    known = {name: fields[name] for name in ContactEntry.__dataclass_fields__ if name in fields}
    known["customers"] = tuple(map(bytes.fromhex, fields["customers"]))
    known["settle"] = tuple(map(bytes.fromhex, fields.get("settle", ())))
    known["settle"] = tuple(map(bytes.fromhex, fields.get("settle", ())))
    known["promises"] = tuple(PromiseEntry(*promise) for promise in fields["promises"])
    known["files"] = tuple(FileEntry(name, b64decode(text)) for name, text in fields["files"])
    if known.get("call_id"):
        known["call_id"] = bytes.fromhex(known["call_id"])
    return ContactEntry(**known)
