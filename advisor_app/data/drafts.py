"""Drafts: forms that were begun and not saved, kept in the encrypted store so that a lock loses nothing."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads.rows import one, rows
from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.domain.ids import new_id
from advisor_app.domain.written import Draft

_KIND = "contact"
_COLUMNS = "id, content, customer_id, saved_at"


def save(tx: Connection, entry: ContactEntry, draft_id: bytes | None, now: int) -> bytes:
    """Keep an entry, in the place of the draft with that id where one is given, and return its id."""
    key = draft_id or new_id()
    customer = entry.customers[0] if len(entry.customers) == 1 else None
    driver: Any = tx.connection.driver_connection
    driver.execute(
        "INSERT INTO drafts (id, kind, customer_id, content, saved_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, "
        "content = excluded.content, saved_at = excluded.saved_at",
        (key, _KIND, customer, _packed(entry), now),
    )
    return key


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


def _packed(entry: ContactEntry) -> str:
    fields = asdict(entry)
    fields["customers"] = [customer.hex() for customer in entry.customers]
    fields["files"] = [[file.name, b64encode(file.content).decode("ascii")] for file in entry.files]
    # Lone surrogates, which a text box can hold, survive as escapes.
    return json.dumps(fields)


def _draft(row: tuple[Any, ...]) -> Draft:
    key, content, customer, saved_at = row
    fields: dict[str, Any] = json.loads(content)
    known = {name: fields[name] for name in ContactEntry.__dataclass_fields__ if name in fields}
    known["customers"] = tuple(map(bytes.fromhex, fields["customers"]))
    known["promises"] = tuple(PromiseEntry(*promise) for promise in fields["promises"])
    known["files"] = tuple(FileEntry(name, b64decode(text)) for name, text in fields["files"])
    return Draft(key, ContactEntry(**known), customer, saved_at)
