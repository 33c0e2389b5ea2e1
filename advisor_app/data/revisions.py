"""The history of edits on the device: written with each change, and set right when head office has merged it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.apply import driver
from advisor_app.domain.records import Revision


def add(connection: Connection, revision: Revision, actor: str) -> None:
    """Write a revision made by the advisor with the number `actor`; one that is there stays as it is."""
    driver(connection).execute(
        "INSERT INTO revisions (id, customer_id, entity, row_id, advisor_id, at, changes) "
        "VALUES (?, ?, ?, ?, (SELECT id FROM advisors WHERE number = ?), ?, ?) ON CONFLICT DO NOTHING",
        (*revision[:4], actor, *revision[5:]),
    )


def changes_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return the `changes` of a revision."""
    return json.dumps({field: [before[field], after[field]] for field in after}, ensure_ascii=False)


def get(connection: Connection, mutation_id: bytes) -> tuple[str, bytes, dict[str, tuple[Any, Any]]] | None:
    """Return entity, row and changes (field: old and new) of a revision, or None."""
    row = (
        driver(connection)
        .execute("SELECT entity, row_id, changes FROM revisions WHERE id = ?", (mutation_id,))
        .fetchone()
    )
    return None if row is None else (row[0], row[1], json.loads(row[2]))


def remove(connection: Connection, mutations: Iterable[bytes]) -> None:
    """Remove the revisions of changes that were taken back, or came to nothing."""
    driver(connection).executemany(
        "DELETE FROM revisions WHERE id = ?", [(mutation,) for mutation in mutations]
    )


def leave_out(connection: Connection, mutation_id: bytes, fields: Iterable[str]) -> None:
    """Take fields that were not changed after all out of a revision; without any left it is removed."""
    found = get(connection, mutation_id)
    if found is None:
        return
    left = {field: pair for field, pair in found[2].items() if field not in fields}
    if not left:
        remove(connection, [mutation_id])
        return
    driver(connection).execute(
        "UPDATE revisions SET changes = ? WHERE id = ?", (json.dumps(left, ensure_ascii=False), mutation_id)
    )
