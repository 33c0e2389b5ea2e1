"""Writing contacts: one contact is a row for each customer, with its promises and files, all in one transaction.

An edit of masked words puts back what the masks hide; that happens here, so that raw words stay in this layer.
"""

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection

from advisor_app.data import gate, writes
from advisor_app.data.reads.contacts import OTHER_WORDS, WORDS
from advisor_app.data.reads.rows import columns, one
from advisor_app.data.store import Store
from advisor_app.domain.contacts import Contact
from advisor_app.domain.ids import new_id
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.records import Attachment, Interaction, Promise
from advisor_app.domain.restoring import restored

VOID = "void"


def log(
    tx: Connection, store: Store, contact: Contact, now: int, reason: str | None = None
) -> tuple[list[bytes], list[bytes]]:
    """Write a contact and return the ids of its rows of interactions, and of the mutations to undo it by.

    Files hang on their row: with it they come and go. Raises ContactError, and writes nothing, where the gate refuses
    it for one of the customers.
    """
    event = new_id() if len(contact.customers) > 1 else None
    interactions, mutations = [], []
    made = [
        _interaction(tx, store, contact, customer, now)._replace(event_id=event)
        for customer in contact.customers
    ]
    gate.check(tx, made)
    for customer, row in zip(contact.customers, made, strict=True):
        interactions.append(writes.insert(tx, store, row, action="contact.log", reason=reason))
        mutations += add_promises(tx, store, contact, customer, row.id, now)
        add_files(tx, store, contact, customer, row.id)
    return interactions, [*mutations, *interactions]


def add_promises(
    tx: Connection, store: Store, contact: Contact, customer: bytes, interaction: bytes, now: int
) -> list[bytes]:
    """Write the promises of a contact and return their mutations."""
    advisor = _advisor(tx, store)
    rows = (
        Promise(new_id(), customer, interaction, advisor, promise.text, promise.due_on, None, None, now)
        for promise in contact.promises
    )
    return [writes.insert(tx, store, row, action="promise.make") for row in rows]


def add_files(
    tx: Connection, store: Store, contact: Contact, customer: bytes, interaction: bytes
) -> list[bytes]:
    """Write the files of a contact and return their mutations."""
    rows = (
        Attachment(
            new_id(),
            customer,
            interaction,
            file.name,
            file.media_type,
            len(file.content),
            hashlib.sha256(file.content).digest(),
            file.content,
        )
        for file in contact.files
    )
    return [writes.insert(tx, store, row, action="file.attach") for row in rows]


def edit(
    tx: Connection, store: Store, interaction_id: bytes, contact: Contact, fields: Collection[str]
) -> list[bytes]:
    """Change the named fields of a contact to those of `contact`, and return the mutation if there was one.

    Raises InputError if the contact is not in the book, ContactError where the gate refuses it as it becomes.
    """
    values = {field: getattr(contact, field) for field in fields}
    if present := _present(tx, interaction_id):
        _judge(tx, present, values)
    return change(tx, store, "interactions", interaction_id, values, "contact.edit")


def void(tx: Connection, store: Store, interaction_id: bytes, reason: str) -> list[bytes]:
    """Withdraw a contact for a reason; return the mutation, or nothing where it is withdrawn already."""
    values = {"status": VOID, "void_reason": reason}
    made = writes.change(tx, store, "interactions", interaction_id, values, action="contact.void")
    return [made] if made else []


def change(
    tx: Connection, store: Store, entity: str, row_id: bytes, values: dict[str, Any], action: str
) -> list[bytes]:
    """Change fields of a row, in which words were typed over masked ones; return the mutation if there was one."""
    whole = dict(_restored(tx, entity, row_id, values))
    made = writes.change(tx, store, entity, row_id, whole, action=action)
    return [made] if made else []


def take_in(tx: Connection, store: Store, row: Interaction, fields: Collection[str]) -> str:
    """Write a contact that another system delivered; return "new", "changed" or "unchanged".

    Of a contact that is there already only the `fields` that were delivered change; what is the same but for its
    masks is the same. Raises ContactError where the gate refuses it.
    """
    old = _present(tx, row.id)
    if old is None:
        gate.check(tx, [row])
        writes.insert(tx, store, row._replace(advisor_id=_advisor(tx, store)), action="contact.import")
        return "new"
    values = {
        field: getattr(row, field)
        for field in fields
        if not _same(field, getattr(old, field), getattr(row, field))
    }
    _judge(tx, old, values)
    return (
        "changed"
        if values and change(tx, store, "interactions", row.id, values, "contact.import")
        else "unchanged"
    )


def _present(tx: Connection, interaction_id: bytes) -> Interaction | None:
    row = one(tx, f"SELECT {columns(Interaction)} FROM interactions WHERE id = :id", id=interaction_id)
    return Interaction(*row) if row else None


def _judge(tx: Connection, present: Interaction, values: dict[str, Any]) -> None:
    """Have a contact judged again as it becomes, where what the light depends on changes."""
    becomes = present._replace(**values)
    if any(getattr(becomes, field) != getattr(present, field) for field in gate.JUDGED):
        gate.check(tx, [becomes])


def _same(field: str, old: Any, new: Any) -> bool:
    if field in WORDS and old is not None and new is not None:
        return bool(mask_free_text(old) == mask_free_text(new))
    if field == "recommends":
        return bool(old) == bool(new)
    return bool(old == new)


def file(tx: Connection, store: Store, file_id: bytes) -> tuple[str, bytes] | None:
    """Return name and content of a file after logging that it was opened, or None if it is not in the book."""
    row = one(tx, "SELECT name, content FROM attachments WHERE id = :id", id=file_id)
    if row is None:
        return None
    store.audit.append(tx, "file.open", f"attachments:{file_id.hex()}")
    return row[0], row[1]


def _interaction(tx: Connection, store: Store, contact: Contact, customer: bytes, now: int) -> Interaction:
    return Interaction(
        id=new_id(),
        customer_id=customer,
        advisor_id=_advisor(tx, store),
        channel=contact.channel,
        direction=contact.direction,
        purpose=contact.purpose,
        outcome=contact.outcome,
        note=contact.note,
        happened_at=contact.happened_at,
        duration=contact.duration,
        next_step=contact.next_step,
        next_step_on=contact.next_step_on,
        participants=contact.participants,
        recorded_at=now,
        status=None,
        void_reason=None,
        event_id=None,
        recommends=contact.recommends,
        product_id=contact.product_id,
    )


def _advisor(tx: Connection, store: Store) -> int | None:
    """Return the id of this device's advisor, None while no pull has brought the advisors."""
    row = one(tx, "SELECT id FROM advisors WHERE number = :number", number=store.actor)
    return row[0] if row else None


def _restored(
    tx: Connection, entity: str, row_id: bytes, values: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Yield fields with what the masks hide put back where the words around it were edited."""
    for field, value in values.items():
        if field in WORDS | OTHER_WORDS and value is not None:
            row = one(tx, f"SELECT {field} FROM {entity} WHERE id = :id", id=row_id)
            raw = row[0] if row else None
            yield field, value if raw is None else restored(raw, mask_free_text(raw), value)
        else:
            yield field, value
