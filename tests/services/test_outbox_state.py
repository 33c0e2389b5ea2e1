"""The advisor's own work on its way: what waits, what was refused, and the three ways out of a refusal."""

from dataclasses import replace

import pytest

from advisor_app.data import outbox
from advisor_app.errors import InputError
from advisor_app.services.edit_contact import contact_to_edit, edit_contact
from advisor_app.services.open_book import Book
from advisor_app.services.outbox_state import drop_refused, outbox_state, put_back, resend_refused, unsent
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.stores import ADVISOR
from tests.support.writing import NOON, attach, edit, log, promise, row_of


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1")


@pytest.fixture
def refused(book: Book, zhang: bytes) -> bytes:
    """Return a contact that head office refused."""
    contact = log(book.store, zhang, "改拨13911112222")
    with book.store.write() as tx:
        outbox.mark_sent(tx, 1 << 60)
        outbox.refuse(tx, contact, "value_invalid")
    return contact


def test_what_waits_is_counted_by_kind_and_listed_newest_first(book: Book, zhang: bytes) -> None:
    old = log(book.store, zhang, "早就有了")
    with book.store.write() as tx:
        outbox.acknowledge(tx, 1 << 60)
    contact = log(book.store, zhang, "改拨13911112222")
    promise(book.store, zhang, "寄送资料", contact)
    attach(book.store, zhang, contact, b"%PDF-1.7")
    edit(book.store, old, note="更正")
    state = outbox_state(book)
    assert (state.waiting, dict(state.kinds)) == (4, {"attachments": 1, "interactions": 2, "promises": 1})
    assert [(each.entity, each.what, each.change) for each in unsent(book)] == [
        ("interactions", "更正", True),
        ("attachments", "a.pdf", False),
        ("promises", "寄送资料", False),
        ("interactions", "改拨139****2222", False),
    ]
    assert {(each.customer_id, each.customer, each.number) for each in unsent(book)} == {
        (zhang, "张三", "C1")
    }
    assert len(unsent(book, 2)) == 2


def test_what_was_refused_does_not_wait(book: Book, refused: bytes) -> None:
    assert unsent(book) == ()
    assert outbox_state(book).kinds == {}


def test_giving_up_can_be_undone(book: Book, refused: bytes) -> None:
    before = row_of(book.store, refused)
    dropped = drop_refused(book, refused)
    assert "13911112222" not in repr(dropped)
    assert row_of(book.store, refused) is None
    put_back(book, dropped)
    assert row_of(book.store, refused) == before
    assert [each.mutation_id for each in outbox_state(book).refused] == [refused]
    assert [action for action, _ in logged(book)][-2:] == ["interactions.undo", "interactions.put_back"]


def test_giving_up_cannot_be_undone_once_the_customer_has_left(
    book: Book, refused: bytes, zhang: bytes
) -> None:
    dropped = drop_refused(book, refused)
    with book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM customers")
    with pytest.raises(InputError):
        put_back(book, dropped)
    assert outbox_state(book).refused == ()


def test_sent_once_more_it_waits_like_anything_else(book: Book, refused: bytes) -> None:
    resend_refused(book, refused)
    assert (outbox_state(book).refused, outbox_state(book).waiting) == ((), 1)
    with pytest.raises(InputError):
        resend_refused(book, refused)


def test_a_correction_sends_it_once_more_whole(book: Book, refused: bytes) -> None:
    shown = contact_to_edit(book, refused)
    done = edit_contact(book, shown, replace(shown.entry, outcome="met"), now=NOON)
    assert (done.resent, done.mutations) == (True, ())
    with book.store.read() as tx:
        [event] = outbox.of_row(tx, "interactions", refused)
    assert (event.assumed, event.refused, event.new["outcome"]) == (None, None, "met")
    assert event.new["note"] == "改拨13911112222"
    assert event.mutation_id != refused
    undo(book, [event.mutation_id])
    assert row_of(book.store, refused) is None


def test_a_correction_that_changes_nothing_sends_nothing(book: Book, refused: bytes) -> None:
    shown = contact_to_edit(book, refused)
    assert not edit_contact(book, shown, shown.entry, now=NOON).resent
    assert outbox_state(book).waiting == 0
