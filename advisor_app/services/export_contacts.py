"""Export contacts for the bank's other systems: the native format of interactions, masked as they are shown."""

from collections.abc import Iterator
from pathlib import Path

from advisor_app.data.apply import Transaction
from advisor_app.data.reads import contacts, customers, sources
from advisor_app.domain.dates import from_day, from_instant
from advisor_app.domain.written import ContactDetail
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services.csv_file import CsvFile, cell
from advisor_app.services.export_transactions import Stopped, Told
from advisor_app.services.open_book import Book

COLUMNS = (
    "key",
    "customer",
    "advisor",
    "channel",
    "direction",
    "purpose",
    "outcome",
    "note",
    "happened_at",
    "duration",
    "next_step",
    "next_step_on",
    "participants",
    "recorded_at",
    "status",
    "void_reason",
    "recommends",
    "product",
)
"""The columns of the native format (`resources/mappings/native.md`), which is also read back."""


def export_contacts(
    book: Book,
    path: Path,
    told: Told,
    stopped: Stopped,
    *,
    customer_id: bytes | None = None,
    since: int | None = None,
) -> int:
    """Write the contacts of a customer, or of all, from an instant (UTC µs) on; return how many.

    A file of that name is replaced; where it was stopped nothing is left, and 0 is returned. The export is in the
    signed log before the file is there. Raises InputError if the customer is not in the book or the file cannot
    be written, UnavailableError when the disk is full.
    """
    with CsvFile(path) as file:
        written = 0
        with book.store.read() as tx:
            people = [customer_id] if customer_id else customers.ids(tx)
            if customer_id and not customers.exists(tx, customer_id):
                raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
            bank = sources.bank(tx)
            if bank is None:
                raise InputError(N_("The book is empty. Synchronise first."))
            file.write([COLUMNS])
            for place, customer in enumerate(people):
                if stopped():
                    return 0
                rows = list(_rows(tx, customer, since, bank.time_zone, book.store.actor))
                file.write(rows)
                written += len(rows)
                told(place + 1, len(people))
        file.finish()
        about = f"customers:{customer_id.hex()}" if customer_id else None
        with book.store.write() as tx:
            book.store.audit.append(tx, "contacts.export", about)
            book.store.audit.sign(tx)
        file.appear()
    return written


def _rows(
    tx: Transaction, customer: bytes, since: int | None, time_zone: str, actor: str
) -> Iterator[list[str]]:
    for contact in contacts.of_customer(tx, customer, actor, since=since, limit=-1):
        yield [cell(text) for text in _texts(contact, time_zone)]


def _texts(contact: ContactDetail, time_zone: str) -> Iterator[str | None]:
    yield contact.id.hex()
    yield contact.number or contact.customer_id.hex()
    yield contact.advisor_number
    yield contact.channel
    yield contact.direction
    yield contact.purpose
    yield contact.outcome
    yield contact.note
    yield from_instant(contact.happened_at, time_zone).isoformat()
    yield None if contact.duration is None else str(contact.duration)
    yield contact.next_step
    yield None if contact.next_step_on is None else from_day(contact.next_step_on).isoformat()
    yield contact.participants
    yield None if contact.recorded_at is None else from_instant(contact.recorded_at, time_zone).isoformat()
    yield contact.status
    yield contact.void_reason
    yield "true" if contact.recommends else None
    yield contact.product_code
