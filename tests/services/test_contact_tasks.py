"""What a contact means for tasks: its next step becomes one, follows corrections, and it settles others."""

from dataclasses import replace
from typing import Any

import pytest

from advisor_app.data import outbox
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.dates import from_day
from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.tasks import Source, TaskQuery
from advisor_app.errors import IssuesError
from advisor_app.services import tasks
from advisor_app.services.contact_tasks import open_tasks
from advisor_app.services.drafts import drafts, save_draft
from advisor_app.services.edit_contact import contact_to_edit, edit_contact, void_contact
from advisor_app.services.log_contact import Logged, log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from tests.support import factories
from tests.support.factories import NOON, TODAY


@pytest.fixture
def wei(office: factories.Book) -> bytes:
    office.add("advisors", number="A0017", name="李经理")
    return office.customer("张伟", number="C1")


def log(book: Book, *customers: bytes, **values: Any) -> Logged:
    entry = ContactEntry(customers=customers, channel="phone", direction="in", note="谈了", **values)
    return log_contact(book, entry, now=NOON)


def shown(book: Book, **query: Any) -> list[tuple[str, int, str | None]]:
    page = tasks.tasks_page(book, TaskQuery(**query), now=NOON)
    return [(item.title, item.due_on - TODAY, item.status) for item in page.items]


def waiting(book: Book) -> int:
    with book.store.read() as tx:
        return outbox.waiting(tx).unsent


def add(book: Book, customer: bytes, title: str = "回访", **values: Any) -> bytes:
    entry = TaskEntry(customer_id=customer, kind="call", title=title, **values)
    [key] = tasks.add_task(book, entry, now=NOON - 3_600_000_000).mutations
    return key


def test_a_next_step_with_a_day_becomes_a_task_and_undo_takes_both(book: Book, wei: bytes) -> None:
    contact = log(book, wei, next_step="回电13812345678", next_step_on="下周一")
    assert shown(book) == [("回电138****5678", 6, None)]
    [item] = tasks.tasks_page(book, TaskQuery(), now=NOON).items
    assert (item.customer, item.kind, item.interaction_id) == ("张伟", "follow_up", contact.interactions[0])
    undo(book, contact.mutations)
    assert (shown(book), waiting(book)) == ([], 0)


def test_a_next_step_without_a_day_is_none(book: Book, wei: bytes) -> None:
    log(book, wei, next_step="回电")
    assert shown(book) == []


def test_each_customer_of_an_event_gets_a_task(book: Book, office: factories.Book, wei: bytes) -> None:
    fang = office.customer("李芳", number="C2")
    log(book, wei, fang, next_step="回访", next_step_on="明天")
    assert shown(book, customer_id=wei) == shown(book, customer_id=fang) == [("回访", 1, None)]


def test_the_task_follows_a_correction_while_it_is_open(book: Book, wei: bytes) -> None:
    [key] = log(book, wei, next_step="致电13812345678", next_step_on="明天").interactions
    editable = contact_to_edit(book, key)
    day = from_day(TODAY + 5).isoformat()
    edited = edit_contact(
        book, editable, replace(editable.entry, next_step="再次致电138****5678", next_step_on=day), now=NOON
    )
    assert shown(book) == [("再次致电138****5678", 5, None)]
    with book.store.read() as tx:
        [(title,)] = tx.exec_driver_sql("SELECT title FROM tasks").fetchall()
    assert title == "再次致电13812345678"
    undo(book, edited.mutations)
    assert shown(book) == [("致电138****5678", 1, None)]
    editable = contact_to_edit(book, key)
    edit_contact(book, editable, replace(editable.entry, next_step="", next_step_on=""), now=NOON)
    assert shown(book) == []


def test_a_correction_leaves_a_settled_task_alone_and_adds_a_missing_one(book: Book, wei: bytes) -> None:
    [key] = log(book, wei, next_step="回电", next_step_on="明天").interactions
    [item] = tasks.tasks_page(book, TaskQuery(), now=NOON).items
    tasks.settle_item(book, Source.TASK, item.id, now=NOON)
    editable = contact_to_edit(book, key)
    edit_contact(book, editable, replace(editable.entry, next_step="改了"), now=NOON)
    assert (shown(book), shown(book, settled=True)) == ([], [("回电", 1, "done")])
    [other] = log(book, wei, next_step="回电").interactions
    editable = contact_to_edit(book, other)
    edit_contact(book, editable, replace(editable.entry, next_step_on="明天"), now=NOON)
    assert shown(book) == [("回电", 1, None)]


def test_withdrawing_the_contact_cancels_its_task(book: Book, wei: bytes) -> None:
    [key] = log(book, wei, next_step="回电", next_step_on="明天").interactions
    voided = void_contact(book, key, "记错客户了")
    assert (shown(book), shown(book, settled=True)) == ([], [("回电", 1, "cancelled")])
    undo(book, voided.mutations)
    assert shown(book) == [("回电", 1, None)]


def test_a_contact_settles_the_tasks_that_it_names(book: Book, office: factories.Book, wei: bytes) -> None:
    call = add(book, wei, repeats="FREQ=WEEKLY")
    add(book, wei, "以后", day="明天")
    other = add(book, office.customer("李芳"))
    assert [item.id for item in open_tasks(book, [wei], now=NOON)] == [call]
    contact = log(book, wei, settle=(call,))
    assert shown(book, settled=True) == [("回访", 0, "done")]
    assert ("回访", 7, None) in shown(book, customer_id=wei)
    with book.store.read() as tx:
        [(by,)] = tx.exec_driver_sql("SELECT settled_by FROM tasks WHERE status = 'done'").fetchall()
    assert by == contact.interactions[0]
    undo(book, contact.mutations)
    assert (shown(book, settled=True), waiting(book)) == ([], 3)
    for wrong in (other, bytes(16)):
        with pytest.raises(IssuesError):
            log(book, wei, settle=(wrong,))
    assert waiting(book) == 3


def test_taking_the_contact_alone_back_opens_the_task_again(book: Book, wei: bytes) -> None:
    call = add(book, wei)
    contact = log(book, wei, settle=(call,))
    undo(book, contact.interactions)  # as dropping what head office refused does
    assert shown(book) == [("回访", 0, None)]
    assert waiting(book) == 1


def test_a_draft_keeps_what_is_to_be_settled(book: Book, wei: bytes) -> None:
    entry = ContactEntry(customers=(wei,), note="谈", settle=(bytes(range(16)),))
    save_draft(book, entry)
    [draft] = drafts(book)
    assert draft.entry == entry
