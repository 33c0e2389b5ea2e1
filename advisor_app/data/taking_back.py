"""Taking back what was written: an advisor undoes it, gives up what head office refused, or sends it once more.

What head office cannot have is removed with all that hangs on it; the rest is taken back by a change of its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from advisor_app.data import apply, merging, outbox, revisions
from advisor_app.data.apply import driver
from advisor_app.data.duplicates import merged_into
from advisor_app.data.outbox import Event
from advisor_app.data.parting import part
from advisor_app.data.search_key import refresh
from advisor_app.data.store import Store
from advisor_app.data.writes import change, gone, row_of, set_fields, write_event
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import ENTITIES
from advisor_app.domain.writable import NO_CUSTOMER, WRITABLE
from advisor_app.errors import InputError
from advisor_app.i18n import N_


def undo(tx: Connection, store: Store, mutation_id: bytes) -> bytes | None:
    """Take a mutation back; return the id of the change that does so, or None where it had not left yet.

    What head office cannot have is removed with all that hangs on it; the rest is taken back by a change of its own.
    Raises InputError where nothing is left to take back, others have changed the same since, or it is final.
    """
    event = outbox.get(tx, mutation_id)
    if event is not None and WRITABLE[event.entity].final and not event.refused:
        raise InputError(N_("The customer has confirmed this, so it stands."))
    if event is not None and (event.refused or not event.sent):
        _remove(tx, store, event)
        return None
    if event is not None and event.assumed is not None:
        return _compensate(tx, store, event.entity, event.row_id, event.assumed, event.new)
    if event is not None:
        return _withdraw(tx, store, event.entity, event.row_id)
    if revised := revisions.get(tx, mutation_id):
        entity, row_id, pairs = revised
        before = {field: pair[0] for field, pair in pairs.items()}
        return _compensate(tx, store, entity, row_id, before, {name: pair[1] for name, pair in pairs.items()})
    for entity in WRITABLE:
        if driver(tx).execute(f"SELECT 1 FROM {entity} WHERE id = ?", (mutation_id,)).fetchone():
            return _withdraw(tx, store, entity, mutation_id)
    raise InputError("There is nothing to undo.", what_to_do="It was undone before, or has left your book.")


def drop(tx: Connection, store: Store, mutation_id: bytes) -> list[Event]:
    """Give up a mutation that head office refused, with all that hangs on it; return the events, for `put_back`.

    Raises InputError if it is not among what was refused, or was changed again since.
    """
    return _remove(tx, store, _refused(tx, mutation_id))


def put_back(tx: Connection, store: Store, events: Sequence[Event]) -> None:
    """Write again what `drop` has just removed, refused as it was. Raises InputError where it does not fit any more."""
    customers = {event.customer_id for event in events}
    customers -= {NO_CUSTOMER, *(event.row_id for event in events if event.entity == "customers")}
    if apply.customers_among(tx, customers) != customers:
        raise gone()
    for event in events:
        if event.assumed is None:
            fields = [field for field in ENTITIES[event.entity].fields if field in event.new]
            marks = ", ".join("?" * len(fields))
            driver(tx).execute(
                f"INSERT INTO {event.entity} ({', '.join(fields)}) VALUES ({marks})",
                [event.new[field] for field in fields],
            )
            if event.entity == "customers":
                refresh(tx, [event.row_id])
        else:
            before = event.theirs or event.assumed
            row = row_of(tx, event.entity, event.row_id, event.new)
            if any(row[field] != before[field] for field in before):
                raise _changed_since()
            set_fields(tx, event.entity, event.row_id, event.new)
            outbox.revise(tx, event, store.actor)
        outbox.append(tx, event._replace(sequence=None))
        if event.entity == "conversions":
            merging.settle(tx, ())
        store.audit.append(tx, f"{event.entity}.put_back", f"{event.entity}:{event.row_id.hex()}")


def resend(tx: Connection, store: Store, mutation_id: bytes) -> bytes | None:
    """Send a row that head office refused once more, as it is now; return the id of the mutation that carries it.

    It has another id, because under the old one head office would give its first answer again. What hangs on a new
    row and was refused goes with it. None is returned where nothing is left that differs from what head office has.
    Raises InputError if it is not among what was refused, or part of it is under way.
    """
    event = _refused(tx, mutation_id)
    of_row = outbox.of_row(tx, event.entity, event.row_id)
    if any(each.sent and not each.refused for each in of_row):
        raise InputError(
            "Part of this is on its way to head office.", what_to_do="Synchronise and look again."
        )
    hanging = [each for each in _with_what_hangs_on_it(tx, event) if each.row_id != event.row_id]
    outbox.remove(tx, [each.mutation_id for each in of_row])
    revisions.remove(tx, [each.mutation_id for each in of_row])
    made = _folded(of_row)
    if made.assumed != {}:
        outbox.revise(tx, made, store.actor)
        write_event(tx, store, made, "resend", None)
    for each in hanging:
        if each.refused and outbox.get(tx, each.mutation_id):
            resend(tx, store, each.mutation_id)
    return None if made.assumed == {} else made.mutation_id


def _folded(of_row: Sequence[Event]) -> Event:
    """Return one new event for all those of a row: from what was assumed first to what is last."""
    assumed = {field: value for each in reversed(of_row) for field, value in (each.assumed or {}).items()}
    new = {field: value for each in of_row for field, value in each.new.items()}
    first = of_row[0]._replace(mutation_id=new_id(), sent=False, refused=None, sequence=None)
    if first.assumed is None:
        return first._replace(new={field: value for field, value in new.items() if value is not None})
    under = assumed | {
        field: value for each in reversed(of_row) for field, value in (each.theirs or {}).items()
    }
    changed = [field for field, value in new.items() if assumed[field] != value]
    return first._replace(
        assumed={field: assumed[field] for field in changed},
        new={field: new[field] for field in changed},
        theirs=None if under == assumed else {field: under[field] for field in changed},
    )


def _refused(tx: Connection, mutation_id: bytes) -> Event:
    event = outbox.get(tx, mutation_id)
    if event is None or event.refused is None:
        raise InputError(
            "There is nothing to undo.", what_to_do="It was undone before, or has left your book."
        )
    return event


def _remove(tx: Connection, store: Store, event: Event) -> list[Event]:
    """Remove an event that head office does not have, as if it had not been; return what was removed."""
    if event.assumed is not None:
        of_row = outbox.of_row(tx, event.entity, event.row_id)
        later = of_row[of_row.index(event) + 1 :]
        if any(event.new.keys() & other.new.keys() for other in later):
            raise _changed_since()
        set_fields(tx, event.entity, event.row_id, event.theirs or event.assumed)
        gone = [event]
        if event.entity == "conversions":
            part(tx, event)
    else:
        if event.entity == "conversions":
            part(tx, event)
        gone = _with_what_hangs_on_it(tx, event)
        made = {other.row_id for other in gone if other.assumed is None}
        for other in reversed(gone):
            if other.assumed is None:
                driver(tx).execute(f"DELETE FROM {other.entity} WHERE id = ?", (other.row_id,))
            elif other.row_id not in made:
                set_fields(tx, other.entity, other.row_id, other.theirs or other.assumed)
    taken_back = [other.mutation_id for other in gone]
    revisions.remove(tx, taken_back)
    outbox.remove(tx, taken_back)
    store.audit.append(tx, f"{event.entity}.undo", f"{event.entity}:{event.row_id.hex()}")
    return gone


def _with_what_hangs_on_it(tx: Connection, event: Event) -> list[Event]:
    """Return the events of a new row, of the new rows that refer to it, and of all their changes.

    Of an older row it is only the change that made it refer to the new one, as of a task that a contact settled.
    """
    rows, gone = {event.row_id}, []
    heir = merged_into(tx, event.customer_id)
    if event.entity == "customers":
        if heir:
            raise _changed_since()
        return outbox.of_customer(tx, event.customer_id)
    written = outbox.of_customer(tx, event.customer_id) + (outbox.of_customer(tx, heir) if heir else [])
    for other in written:  # in the order in which they were made
        refers = any(other.new.get(field) in rows for field in WRITABLE[other.entity].references)
        if refers and other.assumed is None:
            rows.add(other.row_id)
        if refers or other.row_id in rows:
            gone.append(other)
    return gone


def _compensate(
    tx: Connection,
    store: Store,
    entity: str,
    row_id: bytes,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> bytes:
    """Change back those fields that are still as the mutation left them."""
    row = row_of(tx, entity, row_id, before)
    fields = {field: before[field] for field, value in after.items() if row[field] == value}
    made = change(tx, store, entity, row_id, fields, action=f"{entity}.undo")
    if made is None:
        raise _changed_since()
    return made


def _withdraw(tx: Connection, store: Store, entity: str, row_id: bytes) -> bytes:
    values = WRITABLE[entity].withdrawn
    if not values:
        raise InputError("Head office has this already, so it cannot be removed.")
    made = change(tx, store, entity, row_id, values, action=f"{entity}.undo")
    if made is None:
        raise InputError(
            "There is nothing to undo.", what_to_do="It was undone before, or has left your book."
        )
    return made


def _changed_since() -> InputError:
    return InputError(
        "It was changed again since, so it cannot be undone by itself.",
        what_to_do="Look at it and change it by hand.",
    )
