"""The advisor's own writing: the row, the event that carries it to head office and its audit row, in one
transaction.

Nothing else writes these tables but sync, with what head office sent. What may be written stands in
`domain.writable`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from advisor_app.data import merging, office_checks, outbox
from advisor_app.data.apply import driver
from advisor_app.data.audit import utc_now
from advisor_app.data.duplicates import merged_into
from advisor_app.data.outbox import Event
from advisor_app.data.search_key import refresh
from advisor_app.data.store import Store
from advisor_app.domain import write_rules
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import ENTITIES
from advisor_app.domain.writable import NO_CUSTOMER, WRITABLE, customer_of
from advisor_app.errors import InputError
from advisor_app.i18n import N_

NOT_PERMITTED = {
    write_rules.NOT_A_PROSPECT: N_(
        "Only prospects can be changed here; propose a change to a customer instead."
    ),
    write_rules.INTERESTED: N_(
        "A complaint cannot be handled by the advisor it is about. Name another handler."
    ),
    write_rules.NEEDS_APPROVAL: N_("That is for head office to decide."),
    write_rules.NOT_CONFIRMED: N_("An assessment counts only with its answers, confirmed by the customer."),
}
"""The sentences for what `domain.write_rules` refuses, by its codes."""

_ENTITY_OF = {ENTITIES[name].record: name for name in WRITABLE}


def insert(
    tx: Connection, store: Store, record: Any, *, action: str = "", reason: str | None = None
) -> bytes:
    """Write a new row (a record such as `Interaction`) and return its mutation id, which is the row's own.

    `action` is what the audit log calls it ("contact.log"). Raises ValueError for a record that devices do not write.
    """
    entity = _ENTITY_OF.get(type(record))
    if entity is None:
        raise ValueError(f"a device does not write {type(record).__name__}")
    fields = record._fields
    if entity not in ("customers", "conversions") and "customer_id" in fields:
        # A draft or a screen from before a merge may still name the prospect.
        record = record._replace(customer_id=merged_into(tx, record.customer_id) or record.customer_id)
    marks = ", ".join("?" * len(fields))
    driver(tx).execute(f"INSERT INTO {entity} ({', '.join(fields)}) VALUES ({marks})", record)
    values = {field: value for field, value in record._asdict().items() if value is not None}
    customer = customer_of(entity, values) or NO_CUSTOMER
    _permit(tx, store, entity, None, values)
    event = Event(record.id, entity, record.id, customer, None, values, utc_now(), False, None, None)
    write_event(tx, store, event, action or "add", reason)
    return event.mutation_id


def change(
    tx: Connection,
    store: Store,
    entity: str,
    row_id: bytes,
    fields: Mapping[str, Any],
    *,
    action: str = "",
    reason: str | None = None,
) -> bytes | None:
    """Change some fields of a row, keep what they were as a revision, and return the mutation id.

    Fields that have the value already are left out; None is returned where nothing remains.
    Raises InputError if the row is not in the book, ValueError for fields that devices do not change.
    """
    row = row_of(tx, entity, row_id, fields)
    assumed = {field: row[field] for field, value in fields.items() if row[field] != value}
    if not assumed:
        return None
    new = {field: fields[field] for field in assumed}
    _permit(tx, store, entity, row_id, new)
    set_fields(tx, entity, row_id, new)
    event = Event(new_id(), entity, row_id, row["customer_id"], assumed, new, utc_now(), False, None, None)
    outbox.revise(tx, event, store.actor)
    write_event(tx, store, event, action or "edit", reason)
    return event.mutation_id


def gone() -> InputError:
    """Return the error for a row that is not here."""
    return InputError("This is not in your book.", what_to_do="Synchronise and look again.")


def row_of(tx: Connection, entity: str, row_id: bytes, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a row, and whose it is. Raises InputError where it is not in the book."""
    if not fields.keys() <= WRITABLE[entity].changes:
        raise ValueError(f"a device does not change {sorted(fields)} of {entity}")
    row = _fetch(tx, entity, row_id, fields)
    return row | {"customer_id": customer_of(entity, row) or NO_CUSTOMER}


def set_fields(tx: Connection, entity: str, row_id: bytes, fields: Mapping[str, Any]) -> None:
    """Let fields of a row have these values, without a word to anybody."""
    marks = ", ".join(f"{field} = ?" for field in fields)
    driver(tx).execute(f"UPDATE {entity} SET {marks} WHERE id = ?", (*fields.values(), row_id))
    if entity == "customers":
        refresh(tx, [row_id])


def write_event(tx: Connection, store: Store, event: Event, action: str, reason: str | None) -> None:
    """Write the event of a row just written, and its audit row."""
    if event.entity == "customers":
        refresh(tx, [event.row_id])
        office_checks.ask(tx, event.row_id, event.new)
    elif event.entity == "conversions":
        merging.follow(tx, event.row_id)
    outbox.append(tx, event)
    name = action if "." in action else f"{event.entity}.{action}"
    store.audit.append(tx, name, f"{event.entity}:{event.row_id.hex()}", reason=reason)


def _fetch(tx: Connection, entity: str, row_id: bytes, fields: Iterable[str]) -> dict[str, Any]:
    about = ["customer_id"] if "customer_id" in ENTITIES[entity].fields else []
    names = ["id", *about, *fields]
    found = driver(tx).execute(f"SELECT {', '.join(names)} FROM {entity} WHERE id = ?", (row_id,)).fetchone()
    if found is None:
        raise gone()
    return dict(zip(names, found, strict=True))


def _permit(tx: Connection, store: Store, entity: str, row_id: bytes | None, new: Mapping[str, Any]) -> None:
    """Raise InputError where an advisor may not write this, as head office would refuse it."""
    if entity not in write_rules.RULED:
        return
    advisor = driver(tx).execute("SELECT id FROM advisors WHERE number = ?", (store.actor,)).fetchone()
    before = None if row_id is None else _fetch(tx, entity, row_id, ENTITIES[entity].fields)
    if code := write_rules.refusal(entity, before, new, advisor[0] if advisor else None):
        raise InputError(NOT_PERMITTED[code])
