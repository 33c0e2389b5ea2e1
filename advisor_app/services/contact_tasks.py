"""Tasks that go with a contact: its next step becomes one, and those that it settles are done with it."""

from collections.abc import Iterable, Sequence

from advisor_app.data import tasks as data
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import policies, sources
from advisor_app.data.reads import tasks as reads
from advisor_app.data.store import Store
from advisor_app.domain.contacts import Contact
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.reminders import Since, answer_of
from advisor_app.domain.task_check import TaskFields
from advisor_app.domain.tasks import BY_CONTACT, CANCELLED, Item, Source, TaskQuery
from advisor_app.domain.written import ContactDetail
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.open_book import Book

_MOST = 20


def open_tasks(book: Book, customers: Sequence[bytes], *, now: int | None = None) -> tuple[Item, ...]:
    """Return the open tasks of some customers that are due up to today: a contact with them may settle these."""
    with book.store.read() as tx:
        bank = sources.bank(tx)
        if bank is None:
            return ()
        today = day_of(utc_now() if now is None else now, bank.time_zone)
        queries = (TaskQuery(customer_id=customer, last=today, limit=_MOST) for customer in customers)
        found = (item for query in queries for item in reads.page(tx, query)[0])
        return tuple(item for item in found if item.source is Source.TASK)


def may_answer(book: Book, item: Item) -> Since | None:
    """Return the newest contact that may have settled an item already, None where there is none."""
    with book.store.read() as tx:
        return answer_of(item, reads.contacts_since(tx, [item]), policies.in_force(tx))


def of_contact(
    tx: Transaction,
    store: Store,
    contact: Contact,
    interactions: Sequence[bytes],
    settle: Iterable[bytes],
    now: int,
) -> list[bytes]:
    """Write what a contact that was just logged means for tasks; return the mutations, to be undone before it.

    `settle` are tasks that it settles. Raises IssuesError for one that is not open, or of another customer.
    """
    bank, policy = _rules(tx)
    made: list[bytes] = []
    of_customer = dict(zip(contact.customers, interactions, strict=True))
    for task_id in settle:
        task = reads.task(tx, task_id)
        if task is None or task.status is not None or task.customer_id not in of_customer:
            message = N_("A task that this should settle is not open any more, or is not this customer's.")
            raise not_saved([FieldError(message, field="settle")])
        by = of_customer[task.customer_id]
        made = [*data.settle(tx, store, task, now, bank.time_zone, by=by), *made]
    if contact.next_step is None or contact.next_step_on is None:
        return made
    fields = _follow_up(contact.next_step, contact.next_step_on, policy)
    steps = [
        data.add(tx, store, fields, now, customer_id=customer, origin=BY_CONTACT, interaction_id=interaction)
        for customer, interaction in of_customer.items()
    ]
    return [*steps, *made]


def follow_edit(
    tx: Transaction, store: Store, detail: ContactDetail, contact: Contact, now: int
) -> list[bytes]:
    """Let the task of a contact's next step follow a correction of it, while it is open; return the mutations."""
    bank, policy = _rules(tx)
    task = reads.of_contact(tx, detail.id)
    step, day = reads.step_of(tx, detail.id), contact.next_step_on
    if task is None:
        if step is None or day is None:
            return []
        fields, about = _follow_up(step, day, policy), detail.customer_id
        return [
            data.add(tx, store, fields, now, customer_id=about, origin=BY_CONTACT, interaction_id=detail.id)
        ]
    if task.status is not None:
        return []
    if step is None or day is None:
        return data.settle(tx, store, task, now, bank.time_zone, status=CANCELLED)
    return data.change(tx, store, task.id, {"title": step, "due_on": day}, "edit")


def drop(tx: Transaction, store: Store, interaction_id: bytes, now: int) -> list[bytes]:
    """Cancel the task of the next step of a contact that is withdrawn, while it is open; return the mutations."""
    task = reads.of_contact(tx, interaction_id)
    if task is None or task.status is not None:
        return []
    return data.settle(tx, store, task, now, _rules(tx)[0].time_zone, status=CANCELLED)


def _rules(tx: Transaction) -> tuple[Bank, Policy]:
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    return bank, policies.in_force(tx)


def _follow_up(step: str, day: int, policy: Policy) -> TaskFields:
    """Return the task that a next step is; it reminds when the day begins."""
    return TaskFields(policy.tasks.follow_up, step, None, None, day, None, None, 0, None)
