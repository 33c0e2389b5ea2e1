"""The history of edits on the device: written with each change, and set right when head office has merged it.

That of rows without a customer stays on the device, in a table of its own, because head office keeps none: by it a
change can be taken back after head office has it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.apply import driver
from advisor_app.domain.records import Revision
from advisor_app.domain.revised import packed, unpacked
from advisor_app.domain.writable import NO_CUSTOMER

_TABLES = ("revisions", "own_revisions")


def add(connection: Connection, revision: Revision, actor: str) -> None:
    """Write a revision made by the advisor with the number `actor`; one that is there stays as it is."""
    if revision.customer_id == NO_CUSTOMER:
        driver(connection).execute(
            "INSERT INTO own_revisions (id, entity, row_id, at, changes) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (revision.id, revision.entity, revision.row_id, revision.at, revision.changes),
        )
        return
    driver(connection).execute(
        "INSERT INTO revisions (id, customer_id, entity, row_id, advisor_id, at, changes) "
        "VALUES (?, ?, ?, ?, (SELECT id FROM advisors WHERE number = ?), ?, ?) ON CONFLICT DO NOTHING",
        (*revision[:4], actor, *revision[5:]),
    )


def changes_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return the `changes` of a revision."""
    return packed({field: [before[field], after[field]] for field in after})


def get(connection: Connection, mutation_id: bytes) -> tuple[str, bytes, dict[str, tuple[Any, Any]]] | None:
    """Return entity, row and changes (field: old and new) of a revision, or None."""
    query = " UNION ALL ".join(
        f"SELECT entity, row_id, changes FROM {table} WHERE id = ?1" for table in _TABLES
    )
    row = driver(connection).execute(query, (mutation_id,)).fetchone()
    return None if row is None else (row[0], row[1], unpacked(row[2]))


def remove(connection: Connection, mutations: Iterable[bytes]) -> None:
    """Remove the revisions of changes that were taken back, or came to nothing."""
    keys = [(mutation,) for mutation in mutations]
    for table in _TABLES:
        driver(connection).executemany(f"DELETE FROM {table} WHERE id = ?", keys)


def leave_out(connection: Connection, mutation_id: bytes, fields: Iterable[str]) -> None:
    """Take fields that were not changed after all out of a revision; without any left it is removed."""
    found = get(connection, mutation_id)
    if found is None:
        return
    left = {field: pair for field, pair in found[2].items() if field not in fields}
    if not left:
        remove(connection, [mutation_id])
        return
    for table in _TABLES:
        driver(connection).execute(
            f"UPDATE {table} SET changes = ? WHERE id = ?",
            (packed(left), mutation_id),
        )
