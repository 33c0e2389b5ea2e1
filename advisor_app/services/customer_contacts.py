"""The contacts of a customer, whole, with the rules to show them by."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor_app.data.reads import contacts, customers, policies, sources
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.written import ContactDetail
from advisor_app.errors import InputError
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class CustomerContacts:
    """Contacts, newest first, words masked; `bank` is None while nothing has been synced."""

    rows: tuple[ContactDetail, ...]
    bank: Bank | None
    policy: Policy


def customer_contacts(book: Book, customer_id: bytes, limit: int) -> CustomerContacts:
    """Return the newest contacts of a customer, after logging that they were asked for.

    Raises InputError if the customer is not in the book.
    """
    with book.store.write() as tx:
        if not customers.exists(tx, customer_id):
            raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
        book.store.audit.append(tx, "contacts.view", f"customers:{customer_id.hex()}")
    with book.store.read() as tx:
        rows = contacts.of_customer(tx, customer_id, book.store.actor, limit=limit)
        return CustomerContacts(rows, sources.bank(tx), policies.in_force(tx))


def contacts_by_id(book: Book, interactions: Iterable[bytes]) -> CustomerContacts:
    """Return contacts that were just written, in the order that is given."""
    with book.store.read() as tx:
        found = (contacts.get(tx, key, book.store.actor) for key in interactions)
        rows = tuple(contact for contact in found if contact is not None)
        return CustomerContacts(rows, sources.bank(tx), policies.in_force(tx))
