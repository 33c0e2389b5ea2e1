"""Duplicates as an advisor has them: looked up, listed with evidence and masked, merged, kept apart, reported."""

import pytest

from advisor_app.data import office_checks, outbox, writes
from advisor_app.domain.duplicates import ID_NUMBER, PHONE, Candidate, HeadOffice, Pair
from advisor_app.errors import InputError
from advisor_app.services.duplicates import (
    check,
    count_duplicates,
    duplicates_list,
    keep_apart,
    merge,
    report,
)
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY
from tests.support.writing import log

ID = "11010519491231002X"


@pytest.fixture
def pair(office: factories.Book) -> tuple[bytes, bytes]:
    """Return a customer and a prospect with the same phone number."""
    prospect = office.customer("李磊", kind="prospect", phone="+86 13800138000")
    office.add("interactions", customer_id=prospect, happened_at=NOON)
    return office.customer("李雷", number="C1", phone="13800138000", id_number=ID), prospect


def pairs(book: Book) -> tuple[Pair, ...]:
    return duplicates_list(book).pairs


def test_a_candidate_is_looked_up_while_it_is_typed(book: Book, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    found = check(book, Candidate(phone="138 0013 8000"))
    assert {row.customer_id for row in found.rows} == {customer, prospect}
    assert found.head_office is HeadOffice.UNCHECKED
    assert [
        row.customer_id for row in check(book, Candidate(phone="13800138000"), besides=prospect).rows
    ] == [customer]
    assert check(book, Candidate(name="李雷")).rows == ()


def test_a_pair_is_listed_masked_with_the_customer_first(book: Book, pair: tuple[bytes, bytes]) -> None:
    [found] = pairs(book)
    assert (found.first.id, found.second.id) == pair
    assert (found.evidence, found.certain, found.mergeable) == ((PHONE,), False, True)
    assert (found.first.phone, found.first.id_number) == ("138****8000", "1****************X")
    assert (found.second.contacts, found.second.last_contact_at) == (1, NOON)
    assert ("duplicates.list", None) in logged(book)


def test_a_merge_can_be_undone_and_done_again(book: Book, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    done = merge(book, customer, prospect, (PHONE,), now=NOON)
    assert pairs(book) == ()
    assert check(book, Candidate(phone="13800138000"), besides=customer).rows == ()
    with pytest.raises(InputError):
        merge(book, customer, prospect, (PHONE,))
    undo(book, done)
    assert len(pairs(book)) == 1
    done = merge(book, customer, prospect, (PHONE,))
    with book.store.write() as tx:
        outbox.acknowledge(tx, 1_000)
    undo(book, done)
    assert len(pairs(book)) == 1
    assert merge(book, customer, prospect, (PHONE,))
    assert pairs(book) == ()


def test_what_was_logged_before_and_after_goes_its_way(book: Book, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    contact = log(book.store, prospect, "谈过")
    merge(book, customer, prospect, (PHONE,))
    with book.store.read() as tx:
        row = tx.exec_driver_sql("SELECT customer_id FROM interactions WHERE id = ?", (contact,)).scalar()
    assert row == customer


def test_two_people_are_kept_apart_until_that_is_undone(book: Book, pair: tuple[bytes, bytes]) -> None:
    done = keep_apart(book, *pair, (PHONE,))
    assert pairs(book) == ()
    undo(book, done)
    assert len(pairs(book)) == 1
    again = keep_apart(book, *pair, (PHONE,))
    with book.store.write() as tx:
        outbox.acknowledge(tx, 1_000)
    undo(book, again)
    assert len(pairs(book)) == 1


def test_what_head_office_proposes_is_listed_and_decided(book: Book, office: factories.Book) -> None:
    customer = office.customer("韩梅梅", number="C2")
    prospect = office.customer("韩梅", kind="prospect")
    office.add("conversions", customer_id=customer, prospect_id=prospect, evidence="number")
    [found] = pairs(book)
    assert (found.evidence, found.proposed, found.certain) == (("number",), True, False)
    done = merge(book, customer, prospect, found.evidence)
    assert pairs(book) == ()
    undo(book, done)
    assert [each.proposed for each in pairs(book)] == [True]


def test_two_customers_can_only_be_reported(book: Book, office: factories.Book) -> None:
    first = office.customer("王芳", number="C1", id_number=ID)
    second = office.customer("王芳", number="C2", id_number="110105491231002")
    [found] = pairs(book)
    assert (found.evidence, found.certain, found.mergeable) == ((ID_NUMBER,), True, False)
    with pytest.raises(InputError, match="核心系统"):
        merge(book, first, second, found.evidence)
    done = report(book, found.first.id, found.second.id, found.evidence, now=NOON)
    [reported] = pairs(book)
    assert reported.reported
    with book.store.read() as tx:
        event = outbox.get(tx, done[0])
    assert event is not None
    assert event.new["kind"] == "duplicate"
    assert event.new["related_id"] == found.second.id
    undo(book, done)
    assert [each.reported for each in pairs(book)] == [False]


def test_a_customer_who_has_left_the_bank_is_found_but_no_prospect_who_was_given_up(
    book: Book, office: factories.Book
) -> None:
    office.customer("赵敏", number="C9", phone="13500001111", closed_on=TODAY - 5)
    office.customer("赵敏", kind="prospect", phone="13500001111", closed_on=TODAY - 5)
    assert [row.number for row in check(book, Candidate(phone="13500001111")).rows] == ["C9"]
    assert pairs(book) == ()


def test_head_offices_answer_about_a_saved_prospect_is_told(book: Book, pair: tuple[bytes, bytes]) -> None:
    _, prospect = pair
    with book.store.write() as tx:
        writes.change(tx, book.store, "customers", prospect, {"phone": "13800138009"})
        office_checks.answered(tx, prospect, "exists", NOON)
    assert check(book, Candidate(), besides=prospect).head_office is HeadOffice.EXISTS
    assert count_duplicates(book) == 1
    assert [each.answer for each in duplicates_list(book).checks] == ["exists"]
