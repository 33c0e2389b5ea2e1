"""What was typed into a form that was not saved: one draft of each kind, in the encrypted store."""

from sqlalchemy import Connection

from advisor_app.data.apply import driver
from advisor_app.data.reads.rows import one


def keep(tx: Connection, kind: str, customer_id: bytes | None, content: str, now: int) -> None:
    """Keep what was typed into the form of a kind, in the place of what was kept of it before."""
    driver(tx).execute(
        "INSERT INTO drafts (id, kind, customer_id, content, saved_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id, "
        "content = excluded.content, saved_at = excluded.saved_at",
        (_key(kind), kind, customer_id, content, now),
    )


def kept(connection: Connection, kind: str) -> str | None:
    """Return what was typed, None where nothing is kept."""
    row = one(
        connection, "SELECT content FROM drafts WHERE id = :id AND kind = :kind", id=_key(kind), kind=kind
    )
    return row[0] if row else None


def forget(tx: Connection, kind: str) -> None:
    """Remove what was kept, if anything was."""
    driver(tx).execute("DELETE FROM drafts WHERE id = ?", (_key(kind),))


def _key(kind: str) -> bytes:
    """Return the id of the only draft of a kind, which no id that is made is equal to."""
    return kind.encode().ljust(16, b"\0")
