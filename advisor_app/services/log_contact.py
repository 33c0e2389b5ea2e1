"""Log a contact: with one customer or, as an event, with several; its promises and files go along.

One that was logged for a call on a list settles that call in the same transaction, and the prompts that it answers
are done with it.
"""

from dataclasses import dataclass

from advisor_app.data import contacts, drafts
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers
from advisor_app.domain.contact_check import check, clean
from advisor_app.domain.contacts import SHORT_CHARACTERS, ContactEntry
from advisor_app.domain.dates import day_of
from advisor_app.domain.masking import mask_free_text
from advisor_app.errors import FieldError
from advisor_app.i18n import N_
from advisor_app.services import contact_tasks, prompts
from advisor_app.services.call_rules import settle_with
from advisor_app.services.contact_rules import beside_fields, check_product, not_saved, rules
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class Logged:
    """What was logged: a row for each customer, and the mutations to hand to `undo`."""

    interactions: tuple[bytes, ...]
    mutations: tuple[bytes, ...]


def log_contact(
    book: Book, entry: ContactEntry, *, draft_id: bytes | None = None, now: int | None = None
) -> Logged:
    """Record a contact whole, or raise IssuesError with a FieldError for each fault and record nothing.

    The draft that it was typed in goes in the same transaction. `now` (UTC µs) is the clock's unless it is given.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        with beside_fields():
            judge = rules(tx, at)
            contact = check(entry, judge)
        check_product(tx, contact)
        if not all(customers.exists(tx, customer) for customer in contact.customers):
            raise not_saved([FieldError(N_("A customer is not in your book."), field="customers")])
        reason = mask_free_text(clean(entry.reason)[:SHORT_CHARACTERS]) or None
        answered = prompts.answerable(tx, contact, at)
        with beside_fields():
            interactions, mutations = contacts.log(tx, book.store, contact, at, reason)
        settled = settle_with(
            tx, book, entry, contact, interactions[0], day_of(contact.happened_at, judge.time_zone)
        )
        mutations = [*settled, *mutations]  # what refers to the contact is taken back before it
        mutations = [
            *contact_tasks.of_contact(tx, book.store, contact, interactions, entry.settle, at),
            *mutations,
        ]
        rows = dict(zip(contact.customers, interactions, strict=True))
        mutations = [*prompts.settle_answered(tx, book, answered, rows, at), *mutations]
        if draft_id is not None:
            drafts.discard(tx, draft_id)
    return Logged(tuple(interactions), tuple(mutations))
