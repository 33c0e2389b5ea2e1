"""Whose data an advisor has written since: read from the audit log, which every write is in."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import one, rows
from advisor_app.domain.records import ENTITIES

_SINCE = "SELECT object_id FROM audit WHERE sequence > :sequence AND object_id IS NOT NULL"
_NAMING = {"conversions": ("customer_id", "prospect_id")}
"""The fields that name customers, of the records that name more than their own."""


def since(connection: Connection, sequence: int) -> tuple[set[bytes], set[bytes]]:
    """Return the customers of the rows written after an event of the audit log, and the rows that are not there now."""
    customers: set[bytes] = set()
    gone: set[bytes] = set()
    for (written,) in rows(connection, _SINCE, sequence=sequence):
        entity, _, digits = written.partition(":")
        if entity not in ENTITIES or not _is_id(digits):
            continue
        row = bytes.fromhex(digits)
        if entity == "customers":
            customers.add(row)
        elif "customer_id" in ENTITIES[entity].fields:
            named = ", ".join(_NAMING.get(entity, ("customer_id",)))
            found = one(connection, f"SELECT {named} FROM {entity} WHERE id = :id", id=row)
            customers.update(key for key in found or () if key is not None)
            if found is None:
                gone.add(row)
    return customers, gone


def _is_id(digits: str) -> bool:
    return len(digits) == 32 and all(digit in "0123456789abcdef" for digit in digits)
