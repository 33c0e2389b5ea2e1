"""Raw personal data, one value at a time, for a reason: the only way round masking that a person has.

The event and its signature are committed before the value is returned, so a value that was seen is in the
log. The reason is kept with the numbers in it masked.
"""

from sqlalchemy import Connection, select

from advisor_app.data.schema import BOOK
from advisor_app.data.store import Store
from advisor_app.domain.masking import mask_free_text
from advisor_app.errors import InputError

CUSTOMER_FIELDS = ("phone", "id_number", "email", "address")
MIN_REASON = 4


def reveal(store: Store, customer_id: bytes, field: str, reason: str) -> str:
    """Return the raw value of one of `CUSTOMER_FIELDS` of a customer in the book.

    Raises InputError for a reason that says nothing, a field that cannot be revealed, a customer that is
    not in the book, or a value that is not there.
    """
    if field not in CUSTOMER_FIELDS:
        raise InputError("The field {field} cannot be revealed.", field=field)
    return _reveal(store, "customers", customer_id, field, reason)


def reveal_card_number(store: Store, card_id: int, reason: str) -> str:
    """Return the raw number of a card in the book; raises as `reveal` does."""
    return _reveal(store, "cards", card_id, "number", reason)


def reveal_proposal(store: Store, proposal_id: bytes, reason: str) -> str:
    """Return the raw value that an advisor proposed for a customer in the book; raises as `reveal` does."""
    return _reveal(store, "proposals", proposal_id, "value", reason)


def hand_over(tx: Connection, store: Store, customer_id: bytes, field: str, channel: str, reason: str) -> str:
    """Return the raw value for a handler of a channel, which no person sees, after logging what it is for.

    In the transaction of `tx`, to be committed before the value is used. Raises InputError as `reveal` does.
    """
    value = _value(tx, "customers", customer_id, field)
    action, about = f"contact.start.{channel}", f"customers:{customer_id.hex()}"
    store.audit.append(tx, action, about, reason=mask_free_text(reason) if reason else None)
    store.audit.sign(tx)
    return value


def _reveal(store: Store, table: str, row_id: bytes | int, field: str, reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) < MIN_REASON:
        raise InputError(
            "Please say in a few words why the value is needed.",
            what_to_do="The reason is kept in the audit log.",
        )
    with store.write() as tx:
        value = _value(tx, table, row_id, field)
        name = row_id.hex() if isinstance(row_id, bytes) else str(row_id)
        store.audit.append(tx, f"reveal.{table}.{field}", f"{table}:{name}", reason=mask_free_text(reason))
        store.audit.sign(tx)
    return value


def _value(tx: Connection, table: str, row_id: bytes | int, field: str) -> str:
    columns = BOOK[table].c
    row = tx.execute(select(columns[field]).where(columns.id == row_id)).fetchone()
    if row is None:
        raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
    if row[0] is None:
        raise InputError("There is no such value for this customer.")
    return str(row[0])
